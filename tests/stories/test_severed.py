"""A connection to Redis that breaks in the middle of a call: nobody knows whether it was heard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from redis import Redis
from rq import Queue

from app import wiring
from app.adapters import keys
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY
from app.adapters.gate import RedisGate
from app.adapters.inbox import RedisInbox
from app.adapters.lanes import RedisLanes
from app.adapters.lines import RedisLines
from app.adapters.schema import start
from app.adapters.schema.stamp import SCHEMA, STAMP, Stamp
from app.domain import event as e
from app.domain.arrival import Arrival
from app.domain.deploy import State
from app.domain.effect import Effect
from app.domain.errors import BadInput, Refused, Transient
from app.domain.halt import Halt
from app.domain.line import Ticket, posts
from tests.stories.severed import Severed, severed
from tests.stories.still import PLACE, Still
from tests.unit.example import BO, CY, LATER, PENDING, SUMMARY
from workers import promote

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MAIL = Arrival("harbour/shop", 17, "production", "a" * 40)
CARD = Ticket(posts("C0APPROVAL"), "abcdefgh2345", Effect.POST_CARD, 0.0)
FOR_GOOD = 4  # times: the redis client tries each call twice


@pytest.fixture(params=[False, True], ids=["unheard", "heard"])
def way(redis: Redis, request: pytest.FixtureRequest) -> Iterator[Severed]:
    with severed(redis, is_heard=request.param) as way:
        yield way


@pytest.fixture
def inbox(way: Severed) -> RedisInbox:
    queue = Queue("airlock", connection=way.client())
    return RedisInbox(queue.connection, queue, queue)


def test_what_github_told_is_owed_all_the_same(redis: Redis, way: Severed, inbox: RedisInbox) -> None:
    way.breaks_at(b"EXEC")
    inbox.take("d-1", MAIL, NOW)
    assert Queue("airlock", connection=redis).count == 1
    assert inbox.has_taken("d-1")


def test_what_is_done_once_is_not_taken_for_done(way: Severed, inbox: RedisInbox) -> None:
    way.breaks_at(b"airlock:once:")
    assert [inbox.once("say-17"), inbox.once("say-17")] == [True, False]


def test_a_round_is_ours_all_the_same(way: Severed, inbox: RedisInbox) -> None:
    way.breaks_at(b"airlock:lease:")
    with inbox.lease("poll") as is_ours, inbox.lease("poll") as is_another:
        assert (is_ours, is_another) == (True, False)


def test_a_decision_that_was_recorded_is_not_refused_as_somebody_elses(redis: Redis, way: Severed) -> None:
    gate = RedisGate(way.client(), Queue("airlock", connection=redis))
    redis.set(keys.deploy(PENDING.id), DEPLOY.dump_json(PENDING))
    way.breaks_at(b"EXEC")
    rejected = e.Rejected(LATER, BO, SUMMARY.digest, "The cart loses its coupon.")
    assert gate.handle(PENDING.id, rejected).state is State.REJECTED
    with pytest.raises(Refused, match="Already rejected"):
        gate.handle(PENDING.id, replace(rejected, by=CY))
    assert redis.llen(keys.AUDIT) == 1


def test_a_redis_that_never_answers_in_time_is_not_asked_for_ever(redis: Redis, way: Severed) -> None:
    gate = RedisGate(way.client(), Queue("airlock", connection=redis))
    redis.set(keys.deploy(PENDING.id), DEPLOY.dump_json(PENDING))
    way.breaks_at(b"EXEC", times=99)
    with pytest.raises(Transient, match="Redis does not answer"):
        gate.handle(PENDING.id, e.LaneChanged(LATER))
    assert way.times >= 90


@pytest.mark.parametrize("what", ["lock", "freeze"])
def test_a_word_on_a_lane_counts_once(redis: Redis, way: Severed, what: Literal["lock", "freeze"]) -> None:
    lanes = RedisLanes(way.client(), Queue("airlock", connection=redis), RedisAudit(redis))
    way.breaks_at(b"EXEC")
    lane = lanes.halt(PLACE, Halt(what, NOW, BO, "Look first.", NOW + timedelta(hours=1)))
    assert (lane.lock is not None, len(lane.pauses)) == (what == "lock", int(what == "freeze"))
    assert redis.llen(keys.AUDIT) == 1


def test_a_migration_that_was_overtaken_does_not_take_the_newer_stamp_away(
    way: Severed, redis: Redis
) -> None:
    newer = STAMP.dump_json(Stamp(SCHEMA + 1, "9.0.0"))

    def overtake() -> None:
        redis.delete(keys.lease("schema"))
        redis.set(keys.SCHEMA, newer)

    way.waits_at(b"SET\r\n$14\r\nairlock:schema", overtake)
    with pytest.raises(BadInput, match="Airlock 9"):
        start.prepare(way.client(), NOW)
    assert redis.get(keys.SCHEMA) == newer


def test_a_promotion_that_began_is_not_looked_at_anew(
    way: Severed, still: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy, asked = still.approved(still.sample.routine.sha), len(still.ci.promotions)
    monkeypatch.setenv("REDIS_URL", way.url)
    wiring.parts.cache_clear()
    way.breaks_at(b"WATCH", times=2, after=keys.attestation(deploy.id).encode())
    promote.run(deploy.id, Effect.PROMOTE)
    wiring.parts.cache_clear()
    debt = still.get(deploy).debt(Effect.PROMOTE)
    assert debt is not None
    assert debt.in_doubt
    assert len(still.ci.promotions) == asked + 1


def test_a_post_in_doubt_stays_so_where_its_line_cannot_be_told(way: Severed) -> None:
    lost = Transient("Slack did not answer.", ambiguous=True)
    with pytest.raises(Transient) as told:
        post(way, lost)
    assert told.value is lost


def test_a_post_that_went_through_has_not_failed_where_its_line_cannot_be_told(
    way: Severed, redis: Redis
) -> None:
    redis.hset(keys.line_state(CARD.line.name), mapping={"failures": 1, "hold": 0})
    post(way)
    assert not redis.exists(keys.line(CARD.line.name))


def post(way: Severed, error: Exception | None = None) -> None:
    """Post when it is its turn, and lose Redis meanwhile."""
    with RedisLines(way.client()).passing(CARD):
        way.breaks_at(CARD.line.name.encode(), FOR_GOOD)
        if error:
            raise error
