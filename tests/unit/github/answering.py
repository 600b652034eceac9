"""A GitHub that says what a test tells it to, word for word."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from aiohttp import web

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Said:
    status: int = 200
    text: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Puppet:
    """Answers one after the other; the last one again and again."""

    port: int = 0
    answers: deque[Said] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)  # "GET /path?query body"
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def says(self, *answers: Said) -> None:
        self.answers = deque(answers)
        self.asked.clear()
        self.tokens.clear()

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.asked.append(f"{request.method} {request.path_qs} {body}".strip())
        self.tokens.append(request.headers.get("Authorization", ""))
        said = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        headers = {name: value.replace("HERE", self.url) for name, value in said.headers.items()}
        return web.Response(status=said.status, text=said.text, headers=headers)


@contextmanager
def puppet() -> Iterator[Puppet]:
    held, loop = Puppet(), asyncio.new_event_loop()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", held.answer)
    runner = web.AppRunner(app, access_log=None)

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        return int(runner.addresses[0][1])

    held.port = loop.run_until_complete(start())
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield held
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
