"""Airlock's own processes, as `airlock up` runs them; another thread says when to stop and start."""

import os
import signal
from collections.abc import Callable
from threading import Condition, Thread
from typing import TextIO

from app import settings
from app.commands import up
from app.domain.errors import Refused
from app.supervise import Supervisor

PATIENCE = 40.0  # seconds to start, or to stop; the supervisor itself allows 20 for a farewell
FAREWELL = 5.0  # seconds for the play to notice that everything is over


class Unexpected(Refused):
    """What was seen instead of what was to be seen; the message is for people."""


class Product:
    """`run` belongs into the main thread; everything else may be called from any other."""

    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._changed = Condition()
        self._is_wanted, self._is_over = True, False
        self._supervisor: Supervisor | None = None  # from the start to the end of the processes
        self._is_up = False
        self._problem: BaseException | None = None

    def run(self, play: Callable[[], None]) -> int:
        """Run until `play`, in a thread of its own, calls `end`, or until Ctrl-C; return the exit code.

        Raises what `play` raises.
        """
        thread = Thread(target=self._played, args=(play,), name="demo", daemon=True)
        thread.start()
        code = 0
        while self._wait_for_a_start():
            code = up.run(settings.load(), self._up, self._started, self._log)
            self._gone()
        thread.join(FAREWELL)
        if self._problem is not None:
            raise self._problem
        return code

    @property
    def is_over(self) -> bool:
        return self._is_over

    def wait(self) -> None:
        """Return once every process is up. Raises Unexpected."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_up or self._is_over, PATIENCE):
                raise Unexpected(f"Airlock is not up within {PATIENCE:.0f} s.")

    def stop(self) -> None:
        """Stop everything, Redis too, and wait for that. Raises Unexpected."""
        self._ask(is_wanted=False)
        with self._changed:
            if not self._changed.wait_for(lambda: self._supervisor is None, PATIENCE):
                raise Unexpected(f"Airlock did not stop within {PATIENCE:.0f} s.")

    def start(self) -> None:
        """Start everything again, and wait for that. Raises Unexpected."""
        with self._changed:
            self._is_wanted = True
            self._changed.notify_all()
        self.wait()

    def end(self) -> None:
        """Let `run` return."""
        with self._changed:
            self._is_over = True
        self._ask(is_wanted=False)

    def signal(self, process: str, number: signal.Signals) -> None:
        """Do to a process what an operating system may."""
        assert self._supervisor is not None
        os.kill(self._supervisor.pids[process], number)

    def _ask(self, *, is_wanted: bool) -> None:
        with self._changed:
            self._is_wanted = is_wanted
            self._changed.notify_all()
            if self._supervisor is not None:
                self._supervisor.stop()

    def _played(self, play: Callable[[], None]) -> None:
        try:
            play()
        except BaseException as problem:  # noqa: BLE001 - raised again, by the main thread
            if not self._is_ending():
                self._problem = problem
                self.end()

    def _is_ending(self) -> bool:
        """Whether trouble is to be expected: somebody has pressed Ctrl-C."""
        supervisor = self._supervisor
        return self._is_over or (supervisor is not None and supervisor.is_leaving)

    def _wait_for_a_start(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_wanted or self._is_over)
            return not self._is_over

    def _started(self, supervisor: Supervisor) -> None:
        with self._changed:
            self._supervisor = supervisor
            if not self._is_wanted:
                supervisor.stop()

    def _up(self) -> None:
        with self._changed:
            self._is_up = True
            self._changed.notify_all()

    def _gone(self) -> None:
        """Take note of an end; one that nobody here asked for is Ctrl-C, or wrong settings."""
        with self._changed:
            self._supervisor, self._is_up = None, False
            self._is_over = self._is_over or self._is_wanted
            self._changed.notify_all()
