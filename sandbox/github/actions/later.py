"""Things that happen after a while, on the hub's lock; none of them after the end."""

import threading
from collections.abc import Callable
from datetime import timedelta
from threading import Timer

LEAST = 0.001  # seconds


class Later:
    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._timers: set[Timer] = set()
        self._is_closed = False

    def after(self, delay: timedelta, work: Callable[[], None]) -> None:
        """Do `work` after the delay, holding the lock. Call it holding the lock."""
        if self._is_closed:
            return
        timer = Timer(max(LEAST, delay.total_seconds()), lambda: self._run(timer, work))
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def close(self) -> None:
        """Forget all that is still to happen. Call it without holding the lock."""
        with self._lock:
            self._is_closed = True
            waiting = list(self._timers)
        for timer in waiting:
            timer.cancel()
        for timer in waiting:
            timer.join()

    def _run(self, timer: Timer, work: Callable[[], None]) -> None:
        with self._lock:
            self._timers.discard(timer)
            if not self._is_closed:
                work()
