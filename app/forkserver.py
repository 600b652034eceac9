"""A process that has everything loaded and forks others: they start at once and share its memory.

`app.forked` starts and asks it. It has no threads, so its forks are sound.
"""

import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

from app import cli
from app.adapters.tether import name_this, tie
from app.loading import load

FDS = 2  # with each request: where the process writes, and its line to who has asked
CHUNK = 64 * 1024  # bytes


class Server:
    """Forks for whoever holds the other end of `asked`, until that is closed."""

    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._asker = os.getppid()
        self._lines: dict[int, socket.socket] = {}  # by process id
        self._woken, self._waking = socket.socketpair()
        for end in (self._woken, self._waking):
            end.setblocking(False)  # noqa: FBT003 - the standard library's
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)

    def serve(self) -> socket.socket:
        """Return in every fork, with its line. The server itself never returns."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._asked, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._woken in ready:
                    self._reap()
                if self._asked in ready and (line := self._answer()) is not None:
                    return line

    def _answer(self) -> socket.socket | None:
        """Fork, and return the line in the fork."""
        asked, fds, _, _ = socket.recv_fds(self._asked, 1, FDS)
        if not asked:
            self._end()
        output, line = fds[0], socket.socket(fileno=fds[1])
        server, pid = os.getpid(), os.fork()
        if pid == 0:
            tie(server)
            os.setsid()
            self._leave()
            _write_to(output)
            return line
        os.close(output)
        self._lines[pid] = line
        _tell(line, pid)
        return None

    def _reap(self) -> None:
        """Tell whom it concerns who has ended, and how."""
        with suppress(BlockingIOError):
            self._woken.recv(CHUNK)
        for pid in list(self._lines):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with self._lines.pop(pid) as line:
                    _tell(line, os.waitstatus_to_exitcode(status))
                if os.getppid() == self._asker:
                    os.kill(self._asker, signal.SIGCHLD)  # as if it were its own child

    def _leave(self) -> None:
        """Keep nothing of the server in a fork."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._asked, self._woken, self._waking, *self._lines.values()):
            end.close()

    def _end(self) -> NoReturn:
        for pid in self._lines:
            os.kill(pid, signal.SIGTERM)
        sys.exit()


def _tell(line: socket.socket, number: int) -> None:
    with suppress(OSError):  # who has asked may be gone
        line.sendall(b"%d\n" % number)


def _write_to(output: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(output, stream.fileno())
    os.close(output)


def _orders(line: socket.socket) -> dict[str, Any]:
    with line:
        told = b"".join(iter(lambda: line.recv(CHUNK), b""))
    orders: dict[str, Any] = json.loads(told)
    return orders


def _become(orders: dict[str, Any]) -> None:
    """Stand where a new process would: its environment, its directory, its arguments."""
    os.environ.clear()
    os.environ.update(orders["env"])
    time.tzset()
    os.chdir(orders["cwd"])
    sys.argv = ["airlock", *orders["argv"]]
    name_this(" ".join(sys.argv))


def main() -> None:
    """Load the modules that are named after the socket, then serve; each fork runs its own command."""
    fd, *modules = sys.argv[1:]
    load(modules)
    gc.freeze()  # what is shared is not to be copied by looking through it
    line = Server(socket.socket(fileno=int(fd))).serve()
    _become(_orders(line))
    cli.main(prog_name="airlock")


if __name__ == "__main__":
    main()
