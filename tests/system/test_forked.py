"""Processes forked from one that has everything loaded: each as if started by itself, and none stays."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.embedded import start
from app.forked import LOST, Forked, ForkServer
from tests.eventually import eventually
from tests.system.processes import bare


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer("app.commands.clock", "app.commands.status") as server:
        yield server


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start(tmp_path_factory.mktemp("redis")) as redis:
        yield redis.url


def said(server: ForkServer, directory: Path, *argv: str, **env: str) -> tuple[int, str]:
    """Return how a command has ended, and what it has said."""
    with tempfile.TemporaryFile() as output:
        code = server.start(argv, output.fileno(), bare(env), directory).wait(20)
        output.seek(0)
        return code, output.read().decode()


@pytest.fixture
def clock(server: ForkServer, redis_url: str, tmp_path: Path) -> Forked:
    """Return one that works."""
    with (tmp_path / "said").open("wb") as output:
        fork = server.start(["clock"], output.fileno(), bare({"REDIS_URL": redis_url}), tmp_path)
    eventually(lambda: (tmp_path / "said").read_text("utf-8") == "ready\n")
    assert fork.poll() is None
    return fork


def parent(fork: Forked) -> int:
    return int(stat(fork.pid)[1])


def lives(pid: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return stat(pid)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def stat(pid: int) -> list[str]:
    """Return a process's state, its parent and so on: proc_pid_stat(5)."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()


def test_it_has_its_own_arguments_environment_and_directory(server: ForkServer, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AIRLOCK_HTTP_PORT=many", "utf-8")
    assert said(server, tmp_path, "status") == (
        2,
        "AIRLOCK_HTTP_PORT must be a port, 0 to 65535 (0: any free one), not `many`.\n",
    )
    assert said(server, tmp_path, "status", AIRLOCK_HTTP_PORT="1", AIRLOCK_DATA_DIR="here") == (
        2,
        "No Redis: set REDIS_URL, or start `airlock up`, which keeps one in here.\n",
    )
    code, version = said(server, tmp_path, "--version")
    assert (code, version.split()[0]) == (0, "airlock,")


def test_it_leads_a_session_of_its_own_and_is_shown_by_name(clock: Forked) -> None:
    assert os.getsid(clock.pid) == clock.pid
    assert Path(f"/proc/{clock.pid}/comm").read_text("utf-8") == "airlock clock\n"
    clock.terminate()
    assert clock.wait(20) == 0


def test_how_it_was_ended_is_told(clock: Forked) -> None:
    os.kill(clock.pid, signal.SIGKILL)
    assert clock.wait(20) == -signal.SIGKILL
    assert clock.poll() == -signal.SIGKILL


def test_it_ends_with_its_server_and_the_next_has_a_new_one(
    server: ForkServer, clock: Forked, tmp_path: Path
) -> None:
    os.kill(parent(clock), signal.SIGKILL)
    assert clock.wait(20) == LOST
    eventually(lambda: not lives(clock.pid))
    assert said(server, tmp_path, "--version")[0] == 0


def test_all_leave_when_nobody_asks_for_forks_any_more(server: ForkServer, clock: Forked) -> None:
    leader = parent(clock)
    server.close()
    eventually(lambda: not lives(leader) and not lives(clock.pid))
    assert clock.wait(20) == LOST
