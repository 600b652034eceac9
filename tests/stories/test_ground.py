"""What a decision rests on is read in one message, and nothing of it changes unseen before EXEC."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from redis import Redis, WatchError, exceptions
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry
from rq import Queue

from app.adapters import embedded, keys, watch
from app.adapters.audit import RedisAudit
from app.adapters.gate import RedisGate
from app.adapters.ground import Grounds
from app.adapters.lanes import RedisLanes
from app.adapters.transaction import Transactions
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.halt import Halt
from app.domain.lane import EVERYWHERE
from tests.stories.still import PLACE
from tests.unit.example import BO, NOON, REQUEST, RULES, SUMMARY

KEY = REQUEST.key
RUNS = count(1)


def pending(gate: RedisGate) -> Deploy:
    deploy, _ = gate.queue(replace(REQUEST, key=replace(KEY, run_id=str(next(RUNS)))), NOON)
    gate.handle(deploy.id, e.ReviewStarted(NOON))
    return gate.handle(deploy.id, e.Reviewed(NOON, SUMMARY, RULES))


@pytest.fixture
def gate(redis: Redis) -> RedisGate:
    return RedisGate(redis, Queue("airlock", connection=redis))


@pytest.mark.parametrize(
    "key_of",
    [
        lambda deploy: keys.deploy(deploy.id),
        lambda _: keys.lane(KEY.repository, KEY.environment),
        lambda _: keys.lane(EVERYWHERE, KEY.environment),
        lambda _: keys.SCHEMA,
        lambda _: keys.AUDIT_HEAD,
    ],
)
def test_nothing_that_a_decision_rests_on_may_change_before_it_is_written(
    redis: Redis, gate: RedisGate, key_of: Callable[[Deploy], str]
) -> None:
    deploy = pending(gate)
    grounds = Grounds()
    with redis.pipeline() as pipe:
        assert grounds.read(pipe, grounds.noted(deploy).id, with_head=True).deploy == deploy
        redis.append(key_of(deploy), " ")
        pipe.multi()
        pipe.set("written", 1)
        with pytest.raises(WatchError):
            pipe.execute()
    assert redis.get("written") is None


def test_a_decision_asks_redis_twice(redis: Redis, gate: RedisGate) -> None:
    first, deploy = pending(gate), pending(gate)
    gate.handle(first.id, e.Approved(NOON, BO, SUMMARY.digest))  # which begins the record
    before = _asked(redis)
    gate.handle(deploy.id, e.Approved(NOON, BO, SUMMARY.digest))
    assert [now - then for now, then in zip(_asked(redis), before, strict=True)] == [1, 1, 1]


def test_one_that_is_not_where_it_was_is_judged_by_the_lane_in_which_it_is(
    redis: Redis, gate: RedisGate
) -> None:
    deploy, grounds = pending(gate), Grounds()
    other, _ = gate.queue(replace(REQUEST, key=replace(KEY, environment="staging")), NOON)
    redis.copy(keys.deploy(deploy.id), keys.deploy(other.id), replace=True)
    halt = Halt("lock", NOON, BO, "The stock is counted.")
    RedisLanes(redis, Queue("airlock", connection=redis), RedisAudit(redis)).halt(PLACE, halt)
    ground = Transactions(redis).do(lambda pipe: grounds.read(pipe, grounds.noted(other).id, with_head=False))
    assert ground.own.lock


def test_a_connection_that_was_lost_lets_nothing_through(redis: Redis) -> None:
    with redis.pipeline() as pipe:
        assert watch.read(pipe, "one") == [None]
        _cut(redis, pipe)
        with pytest.raises(WatchError, match="lost"):
            watch.read(pipe, "another")
        assert watch.read(pipe, "another") == [None]


def test_a_redis_that_went_away_is_not_asked_for_ever(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as server, Redis.from_url(server.url) as client, client.pipeline() as pipe:
        watch.read(pipe, "one")
        server.stop()
        with pytest.raises(WatchError):
            watch.read(pipe, "one")
        with pytest.raises(exceptions.ConnectionError):
            watch.read(pipe, "one")


def test_a_connection_that_was_stale_is_made_anew(redis_url: str, redis: Redis) -> None:
    with Redis.from_url(redis_url, retry=Retry(NoBackoff(), 1)) as client, client.pipeline() as pipe:
        watch.read(pipe, "one")
        pipe.unwatch()
        _cut(redis, pipe)
        assert watch.read(pipe, "one") == [None]


def test_what_is_refused_leaves_no_answer_behind(redis: Redis, redis_url: str) -> None:
    redis.acl_setuser("blind", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-watch"])
    redis.set("one", "1")
    with Redis.from_url(redis_url, username="blind", password="-", max_connections=1) as client:
        with client.pipeline() as pipe, pytest.raises(exceptions.NoPermissionError):
            watch.read(pipe, "one")
        assert client.ping()
    redis.acl_deluser("blind")


def _asked(redis: Redis) -> list[int]:
    """Return how often something was watched, read and written."""
    told = redis.info("commandstats")
    names = ("watch", "mget", "exec")
    return [int(told.get(f"cmdstat_{name}", {}).get("calls", 0)) for name in names]


def _cut(redis: Redis, pipe: Pipeline) -> None:
    """Have Redis hang up on whoever uses `pipe`."""
    link: Any = pipe.connection
    link.send_command("CLIENT", "ID")
    redis.client_kill_filter(_id=str(link.read_response()))
