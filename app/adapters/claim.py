"""A file that says who has something; the claim ends with the last process that holds it, however it dies."""

import fcntl
import os
from pathlib import Path
from typing import BinaryIO


def claim(path: Path) -> BinaryIO | None:
    """Return the claim on `path`, to be closed or handed to a child, or None while somebody else has it."""
    file = path.open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()).encode())
    file.flush()
    return file


def claimant(path: Path) -> str:
    """Return the id of the process that claimed `path` last."""
    return path.read_text("ascii", "replace")[:20] or "unknown"
