"""Locks between processes of one machine: files, held until the last who holds them ends, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import BinaryIO

_LOOK = 0.05  # seconds


class LockedError(Exception):
    """Somebody else held it for as long as we could wait."""


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of that file; wait for it at most so long. Raises LockedError."""
    until = monotonic() + seconds
    with path.open("ab") as file:
        while not _taken(file.fileno()):
            if monotonic() > until:
                raise LockedError
            Event().wait(_LOOK)
        yield  # closing the file lets go


def hold(path: Path) -> BinaryIO | None:
    """Return the lock of `path`, to be closed or handed to a child, or None while somebody else has it."""
    file = path.open("a+b")
    if not _taken(file.fileno()):
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()).encode())
    file.flush()
    return file


def holder(path: Path) -> str:
    """Return the id of the process that held `path` last."""
    return path.read_text("ascii", "replace")[:20] or "unknown"


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
