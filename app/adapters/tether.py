"""Ties a child process to this one, so that not even SIGKILL leaves orphans behind."""

import os
import sys
import threading

# Runs in the child before it becomes the command: code in the fork of a threaded process would not be safe.
# prctl(PR_SET_PDEATHSIG = 1, SIGTERM): man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
_TETHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
if os.getppid() == int(sys.argv[1]):
    os.execvp(sys.argv[2], sys.argv[2:])
"""


def tethered(argv: list[str]) -> list[str]:
    """Return a command that becomes `argv` and is sent SIGTERM when this process dies, however it dies.

    Linux only, and only from the main thread, for the kernel watches the starting thread; elsewhere the
    command stays as it is.
    """
    if not sys.platform.startswith("linux") or threading.current_thread() is not threading.main_thread():
        return argv
    return [sys.executable, "-I", "-S", "-c", _TETHER, str(os.getpid()), *argv]
