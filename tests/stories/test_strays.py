"""What should not be in Redis stops no clock, keeps nobody waiting, and is not tried every second."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from app import wiring
from app.adapters import keys
from app.adapters.outage import text
from app.domain.effect import Effect
from tests.stories.still import Still
from workers import clock

BYTES = b"\xff\xfe"
BROKEN: dict[str, list[bytes | str]] = {
    keys.DUE: [BYTES],
    keys.LANES_DUE: [BYTES, "harbour"],
    keys.INBOX: [BYTES, "[" * 100_000, "{}", '["check", "a/b", "c"]'],
    keys.PULLS: [BYTES, "[1", '["a/b"]', '["a/b", "c", 4]', "[" * 100_000],
    keys.away("review"): [BYTES, "abcdefgh2345 unheard", "abcdefgh2345 review"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_clock_goes_on_for_the_others(still: Still, name: str, caplog: pytest.LogCaptureFixture) -> None:
    deploy = still.queue(still.sample.routine.sha)
    turn = still.parts.gate.begin(deploy.id, Effect.REVIEW, wiring.now() - timedelta(minutes=5))
    assert turn
    strays: dict[Any, float] = dict.fromkeys(BROKEN[name], 0)
    still.redis.zadd(name, strays)
    still.redis.hset(keys.INBOX_SINCE, '["check", "a/b", "c"]', "yesterday")
    still.parts.inbox.hold_round("prune", 60)
    before = still.parts.queue.connection.llen("rq:queue:airlock-reviews")
    clock.tick(still.parts)
    assert still.redis.llen("rq:queue:airlock-reviews") > before
    assert "clock broke off" not in caplog.text


def test_a_clock_that_has_much_to_look_at_is_alive_all_the_while(still: Still) -> None:
    for _ in range(3):
        still.redis.zadd(keys.DUE, {still.queue(still.sample.routine.sha).id: 0})
    beats: list[None] = []
    clock.tick(still.parts, lambda: beats.append(None))
    assert len(beats) == 3


def test_a_line_that_is_none_keeps_no_other_waiting(still: Still) -> None:
    still.redis.sadd(keys.LINES, BYTES, "update")
    clock.tick(still.parts)
    assert still.redis.smembers(keys.LINES) <= {BYTES}


def test_a_deploy_that_cannot_be_read_is_tried_once_a_minute(
    still: Still, caplog: pytest.LogCaptureFixture
) -> None:
    deploy = still.queue(still.sample.routine.sha)
    still.redis.set(keys.deploy(deploy.id), "{")
    still.redis.zadd(keys.DUE, {deploy.id: 0})
    for _ in range(3):
        clock.tick(still.parts)
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert (record.message, vars(record)["deploy"]) == ("deploy not looked at", deploy.id)
    assert still.redis.zscore(keys.DUE, deploy.id)


def test_a_deploy_that_somebody_deleted_from_redis_is_forgotten(still: Still, redis: Redis) -> None:
    """As the card of who waits behind it says that one may."""
    deploy, other = (still.approved(sha) for sha in (still.sample.routine.sha, still.sample.wording.sha))
    redis.delete(keys.deploy(deploy.id))
    redis.zadd(keys.DUE, {deploy.id: 0})
    clock.tick(still.parts)
    for name in (keys.DUE, keys.OWED, keys.OPEN, keys.ASKED, keys.RUNNING, keys.STANDS):
        assert redis.zscore(name, deploy.id) is None, name
    assert redis.zscore(keys.OPEN, other.id)
    assert {text(debt).partition(" ")[0] for debt in redis.smembers(keys.DEBTS)} == {other.id}
