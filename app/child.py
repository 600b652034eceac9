"""One process of `airlock up`: started, read line by line, ended."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import BinaryIO

from app.adapters.tether import tethered
from app.forked import Forked, ForkServer
from app.logs import for_children

LONGEST_LINE = 64 * 1024  # bytes; a longer one is shown in pieces
LAST_WORDS = 1.0  # seconds to read what an ended process has said; one that it left behind may hold the pipe


@dataclass(frozen=True)
class Spec:
    """What to run."""

    name: str
    argv: tuple[str, ...]  # of `airlock` where it is forked
    env: Mapping[str, str] = field(default_factory=dict)  # on top of ours
    server: ForkServer | None = None  # what forks it


class Child:
    """A running process in a session of its own: Ctrl-C is for the one that started it."""

    def __init__(self, spec: Spec, hear: Callable[[str], None]) -> None:
        """Start it, from the main thread (see `tethered`); `hear` gets each line, in another thread."""
        self.spec = spec
        said, output = os.pipe()
        try:
            self._process = _started(spec, output)
        finally:
            os.close(output)
        self._reader = Thread(
            target=_read, args=(os.fdopen(said, "rb"), hear), name=f"{spec.name} output", daemon=True
        )
        self._reader.start()

    def ended(self) -> str | None:
        """Return how it ended, in words, once it has and all its lines are heard."""
        code = self._process.poll()
        if code is None:
            return None
        self._reader.join(LAST_WORDS)
        return f"exited with code {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        return self._process.returncode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        """End it and its group unasked, and wait for that."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _started(spec: Spec, output: int) -> subprocess.Popen[bytes] | Forked:
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **for_children(), **spec.env}
    if spec.server is not None:
        return spec.server.start(spec.argv, output, env)
    return subprocess.Popen(
        tethered(list(spec.argv)),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=env,
        start_new_session=True,
    )


def _read(output: BinaryIO, hear: Callable[[str], None]) -> None:
    with output:
        for line in iter(partial(output.readline, LONGEST_LINE), b""):
            hear(line.decode(errors="replace").rstrip("\r\n"))
