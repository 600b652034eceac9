"""The form of all data: who brings it up to date, who waits meanwhile, and who keeps off."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
from redis import Redis

from app import wiring
from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.adapters.schema import second
from app.adapters.schema.stamp import OVERTAKEN, SCHEMA, STAMP, Stamp, read
from app.adapters.schema.start import prepare
from app.domain import event as e
from app.domain.errors import BadInput, Transient
from app.domain.halt import Halt
from tests.stories.still import PLACE, Still
from tests.stories.upgrade.kit import NOWHERE, dump, load
from tests.unit.example import BO, NOON, PENDING, REQUEST

NEWER = Stamp(SCHEMA + 1, "0.3")


def form(redis: Redis) -> int:
    return read(redis.get(keys.SCHEMA)).schema


def put(redis: Redis, stamp: Stamp) -> None:
    redis.set(keys.SCHEMA, STAMP.dump_json(stamp))


def test_where_nothing_is_kept_yet_it_is_ours_from_the_beginning(redis: Redis) -> None:
    prepare(redis, NOON)
    assert form(redis) == SCHEMA
    assert redis.keys("airlock:*") == [keys.SCHEMA.encode()]


def test_what_cannot_be_read_is_told_and_keeps_nobody_from_starting(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    load(redis, "first", NOWHERE)
    redis.set(keys.deploy("abcdefgh2345"), "{")
    redis.hset(keys.LIVE, "harbour", "a" * 40)
    prepare(redis, NOON)
    assert form(redis) == SCHEMA
    told = [vars(each)["deploy"] for each in caplog.records if each.message == "deploy cannot be read"]
    assert set(told) == {"abcdefgh2345"}


@pytest.mark.parametrize("beats", range(1, 4))
def test_a_start_that_was_killed_is_taken_up_by_the_next(redis: Redis, beats: int) -> None:
    load(redis, "first", NOWHERE)
    prepare(redis, NOON)
    whole = dump(redis)
    redis.flushall()
    load(redis, "first", NOWHERE)
    left = count(1)

    def dies() -> None:
        if next(left) == beats:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        second.migrate(redis, dies, NOON)
    assert form(redis) == 1
    redis.set(keys.lease("schema"), "of somebody dead", px=100)
    prepare(redis, NOON)
    assert dump(redis) == whole


def test_it_may_be_done_twice(redis: Redis) -> None:
    load(redis, "first", NOWHERE)
    prepare(redis, NOON)
    once = dump(redis)
    redis.delete(keys.SCHEMA)
    prepare(redis, NOON)
    assert dump(redis) == once


def test_of_several_that_start_at_once_one_does_it(redis: Redis, redis_url: str) -> None:
    load(redis, "first", NOWHERE)

    def start(_number: int) -> int:
        with Redis.from_url(redis_url) as mine:
            prepare(mine, NOON)
            return form(mine)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [SCHEMA] * 4
    assert redis.llen(keys.AUDIT) == 8


def test_an_entry_of_the_old_record_that_cannot_be_read_is_kept(redis: Redis) -> None:
    load(redis, "first", NOWHERE)
    redis.rpush(keys.UNCHAINED, "nonsense")
    prepare(redis, NOON)
    assert redis.llen(keys.AUDIT) == 8
    assert redis.lrange(keys.UNCHAINED_UNREAD, 0, -1) == [b"nonsense"]


def test_a_deploy_that_cannot_be_read_holds_up_nobody_and_stays(redis: Redis) -> None:
    load(redis, "first", NOWHERE)
    redis.set(keys.deploy("a" * 12), b"nonsense")
    prepare(redis, NOON)
    assert form(redis) == SCHEMA
    assert redis.get(keys.deploy("a" * 12)) == b"nonsense"


def test_an_older_version_does_not_start_on_newer_data(still: Still) -> None:
    put(still.redis, NEWER)
    words = (
        f"These data were written by Airlock 0.3 (schema {SCHEMA + 1}) and this is 0.1.0 (schema {SCHEMA}): "
        "start the newer version, or restore the backup made before the upgrade."
    )
    with pytest.raises(BadInput) as refused:
        prepare(still.redis, NOON)
    assert str(refused.value) == words


@pytest.mark.parametrize("mark", [b"two", b'{"schema": 0, "version": "0.0.1"}'])
def test_a_mark_that_nobody_can_read_stops_the_start(redis: Redis, mark: bytes) -> None:
    redis.set(keys.SCHEMA, mark)
    with pytest.raises(BadInput, match="nobody knows which version"):
        prepare(redis, NOON)


def test_an_older_process_changes_nothing_once_a_newer_has_taken_over(still: Still) -> None:
    deploy = still.parts.gate.queue(REQUEST, wiring.now())[0]
    before = still.redis.get(keys.deploy(deploy.id))
    put(still.redis, NEWER)
    with pytest.raises(Transient, match="newer version"):
        still.tell(deploy, e.ReviewStarted(wiring.now()))
    with pytest.raises(Transient, match="newer version"):
        still.dies_at(deploy)
    with pytest.raises(Transient, match="newer version"):
        still.parts.lanes.halt(PLACE, Halt("lock", NOON, BO, "Look first."))
    assert still.redis.get(keys.deploy(deploy.id)) == before
    assert still.get(deploy).id == deploy.id


def test_no_deploy_of_a_newer_form_is_written_over(still: Still) -> None:
    newer = DEPLOY.dump_json(replace(PENDING, schema=PENDING.schema + 1))[:-1] + b',"unheard_of":1}'
    still.redis.set(keys.deploy(PENDING.id), newer)
    with pytest.raises(Transient, match=OVERTAKEN):
        still.tell(PENDING, e.LaneChanged(wiring.now()))
    assert still.redis.get(keys.deploy(PENDING.id)) == newer
