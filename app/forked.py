"""Asks for processes that are forked from one which has everything loaded: see `app.forkserver`."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

CHUNK = 4096  # bytes
LOST = -signal.SIGKILL  # how a process has ended whose server is gone: it is killed, so that it ends once


class Forked:
    """A running process that is somebody else's child. It answers as `subprocess.Popen` does."""

    def __init__(self, line: socket.socket) -> None:
        """Listen on `line`, where the server tells the process's id and then its exit code."""
        self._line = line
        self._told = b""
        self.returncode: int | None = None
        self.stdout: BinaryIO | None = None

    @property
    def pid(self) -> int:
        """Wait for the fork. Raises ProcessLookupError when there was none."""
        while not self._numbers() and self.returncode is None:
            self._listen(None)
        if not self._numbers():
            raise ProcessLookupError
        return self._numbers()[0]

    def poll(self) -> int | None:
        while self.returncode is None and self._listen(0):
            pass
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code. Raises TimeoutExpired after so many seconds."""
        give_up = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if give_up is None else give_up - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired("airlock", timeout or 0)
            self._listen(left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _numbers(self) -> list[int]:
        return [int(number) for number in self._told.split(b"\n")[:-1]]

    def _listen(self, seconds: float | None) -> bool:
        """Hear what the server tells, if anything does within so many seconds; return whether it did."""
        if not select.select([self._line], [], [], seconds)[0]:
            return False
        told = self._heard()
        self._told += told
        if not told:
            self._lose()
        elif len(self._numbers()) > 1:
            self.returncode = self._numbers()[1]
            self._line.close()
        return True

    def _heard(self) -> bytes:
        """Return what the server tells; nothing when it is gone, be it with what it was asked unread."""
        try:
            return self._line.recv(CHUNK)
        except ConnectionError:
            return b""

    def _lose(self) -> None:
        self.returncode = LOST
        self._line.close()
        for pid in self._numbers():
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


class ForkServer:
    """The server, started with the first request or `warm_up`, and again should it die. A context manager."""

    def __init__(self, *modules: str) -> None:
        """Have these loaded before the first fork."""
        self._modules = modules
        self._server: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._is_idle = True  # nobody has been asked for yet

    def warm_up(self) -> None:
        """Start it, unless it runs, and do not wait."""
        if self._server is not None and self._server.poll() is None:
            return
        self.close()
        self._is_idle = True
        self._asking, asked = socket.socketpair()
        with asked:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "app.forkserver", str(asked.fileno()), *self._modules],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what goes wrong is said on our standard error
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                pass_fds=[asked.fileno()],
                start_new_session=True,
            )

    def start(
        self, argv: Sequence[str], output: int, env: Mapping[str, str], cwd: Path | None = None
    ) -> Forked:
        """Start `airlock ARGV…` in a session of its own; it writes to the file descriptor `output`."""
        self.warm_up()
        assert self._asking is not None
        self._is_idle = False
        ours, line = socket.socketpair()
        orders = {"argv": list(argv), "env": dict(env), "cwd": str(cwd or Path.cwd())}
        with line, suppress(OSError):  # a server that has just died; the process is lost, and found to be so
            socket.send_fds(self._asking, [b"."], [output, line.fileno()])
        with suppress(OSError):
            ours.sendall(json.dumps(orders).encode())
            ours.shutdown(socket.SHUT_WR)
        return Forked(ours)

    def close(self) -> None:
        """End the server, and with it what it has started. Safe to call twice."""
        if self._asking is not None:
            self._asking.close()
        if self._server is not None:
            if self._is_idle:
                self._server.kill()  # it may still be loading, for nobody
            self._server.wait()
        self._asking = self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
