"""A sandbox's own thread, and the only way from other threads into it."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sandbox.slack.hub import Hub
from sandbox.slack.manifest import Manifest
from sandbox.slack.seed import Seed
from sandbox.slack.server import Server
from sandbox.slack.timing import Timing
from sandbox.slack.ui import Ui

T = TypeVar("T")
GLANCE = 0.05  # seconds; `wait_for` also looks at things that are no change of the workspace


class Running:
    """Owns the loop thread. Everything public in the subclasses is synchronous and safe from any thread."""

    def __init__(self, port: int, seed: Seed, manifest: Manifest, timing: Timing) -> None:
        self._changes = threading.Condition()
        self._version = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-sandbox", daemon=True)
        self._thread.start()
        self._hub = Hub(seed, manifest, timing, self._changed)
        self._ui = Ui(self._hub)
        self._server = Server(self._hub, self._ui)
        try:
            self._port = self._wait(self._server.start(port))
        except OSError:
            self._end()
            raise

    def stop(self) -> None:
        """End the server and its thread. Safe to call twice."""
        if self._thread.is_alive():
            self._wait(self._server.stop())
            self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _on_loop(self, look: Callable[[], T]) -> T:
        async def work() -> T:
            return look()

        return self._wait(work())

    def _changed(self) -> None:
        with self._changes:
            self._version += 1
            self._changes.notify_all()
        self._ui.changed()

    def _until(self, predicate: Callable[[], T], timeout: float) -> T | None:
        """Return the predicate's first true answer, or None when time is up."""
        deadline = time.monotonic() + timeout
        while True:
            version = self._version
            if answer := predicate():
                return answer
            if (left := deadline - time.monotonic()) <= 0:
                return None
            with self._changes:
                self._changes.wait_for(lambda: self._version != version, min(left, GLANCE))  # noqa: B023
