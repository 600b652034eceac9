"""Redraws cards beside the process that took the click, at once: a job would come to it later."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import BoundedSemaphore

from app.adapters.drawer import Drawer
from app.domain.effect import Effect

log = logging.getLogger(__name__)

THREADS = 4
MOST = 50  # cards that wait for a thread; while Slack hangs the rest is left to the clock and the workers


class Redraw:
    """Threads of their own, so that a Slack that hangs takes none from those who listen."""

    def __init__(self) -> None:
        self._refresh = import_module("workers.refresh")  # which imports the wiring
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="redraw")
        self._room = BoundedSemaphore(MOST)
        self._drawer: Drawer | None = None

    def apart(self) -> None:
        """Have a process of its own do it from now on. It is forked: call this before any thread starts."""
        self._drawer = Drawer(self._serve)

    def __call__(self, deploy_id: str) -> None:
        """Have the card redrawn; that it is owed stays on record until it is done."""
        if self._drawer is None or not self._drawer.tell(deploy_id):
            self._begin(deploy_id)

    def close(self) -> None:
        """Wait for what has begun; what has not is left to the workers."""
        if self._drawer is not None:
            self._drawer.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _serve(self, told: Iterable[str]) -> None:
        for deploy_id in told:
            self._begin(deploy_id)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, deploy_id: str) -> None:
        if self._room.acquire(blocking=False):
            self._pool.submit(self._draw, deploy_id)

    def _draw(self, deploy_id: str) -> None:
        try:
            self._refresh.run(deploy_id, Effect.REFRESH_CARD)
        except Exception:
            log.exception("card not redrawn", extra={"deploy": deploy_id})
        finally:
            self._room.release()
