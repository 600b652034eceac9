"""Looks at pull requests are owed in Redis: many are one, none is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue

from app.adapters.pullgates import LEASE, RedisPullGates
from app.domain.pullgate import Need, PullRequest, Source, Standing
from app.domain.pullmark import Watermark
from app.domain.report import Finding, GateName, Level

SHOP, NOON = "acme/shop", datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
PULL = PullRequest(SHOP, 7, "a" * 40, "main", "b" * 40, author="ana")


@pytest.fixture
def queue(redis: Redis) -> Queue:
    return Queue("gates", connection=redis)


@pytest.fixture
def gates(redis: Redis, queue: Queue) -> RedisPullGates:
    return RedisPullGates(redis, queue)


def test_what_nobody_asked_for_is_not_looked_at(gates: RedisPullGates) -> None:
    assert gates.take(SHOP, 7) is None
    gates.ask(SHOP, 7, NOON)
    assert gates.take(SHOP, 8) is None


def test_many_who_ask_before_it_begins_are_one_look(gates: RedisPullGates) -> None:
    gates.ask(SHOP, 7, NOON)
    gates.ask(SHOP, 7, NOON + SECOND)
    turn = gates.take(SHOP, 7)
    assert turn
    gates.done(turn)
    assert gates.take(SHOP, 7) is None


def test_one_looks_at_a_time_and_again_when_somebody_asked_meanwhile(
    gates: RedisPullGates, queue: Queue
) -> None:
    gates.ask(SHOP, 7, NOON)
    turn = gates.take(SHOP, 7)
    assert turn
    assert gates.take(SHOP, 7) is None
    gates.ask(SHOP, 7, NOON + SECOND)
    assert gates.take(SHOP, 7) is None
    before = queue.count
    gates.done(turn)
    assert queue.count == before + 1
    assert gates.take(SHOP, 7)


def test_what_did_not_work_out_is_looked_at_later_by_the_clock(
    gates: RedisPullGates, queue: Queue, redis: Redis
) -> None:
    gates.ask(SHOP, 7, NOON)
    turn = gates.take(SHOP, 7)
    assert turn
    gates.later(turn, NOON + HOUR)
    redis.delete(queue.key)
    gates.hint(NOON + HOUR - SECOND)
    assert queue.count == 0
    gates.hint(NOON + HOUR)
    gates.hint(NOON + HOUR)
    assert [job.args for job in queue.jobs] == [(SHOP, 7)]
    assert gates.take(SHOP, 7)


def test_later_is_at_once_when_somebody_asked_meanwhile(
    gates: RedisPullGates, queue: Queue, redis: Redis
) -> None:
    gates.ask(SHOP, 7, NOON)
    turn = gates.take(SHOP, 7)
    assert turn
    gates.ask(SHOP, 7, NOON + SECOND)
    redis.delete(queue.key)
    gates.later(turn, NOON + HOUR)
    assert queue.count == 1


def test_a_job_that_was_lost_and_one_that_was_killed_are_made_up_for(
    gates: RedisPullGates, queue: Queue, redis: Redis
) -> None:
    gates.ask(SHOP, 7, NOON)
    redis.delete(queue.key)
    gates.hint(NOON + HOUR)
    assert queue.count == 1
    assert gates.take(SHOP, 7)  # and is killed
    (lease,) = redis.keys("*lease*")
    assert 0 < redis.ttl(lease) <= LEASE
    redis.delete(lease)
    assert gates.take(SHOP, 7)


def test_what_stands_is_kept_for_the_same_commits_and_policy(gates: RedisPullGates) -> None:
    need = Need(GateName.AUTH, ("@security",), Source.POLICY)
    stands = Standing((need,), (Finding("path.auth", Level.MEDIUM, "Touches.", gate=GateName.AUTH),))
    gates.keep_standing(PULL, "sha256:1", stands)
    assert gates.standing(PULL, "sha256:1") == stands
    assert gates.standing(PULL, "sha256:2") is None


def test_the_watermark_is_kept(gates: RedisPullGates) -> None:
    assert gates.watermark(SHOP) == Watermark()
    gates.keep_watermark(SHOP, Watermark("2026-11-20T12:00:00Z", '"etag"'))
    assert gates.watermark(SHOP) == Watermark("2026-11-20T12:00:00Z", '"etag"')
