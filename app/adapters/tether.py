"""Ties a child process to this one, so that not even SIGKILL leaves orphans behind."""

import os
import sys
import threading

# prctl(2), Linux only: man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html and PR_SET_NAME.2const.html
_PDEATHSIG, _NAME = 1, 15
_SIGTERM = 15

# Runs in the child before it becomes the command: code in the fork of a threaded process would not be safe.
_TETHER = f"""
import ctypes, os, sys
ctypes.CDLL(None).prctl({_PDEATHSIG}, {_SIGTERM})
if os.getppid() == int(sys.argv[1]):
    os.execvp(sys.argv[2], sys.argv[2:])
"""


def tethered(argv: list[str]) -> list[str]:
    """Return a command that becomes `argv` and is sent SIGTERM when this process dies, however it dies.

    Linux only, and only from the main thread, for the kernel watches the starting thread; elsewhere the
    command stays as it is.
    """
    if not _is_linux() or threading.current_thread() is not threading.main_thread():
        return argv
    return [sys.executable, "-I", "-S", "-c", _TETHER, str(os.getpid()), *argv]


def tie(parent: int) -> None:
    """In the fork of a process without threads: be sent SIGTERM when `parent` dies; end if it has already."""
    _prctl(_PDEATHSIG, _SIGTERM)
    if os.getppid() != parent:
        sys.exit()


def name_this(name: str) -> None:
    """Let `ps` and `top` show this process by `name`, of which Linux keeps 15 bytes."""
    _prctl(_NAME, name.encode())


def _prctl(option: int, value: int | bytes) -> None:
    if _is_linux():
        import ctypes  # noqa: PLC0415 - only the few that fork need it

        ctypes.CDLL(None).prctl(option, value)


def _is_linux() -> bool:
    return sys.platform.startswith("linux")
