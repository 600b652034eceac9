"""Keeps the processes of `airlock up` running: one readable log, restarts, and an orderly end."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, TextIO

from app.child import Child, Spec
from app.domain.errors import BadInput

BAD_INPUT = 2  # exit code: started again, it would end the same way
READY = "ready"  # the line by which a process says that it works
STEADY = 30.0  # seconds after which an end is not blamed on the start
LOOK = 0  # no signal has this number
HEARTBEAT = 1.0  # seconds between two looks at everything, whatever happens
ENDINGS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@dataclass(frozen=True)
class Timing:
    """Seconds."""

    first_delay: float = 1.0  # before a restart; doubles with each early end
    longest_delay: float = 30.0
    farewell: float = 20.0  # from SIGTERM to SIGKILL

    def delay(self, failures: int) -> float:
        return float(min(self.longest_delay, self.first_delay * 2 ** min(failures - 1, 30)))


@dataclass
class _Post:
    """A place that is to be filled by a running process."""

    spec: Spec
    child: Child | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    failures: int = 0  # early ends in a row


class Supervisor:
    """Runs every spec until told to stop. `run` belongs into the main thread: signals arrive there."""

    def __init__(
        self,
        specs: Sequence[Spec],  # stopped in this order
        *,
        log: TextIO | None = None,  # standard error
        on_ready: Callable[[], None] = lambda: None,  # once, when every process has printed "ready"
        keep: Callable[[], None] = lambda: None,  # keeps up what all stand on; called at least every second
        timing: Timing | None = None,
    ) -> None:
        self._posts = [_Post(spec) for spec in specs]
        self._width = max(len(post.spec.name) for post in self._posts)
        self._log, self._on_ready, self._keep = log or sys.stderr, on_ready, keep
        self._timing = timing or Timing()
        self._news: SimpleQueue[int] = SimpleQueue()  # signal numbers, or LOOK
        self._unready = {post.spec.name for post in self._posts}
        self._is_told = False
        self._lock = Lock()
        self._kill_at: float | None = None  # set once we are stopping
        self._code = 0

    def run(self) -> int:
        """Return 0 after a stop that was asked for, 2 when a process said that its settings are wrong."""
        with self._listening():
            self._look_around()
            while self._kill_at is None or self._children():
                self._wait()
                self._look_around()
        return self._code

    @property
    def pids(self) -> dict[str, int]:
        """What runs now, by name."""
        return {child.spec.name: child.pid for child in self._children()}

    @property
    def is_leaving(self) -> bool:
        return self._kill_at is not None

    def stop(self) -> None:
        """Ask for an orderly end, from any thread; asked twice, for a quick one."""
        self._news.put(signal.SIGTERM)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def note(number: int, _: Any) -> None:
            self._news.put(number)  # SimpleQueue: its put is reentrant

        before = {number: signal.signal(number, note) for number in (*ENDINGS, signal.SIGCHLD)}
        try:
            yield
        finally:
            self._kill()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wait(self) -> None:
        due = [self._kill_at] if self._kill_at else [post.start_at for post in self._posts if not post.child]
        soonest = min([HEARTBEAT, *(at - time.monotonic() for at in due)])
        try:
            news = self._news.get(timeout=max(0.0, soonest))
        except Empty:
            return
        if news in ENDINGS:
            self._end(0)

    def _look_around(self) -> None:
        for post in self._posts:
            self._look_after(post)
        if self._kill_at is None:
            self._keep_up()
            self._fill()
            self._tell_when_ready()
        elif time.monotonic() >= self._kill_at:
            self._kill()

    def _look_after(self, post: _Post) -> None:
        if post.child is None or (ending := post.child.ended()) is None:
            return
        code, post.child = post.child.code, None
        if self._kill_at is not None:
            self._say(post.spec.name, ending)
        elif code == BAD_INPUT:
            self._say(post.spec.name, f"{ending}: it cannot work as it is set up")
            self._end(BAD_INPUT)
        else:
            self._say(post.spec.name, f"{ending}, starts again in {self._put_off(post):g} s")

    def _put_off(self, post: _Post) -> float:
        now = time.monotonic()
        post.failures = 1 if now - post.started_at > STEADY else post.failures + 1
        delay = self._timing.delay(post.failures)
        post.start_at = now + delay
        return delay

    def _keep_up(self) -> None:
        try:
            self._keep()
        except BadInput as problem:
            self._say("airlock", str(problem))
            self._end(BAD_INPUT)

    def _fill(self) -> None:
        now = time.monotonic()
        for post in self._posts:
            if post.child is None and post.start_at <= now and self._kill_at is None:
                post.started_at = now
                post.child = Child(post.spec, partial(self._hear, post.spec.name))

    def _tell_when_ready(self) -> None:
        if not self._unready and not self._is_told:
            self._is_told = True
            self._on_ready()

    def _hear(self, name: str, line: str) -> None:
        """In the thread that reads the child's output."""
        self._say(name, line)
        if line == READY:
            self._unready.discard(name)
            self._news.put(LOOK)

    def _end(self, code: int) -> None:
        """Ask everybody to leave; the second time, do not ask."""
        self._code = self._code or code
        now = time.monotonic()
        self._kill_at = now if self._kill_at else now + self._timing.farewell
        for child in self._children():
            child.terminate()

    def _kill(self) -> None:
        for child in self._children():
            self._say(child.spec.name, "does not leave and is killed")
            child.kill()

    def _children(self) -> list[Child]:
        return [post.child for post in self._posts if post.child]

    def _say(self, name: str, line: str) -> None:
        with self._lock:
            self._log.write(f"{name:{self._width}} | {line}\n")
            self._log.flush()
