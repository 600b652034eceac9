"""GET /readyz: whether deploys go through, else what keeps them; GET /healthz: whether this process lives."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from app.domain.errors import Transient
from app.domain.vitals import BEAT, checks
from app.ports.watch import Heart, Watch

KEPT = 1.0  # seconds for which one look answers everybody: the port may face the internet

Route = Callable[[web.Request], Awaitable[web.Response]]


async def healthy(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def ready(watch: Watch) -> Route:
    """Return the route. It answers 503 while something is not as it should be."""
    looked = _Looked(watch)

    async def route(_request: web.Request) -> web.Response:
        found = await looked.found()
        is_well = not any(found.values())
        shown = {name: {"ok": wrong is None, "why": wrong} for name, wrong in found.items()}
        return web.json_response({"ok": is_well, "checks": shown}, status=200 if is_well else 503)

    return route


def beating(pulse: Heart) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return what says in the background, while the application runs, that this process is there."""

    async def beats() -> None:
        while True:
            await asyncio.to_thread(pulse.beat)
            await asyncio.sleep(BEAT.total_seconds())

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(beats())
        yield
        task.cancel()

    return context


class _Looked:
    """The last look, for a moment; who asks meanwhile waits for the same."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._lock = watch, asyncio.Lock()
        self._until, self._found = 0.0, dict[str, str | None]()

    async def found(self) -> dict[str, str | None]:
        async with self._lock:
            if time.monotonic() >= self._until:
                self._found = await asyncio.to_thread(_look, self._watch)
                self._until = time.monotonic() + KEPT
        return self._found


def _look(watch: Watch) -> dict[str, str | None]:
    try:
        return checks(watch.look(), watch.queues)
    except Transient as problem:
        return {"redis": str(problem)}
