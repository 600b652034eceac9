"""Where a server of a directory listens: paths of Unix sockets are short."""

import hashlib
import os
import stat
from pathlib import Path

from app.domain.errors import BadInput

LONGEST = 103  # bytes, the shortest sun_path in use (macOS); Linux has 107: unix(7)
SHORT = Path("/tmp")  # noqa: S108 - not TMPDIR: it may be long, and `airlock queue` may have another one
PRIVATE = 0o700


def socket_path(directory: Path) -> Path:
    """Return a path in `directory`, or in a short one that only depends on it when that would be too long."""
    socket = directory / "redis.sock"
    if len(os.fsencode(socket)) <= LONGEST:
        return socket
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return SHORT / f"airlock-{os.getuid()}-{name}" / "redis.sock"


def make_private(directory: Path) -> None:
    """Make `directory`, ours alone. Raises BadInput when somebody else has been there first."""
    directory.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    found = directory.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not is_ours or stat.S_IMODE(found.st_mode) != PRIVATE:
        raise BadInput(f"{directory} must be a directory that only this user may enter; remove it.")
