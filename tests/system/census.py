"""Which processes there are: of a session, and in a directory."""

import os
from contextlib import suppress
from pathlib import Path


def inhabitants(directory: Path) -> list[str]:
    """Return the command lines of the processes that work in `directory` or below."""
    return [line for pid in _pids() if (line := _command_line(pid, directory.resolve()))]


def session(leader: int) -> list[int]:
    """Return the processes of a session; an RQ worker's jobs run in groups of their own."""
    found = []
    for pid in _pids():
        with suppress(ProcessLookupError):
            found += [pid] if os.getsid(pid) == leader else []
    return found


def is_running(pid: int) -> bool:
    """Whether it still has its connections; the dead whom nobody has buried have none."""
    try:
        _, _, rest = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return rest[0] not in "ZX"


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command_line(pid: int, directory: Path) -> str | None:
    try:
        place = Path(f"/proc/{pid}/cwd").readlink()
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    return line if place.is_relative_to(directory) else None
