"""The workers of one process: each for what may wait for the same, so that nothing else waits behind it."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

ENDINGS = (signal.SIGTERM, signal.SIGINT)
PAUSE = 1.0  # seconds before another is started in the place of one that ended
LOOK = 2.0  # seconds until it looks unasked: a job holds the sentinel of its worker open that was killed

Work = Callable[[Sequence[str]], None]  # takes the names of its queues, the first first


class Crew:
    """Forks a worker for each place, and another when one ends unasked.

    Forked, they share what is loaded. Make it before any thread starts.
    """

    def __init__(self, places: Sequence[Sequence[str]], work: Work) -> None:
        self._places, self._work = places, work
        self._running: dict[Sequence[str], BaseProcess] = {}
        self._is_told = False

    def run(self) -> None:
        """Return when everybody has left after `stop`."""
        self._fill()
        while self._running or not self._is_told:
            is_whole = self._is_told or len(self._running) == len(self._places)
            wait([worker.sentinel for worker in self._running.values()], LOOK if is_whole else PAUSE)
            if not is_whole:
                self._fill()
            self._running = {place: one for place, one in self._running.items() if one.is_alive()}

    def stop(self) -> None:
        """Ask everybody to leave when their job is done; asked twice, at once. Safe in a signal's handler."""
        self._is_told = True
        for worker in self._running.values():
            worker.terminate()

    def _fill(self) -> None:
        for place in self._places:
            with _held_back():
                if place in self._running or self._is_told:
                    continue
                self._running[place] = worker = self._start(place)
                if self._is_told:  # by another thread, which did not see this one yet
                    worker.terminate()

    def _start(self, place: Sequence[str]) -> BaseProcess:
        fork = multiprocessing.get_context("fork")
        worker = fork.Process(target=self._begin, args=(place,), name=" ".join(place))
        worker.start()
        return worker

    def _begin(self, place: Sequence[str]) -> None:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        self._work(place)


@contextmanager
def _held_back() -> Iterator[None]:
    """Let no signal come between a fork and its first steps: the fork would take it for us, and stay."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
