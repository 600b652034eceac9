"""What is wanted of Redis is looked at in one place, and each start and the doctor say what is missing."""

import logging
from collections.abc import Callable, Iterator, Mapping

import pytest
from redis import Redis

from app import wiring
from app.adapters import durability
from app.adapters.durability import Aspect, Concern, Told, concerns, look
from app.commands import starting

Well = Callable[[], Redis]

# By its own settings: what a real server then says.
SET: Mapping[Aspect, tuple[dict[str, str | int], str]] = {
    Aspect.PERSISTENCE: (
        {"appendonly": "no"},
        "loses decisions that people were told are recorded: set `appendonly yes`.",
    ),
    Aspect.SYNC: (
        {"appendfsync": "everysec"},
        "can lose the last second of decisions: set `appendfsync always`.",
    ),
    Aspect.EVICTION: ({"maxmemory-policy": "allkeys-lru"}, "throws deploys away when memory runs short"),
    Aspect.MEMORY: (
        {"maxmemory": 1_000_000},
        "then nothing more is recorded: raise `maxmemory`, or shorten `retention`",
    ),
    Aspect.WRITES: (
        {"min-replicas-to-write": 1},
        "Redis has fewer replicas than its `min-replicas-to-write`",
    ),
}
# What a server says that nobody brings into that state in a test.
SAID: Mapping[Aspect, tuple[dict[str, str], str]] = {
    Aspect.FILE: (
        {"aof_last_write_status": "err"},
        "could not write its append-only file: make room on its disk",
    ),
    Aspect.REWRITE: ({"aof_last_bgrewrite_status": "err"}, "make room there and run `BGREWRITEAOF`."),
    Aspect.SNAPSHOT: ({"rdb_last_bgsave_status": "err"}, "Redis refuses every write: make room on its disk"),
    Aspect.MODE: ({"redis_mode": "cluster"}, "REDIS_URL is a Redis Cluster"),
    Aspect.VERSION: ({"redis_version": "6.0.16"}, "Redis is 6.0.16: install 6.2 or newer."),
}
ELSEWHERE = {Aspect.ROLE, Aspect.UNKNOWN}  # tests of their own


def words(found: list[Concern], aspect: Aspect) -> list[str]:
    return [each.words for each in found if each.aspect is aspect]


def test_each_aspect_is_tested() -> None:
    assert {*SET, *SAID, *ELSEWHERE} == set(Aspect)


def test_a_redis_as_it_should_be_is_no_concern_and_keeps_nothing_of_the_look(own_redis: Well) -> None:
    redis = own_redis()
    assert look(redis) == []
    assert not redis.exists(durability.TRIED)


@pytest.mark.parametrize("aspect", SET)
def test_a_setting_that_loses_something_is_named(own_redis: Well, aspect: Aspect) -> None:
    redis = own_redis()
    changed, said = SET[aspect]
    for name, value in changed.items():
        redis.config_set(name, value)
    (found,) = words(look(redis), aspect)
    assert said in found
    own_redis()


@pytest.mark.parametrize("aspect", SAID)
def test_what_the_server_says_is_wrong_is_named(own_redis: Well, aspect: Aspect) -> None:
    changed, said = SAID[aspect]
    config = {"appendfsync": "always", "stop-writes-on-bgsave-error": "yes"}
    (found,) = words(list(concerns(Told({**own_redis().info(), **changed}, config))), aspect)
    assert said in found


def test_a_replica_is_named_and_takes_no_writes(own_redis: Well) -> None:
    redis = own_redis()
    redis.replicaof("127.0.0.1", 1)
    found = look(redis)
    own_redis()
    assert words(found, Aspect.ROLE) == [
        "REDIS_URL is a replica, which may only be read, or is behind: name the primary."
    ]
    assert words(found, Aspect.WRITES) == ["This Redis may only be read: let REDIS_URL name the primary."]


@pytest.mark.parametrize(("refused", "count"), [("-config", 1), ("-info -config", 2), ("+ping", 0)])
def test_what_a_managed_redis_refuses_to_say_is_not_taken_for_fine(
    own_redis: Well, refused: str, count: int
) -> None:
    redis = own_redis()
    redis.acl_setuser(
        "airlock", enabled=True, passwords="+pw", keys="*", commands=["+@all", *refused.split()], reset=True
    )
    path = redis.config_get("unixsocket")["unixsocket"]
    with Redis(unix_socket_path=path, username="airlock", password="pw") as limited:
        found = look(limited)
    assert len(found) == count
    assert all(each.aspect is Aspect.UNKNOWN and not each.is_grave for each in found)
    assert all("could not be looked at" in each.words for each in found)


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch, own_redis: Well) -> Iterator[pytest.MonkeyPatch]:
    """Let a process begin here, and put logging back afterwards."""
    root, level = logging.getLogger(), logging.getLogger().level
    handlers, path = root.handlers[:], own_redis().config_get("unixsocket")["unixsocket"]
    monkeypatch.setenv("REDIS_URL", f"unix://{path}")
    wiring.parts.cache_clear()
    yield monkeypatch
    wiring.parts.cache_clear()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    own_redis()


@pytest.mark.usefixtures("starts")
def test_a_start_warns_in_the_log_with_what_to_do(
    own_redis: Well, capsys: pytest.CaptureFixture[str]
) -> None:
    starting.begin("clock")
    assert capsys.readouterr().err == ""
    own_redis().config_set("appendfsync", "everysec")
    starting.begin("clock")
    (line,) = capsys.readouterr().err.splitlines()
    assert '"level": "warning"' in line
    assert "can lose the last second of decisions: set `appendfsync always`." in line


def test_of_those_that_up_starts_only_one_warns(
    starts: pytest.MonkeyPatch, own_redis: Well, capsys: pytest.CaptureFixture[str]
) -> None:
    own_redis().config_set("appendfsync", "everysec")
    starts.setenv(durability.SAID, "1")
    starting.begin("clock")
    assert capsys.readouterr().err == ""
