"""The file of a private key: read only while nobody else could have read it."""

import os
import stat
from pathlib import Path

from app.domain.errors import BadInput

OPEN = stat.S_IRWXO | stat.S_IWGRP  # a group may read it: that is how secrets are mounted
SECRET_MAX = 16 * 1024  # bytes


def secret_in(path: Path) -> bytes:
    """Return what the file holds. Raises BadInput, also when others may read or change it."""
    try:
        with path.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read(SECRET_MAX)
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {problem.strerror}.") from problem
    if mode & OPEN:
        raise BadInput(
            f"{path} can be read by others, and is a private key: `chmod 600` it, "
            "and make another one if somebody may have read it."
        )
    return content
