"""Whoever cannot or does not come when called holds up nobody else in the line, nor the clock."""

from dataclasses import replace

import pytest
from redis import Redis

from app import wiring
from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.adapters.lines import AGAIN, CALLS, RedisLines
from app.adapters.recall import GITHUB
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import Transient
from app.domain.line import posts
from app.domain.outbox import owe
from tests.stories.still import Still
from tests.stories.test_lines import CARDS, called, card, pass_time, post, slowed
from workers import clock


@pytest.fixture
def lines(redis: Redis) -> RedisLines:
    return RedisLines(redis)


def waiting(still: Still, deploy: Deploy, effect: Effect = Effect.POST_CARD) -> None:
    """Let its turn in the line have come, after those that are there already."""
    line = keys.line(CARDS.name)
    still.redis.zadd(line, {f"{deploy.id} {effect}": still.redis.zcard(line)})
    still.redis.sadd(keys.LINES, CARDS.name)


def test_who_never_comes_loses_the_place(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name, rank) for rank, name in enumerate("abc")))
    post(lines, card("a", 0), Transient("away"))
    for call in range(CALLS):
        pass_time(redis, CARDS, AGAIN * 2**call)
        assert called(lines) == ["b"]
        assert post(lines, card("c", 2)) == "waits"
    pass_time(redis, CARDS, AGAIN * 2**CALLS)
    assert called(lines) == []
    assert called(lines) == ["a"]
    assert redis.zscore(keys.line(CARDS.name), "b post_card") is None


def test_who_comes_before_it_is_time_keeps_the_place(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, card("a"), card("b", 1))
    for call in range(2 * CALLS):
        pass_time(redis, CARDS, AGAIN * 2**call)
        lines.called()
        redis.hset(keys.line_state(CARDS.name), mapping={"tokens": 0, "seen": redis.time()[0]})
        assert [post(lines, card(name, rank)) for rank, name in enumerate("ab")] == ["waits"] * 2
    assert redis.zcard(keys.line(CARDS.name)) == 2


def test_a_clock_of_redis_that_is_set_back_makes_nobody_wait(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name, rank) for rank, name in enumerate("abcd")))
    called(lines)
    pass_time(redis, CARDS, -3600)
    redis.hincrbyfloat(keys.line_state(CARDS.name), "at", 3600)
    assert called(lines) == ["a"]
    assert post(lines, card("a")) == "went"


def test_a_deploy_that_cannot_be_read_does_not_stop_the_clock(still: Still) -> None:
    unreadable, other = still.queue(still.sample.routine.sha), still.pending(still.sample.risky.sha)
    still.redis.set(keys.deploy(unreadable.id), "{}")
    waiting(still, unreadable)
    waiting(still, other)
    still.parts.recall.missed(unreadable, Effect.REVIEW, wiring.now())
    still.parts.recall.answered(unreadable, Effect.REVIEW)
    clock.tick(still.parts)
    clock.tick(still.parts)
    assert still.redis.zrange(keys.line(CARDS.name), 0, -1) == [f"{other.id} post_card".encode()]


def test_what_another_version_put_into_a_line_is_taken_out(still: Still) -> None:
    still.redis.zadd(keys.line(CARDS.name), {"deploy-1 sing_a_song": 0, "nonsense": 1})
    still.redis.sadd(keys.LINES, CARDS.name)
    still.redis.zadd(keys.away(GITHUB), {"deploy-1 sing_a_song": 0})
    clock.tick(still.parts)
    clock.tick(still.parts)
    assert still.parts.lines.called() == []


def test_what_waits_for_a_lost_card_leaves_the_line_and_is_said_later(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    owing = owe(replace(deploy, version=deploy.version + 1), (Effect.POST_REASON,), wiring.now())
    still.redis.set(keys.deploy(deploy.id), DEPLOY.dump_json(owing))
    waiting(still, owing, Effect.POST_REASON)
    assert still.parts.gate.hint(deploy.id, Effect.POST_REASON) is False
    clock.tick(still.parts)
    assert not still.redis.exists(keys.line(posts("C0APPROVAL").name))
    assert still.get(deploy).debt(Effect.POST_REASON) is not None
