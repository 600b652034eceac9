"""The stand-in CI as Python sees it: a server in its own thread, and what it saw."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from sandbox.ci.entrance import Entrance
from sandbox.ci.fault import Fault, Kind
from sandbox.ci.ledger import Ledger
from sandbox.ci.pipeline import Pipeline
from sandbox.ci.promotion import Promotion
from sandbox.ci.reporter import PAUSES, Reporter
from sandbox.ci.window import Window, loopback_only

HOST = "127.0.0.1"

Result = TypeVar("Result")


class CISandbox:
    """Every method may be called from any thread."""

    def __init__(self, secret: str, takes: timedelta, pauses: Sequence[float]) -> None:
        self.secret = secret
        self.origin = ""  # http://127.0.0.1:PORT, without a slash
        self._takes = takes
        self._pauses = pauses
        self._ledger = Ledger()

    @classmethod
    @contextmanager
    def start(
        cls,
        secret: str,
        port: int = 0,
        takes: timedelta = timedelta(seconds=3),
        pauses: Sequence[float] = PAUSES,
    ) -> Iterator[Self]:
        """Run until the block ends; a deployment takes `takes`, and reports are tried after each of `pauses`.

        Raises OSError when the port is taken.
        """
        sandbox = cls(secret, takes, pauses)
        with socket.create_server((HOST, port)) as listener, _loop() as loop:
            sandbox.origin = f"http://{HOST}:{listener.getsockname()[1]}"
            stack = _result(loop, sandbox._serve(listener))
            try:
                yield sandbox
            finally:
                _result(loop, stack.aclose())

    @property
    def url(self) -> str:
        """Where promotions go: the policy's `promote: {kind: webhook, url: …}`."""
        return f"{self.origin}/promote"

    @property
    def promotions(self) -> list[Promotion]:
        """Every promotion as it stands now, oldest first."""
        return self._ledger.promotions

    @property
    def live(self) -> dict[str, dict[str, str]]:
        """What runs now: repository → environment → sha."""
        return self._ledger.live

    def set_live(self, repository: str, environment: str, sha: str) -> None:
        """Say what ran before the first promotion."""
        self._ledger.set_live(repository, environment, sha)

    def fail_next(self, kind: Kind | str = Kind.FAIL, **details: Any) -> None:
        """Arm a fault for the next promotion; `details` are the fields of Fault."""
        self._ledger.arm(Fault(kind=Kind(kind), **details))

    def stop_failing(self) -> None:
        """Let the next promotions go right: faults not taken yet are forgotten."""
        self._ledger.disarm()

    def wait_for(self, predicate: Callable[[], object], timeout: float = 10) -> None:
        """Return once `predicate` holds; asked after every change here. Raises TimeoutError."""
        self._ledger.wait_for(predicate, timedelta(seconds=timeout))

    async def _serve(self, listener: socket.socket) -> AsyncExitStack:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            reporter = Reporter(self._ledger, self.secret, session, self._pauses)
            pipeline = Pipeline(self._ledger, reporter, self._takes, self.origin)
            stack.push_async_callback(pipeline.close)
            entrance = Entrance(self.secret, self._ledger, pipeline, self.origin)
            runner = _runner([*entrance.routes(), *Window(self._ledger).routes()])
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener).start()
            return stack.pop_all()
        raise AssertionError  # the block above returns or raises


def _runner(routes: list[web.RouteDef]) -> web.AppRunner:
    app = web.Application(middlewares=[loopback_only])
    app.add_routes(routes)
    # Requests that hang on purpose must not hold up the end.
    return web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in its own thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="ci-sandbox", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _result(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run_coroutine_threadsafe(work, loop).result()
