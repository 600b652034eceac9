"""A process forked ahead of the one job that it will do: it finds its memory and its connections ready.

A fork copies each page of memory that it writes to. One that has rehearsed has done so before it matters.
"""

import logging
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn, Self

log = logging.getLogger(__name__)

ENDINGS = (signal.SIGTERM, signal.SIGINT)
PAUSE = 0.05  # seconds without a job before it rehearses: who is busy has no time for that
ORDERS_MAX = 64 * 1024  # bytes; all that is told is a few ids


@dataclass(frozen=True)
class Part:
    """What a spare does. `perform` never returns: it ends the process as its job ends."""

    rehearse: Callable[[], None]
    perform: Callable[[bytes], NoReturn]


class Spare:
    """A child that waits for its orders, and ends when whoever could give them is gone."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self._line = line

    @classmethod
    def fork(cls, part: Part) -> Self:
        """Fork one in a process group of its own, as RQ does with the process of a job."""
        ours, its = socket.socketpair()
        with _signals_later():
            pid = os.fork()
            if pid == 0:
                ours.close()
                _wait(its, part)
        its.close()
        return cls(pid, ours)

    def take(self, orders: bytes) -> bool:
        """Give it its job; False when it is gone. Once only."""
        with self._line, suppress(OSError):
            ended, _ = os.waitpid(self.pid, os.WNOHANG)
            if not ended:
                self._line.sendall(orders)
                return True
        return False

    def leave(self) -> None:
        """In another fork: do not hold the line of this one open."""
        self._line.close()

    def dismiss(self) -> None:
        """End it: it has begun nothing."""
        self._line.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@contextmanager
def _signals_later() -> Iterator[None]:
    """Let no handler raise within a fork, where Python drops what is raised: the signal would be lost.

    To block signals would not do, for another thread may take them.
    """
    told: list[int] = []
    before = {number: signal.signal(number, lambda told_of, _: told.append(told_of)) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for which in told:
            signal.raise_signal(which)


def _wait(line: socket.socket, part: Part) -> NoReturn:
    try:
        os.setpgrp()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as RQ has it for a job
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if not select.select([line], [], [], PAUSE)[0]:
            _try(part.rehearse)
        orders = line.recv(ORDERS_MAX)
        line.close()
        if orders:
            part.perform(orders)
    except BaseException:
        log.exception("job not begun")
        os._exit(1)
    os._exit(0)


def _try(rehearse: Callable[[], None]) -> None:
    """Rehearse unheard, for nothing happens to any deploy. Whatever goes wrong there, the job can be done."""
    logging.disable()
    try:
        with suppress(Exception):
            rehearse()
    finally:
        logging.disable(logging.NOTSET)
