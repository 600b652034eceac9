"""Who has the embedded Redis: it ends with its owner, and the next owner finds everything."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from app.adapters.embedded import Embedded, start, url_for
from tests.eventually import eventually

LEAVE = "import sys, time; from pathlib import Path; from app.adapters.embedded import start\n"
LEAVE += "start(Path(sys.argv[1])); print('up', flush=True); sys.stdin.read()"


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has started the server."""
    argv = [sys.executable, "-c", LEAVE, str(tmp_path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        yield process
        process.kill()


def test_the_server_ends_with_its_owner_even_by_sigkill(
    owner: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert url_for(tmp_path) is not None
    owner.kill()
    eventually(lambda: url_for(tmp_path) is None)


def test_a_new_owner_takes_over_at_once_and_finds_everything(
    owner: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    url = url_for(tmp_path)
    assert url
    with Redis.from_url(url) as client:
        client.set("deploy", "d1")
    owner.kill()
    owner.wait()
    with start(tmp_path) as server, Redis.from_url(server.url) as client:
        assert client.get("deploy") == b"d1"


def test_a_server_left_behind_is_replaced(tmp_path: Path) -> None:
    """As where the kernel does not end children with their parent."""
    left: list[Embedded] = []
    starter = threading.Thread(target=lambda: left.append(start(tmp_path)))
    starter.start()
    starter.join()
    left[0].ours.close()
    with start(tmp_path) as server:
        assert left[0].process.wait(10) == 0
        assert server.process.poll() is None
        assert url_for(tmp_path) == server.url
