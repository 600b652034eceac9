"""A lock between processes of one machine, which ends with whoever held it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

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


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
