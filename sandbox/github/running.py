"""The local GitHub's own thread, and the only way from other threads into its state."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from sandbox.github.actions.attached import Attached
from sandbox.github.hub import Hub
from sandbox.github.server import Server

T = TypeVar("T")
GLANCE = 0.05  # seconds; `wait_for` also looks at things that are no change of this GitHub


class Running:
    """Owns the loop thread. Everything public in the subclasses is synchronous and safe from any thread."""

    def __init__(self, port: int) -> None:
        self._changes = threading.Condition()
        self._version = 0
        self._hub = Hub(self._changed)
        self._attached = Attached(self._hub)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="github-sandbox", daemon=True)
        self._thread.start()
        try:
            self._server = Server(self._hub)
            self._port = self._wait(self._server.start(port))
            self._wait(self._attached.start())
        except BaseException:
            self._end()
            raise

    @classmethod
    def start(cls, port: int = 0) -> Self:
        """Start with nothing in it, on any free port when it is 0. Raises OSError when the port is taken."""
        return cls(port)

    def stop(self) -> None:
        """End the server and its thread. Safe to call twice."""
        if self._thread.is_alive():
            self._wait(self._attached.stop())
            self._wait(self._server.stop())
            self._end()

    def __enter__(self) -> Self:
        """Return itself; it runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """Return the predicate's first true answer. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while True:
            version = self._version
            if answer := predicate():
                return answer
            if (left := deadline - time.monotonic()) <= 0:
                raise TimeoutError(f"not within {timeout:g} s")
            with self._changes:
                self._changes.wait_for(lambda: self._version != version, min(left, GLANCE))  # noqa: B023

    @contextmanager
    def _held(self) -> Iterator[Hub]:
        """Hold the state; what was done in it is a change."""
        with self._hub.lock:
            yield self._hub
        self._changed()

    def _look(self, look: Callable[[Hub], T]) -> T:
        """Read the state without changing it."""
        with self._hub.lock:
            return look(self._hub)

    def _changed(self) -> None:
        with self._changes:
            self._version += 1
            self._changes.notify_all()

    def _end(self) -> None:
        if not self._loop.is_closed():
            self._wait(self._loop.shutdown_default_executor())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
