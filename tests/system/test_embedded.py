"""The embedded Redis: the real server, killed, torn, left behind and started again."""

import os
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis, RedisError

from app.adapters.embedded import LOG, Embedded, start, url_for
from app.adapters.socketpath import LONGEST, socket_path
from app.domain.errors import BadInput
from tests.eventually import eventually


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    with start(tmp_path) as server:
        yield server


@pytest.fixture
def client(embedded: Embedded) -> Iterator[Redis]:
    with Redis.from_url(embedded.url) as client:
        yield client


def read(data_dir: Path, key: str) -> object:
    with start(data_dir) as server, Redis.from_url(server.url) as client:
        return client.get(key)


def test_it_is_a_durable_redis_that_only_this_user_reaches(client: Redis, tmp_path: Path) -> None:
    told = {
        name: client.config_get(name)[name]
        for name in ("appendonly", "appendfsync", "maxmemory-policy", "port")
    }
    assert told == {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "port": "0",
    }
    assert stat.S_IMODE((tmp_path / "redis.sock").stat().st_mode) == 0o700


def test_what_was_written_is_there_after_a_stop(client: Redis, embedded: Embedded, tmp_path: Path) -> None:
    client.set("deploy", "d1")
    embedded.stop()
    embedded.stop()
    assert embedded.process.returncode == 0
    assert url_for(tmp_path) is None
    assert read(tmp_path, "deploy") == b"d1"


def test_what_was_acknowledged_survives_sigkill(embedded: Embedded, tmp_path: Path) -> None:
    acknowledged: list[int] = []
    writer = threading.Thread(target=write_until_it_dies, args=(embedded.url, acknowledged))
    writer.start()
    eventually(lambda: len(acknowledged) > 200)
    embedded.process.kill()
    writer.join()
    embedded.stop()
    with start(tmp_path) as server, Redis.from_url(server.url, decode_responses=True) as client:
        kept = client.lrange("written", 0, -1)
    assert kept[: len(acknowledged)] == [str(number) for number in acknowledged]
    assert len(kept) <= len(acknowledged) + 1


def write_until_it_dies(url: str, acknowledged: list[int]) -> None:
    with Redis.from_url(url, retry=None) as client:
        try:
            for number in range(1_000_000):
                client.rpush("written", number)
                acknowledged.append(number)
        except RedisError:
            return


def test_another_terminal_finds_the_running_server(client: Redis, tmp_path: Path) -> None:
    client.set("deploy", "d1")
    url = url_for(tmp_path)
    assert url is not None
    with Redis.from_url(url) as other:
        assert other.get("deploy") == b"d1"


def test_where_nothing_runs_there_is_no_url(tmp_path: Path) -> None:
    assert url_for(tmp_path / "nowhere") is None


@pytest.mark.usefixtures("embedded")
def test_a_directory_in_use_is_refused_with_the_process_that_uses_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"in use by process {os.getpid()}; stop it or name another"):
        start(tmp_path)


def test_a_relative_directory_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with start(Path("some/where")) as server:
        assert server.url == f"unix://{tmp_path}/some/where/redis.sock"
        assert url_for(Path("some/where")) == server.url


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(
        BadInput, match=r"AIRLOCK_DATA_DIR \(.*file/data\) cannot be written: Not a directory"
    ):
        start(tmp_path / "file" / "data")


def test_a_name_with_spaces_and_signs_will_do(tmp_path: Path) -> None:
    with start(tmp_path / 'it\'s "odd" 100% #1?é'):
        assert read_from(tmp_path / 'it\'s "odd" 100% #1?é')


def read_from(data_dir: Path) -> bool:
    url = url_for(data_dir)
    assert url is not None
    with Redis.from_url(url) as client:
        return bool(client.ping())


def test_a_long_path_gets_a_short_private_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    with start(deep) as server:
        assert url_for(deep) == server.url
        socket = socket_path(deep)
        assert len(os.fsencode(socket)) <= LONGEST
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert (deep / LOG).exists()
    socket.parent.rmdir()


def test_ctrl_c_in_the_terminal_does_not_reach_it(embedded: Embedded) -> None:
    assert os.getpgid(embedded.process.pid) != os.getpgid(0)
    assert os.getsid(embedded.process.pid) != os.getsid(0)


def test_sigterm_keeps_everything(client: Redis, embedded: Embedded, tmp_path: Path) -> None:
    client.set("deploy", "d1")
    embedded.process.send_signal(signal.SIGTERM)
    assert embedded.process.wait(10) == 0
    embedded.stop()
    assert read(tmp_path, "deploy") == b"d1"
