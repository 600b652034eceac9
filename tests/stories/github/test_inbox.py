"""What GitHub told is a debt: neither a lost job nor a crash in between forgets it."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue

from app.adapters import keys
from app.adapters.inbox import RedisInbox
from app.adapters.ledger import RedisLedger
from app.adapters.outage import text
from app.domain.arrival import Arrival, Checked

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
MAIL = Arrival("harbour/shop", 17, "production", "a" * 40)


@pytest.fixture
def queue(redis: Redis) -> Queue:
    return Queue("airlock", connection=redis)


@pytest.fixture
def inbox(redis: Redis, queue: Queue) -> RedisInbox:
    return RedisInbox(redis, queue, queue)


def test_a_delivery_is_taken_once_and_its_job_goes_with_it(inbox: RedisInbox, queue: Queue) -> None:
    assert [inbox.take("d-1", MAIL, NOW), inbox.take("d-1", MAIL, NOW)] == [True, False]
    (job,) = queue.get_jobs()
    assert (job.func_name, job.args) == ("workers.arrive.run", ("harbour/shop", 17, "production", "a" * 40))
    assert inbox.has_taken("d-1")


def test_a_job_that_was_lost_is_queued_again_until_it_is_done(
    inbox: RedisInbox, queue: Queue, redis: Redis
) -> None:
    inbox.take("d-1", MAIL, NOW)
    redis.delete(queue.key)
    inbox.hint(NOW)
    assert queue.count == 0  # it may be under way
    inbox.hint(LATER)
    inbox.hint(LATER)
    assert queue.count == 1
    inbox.settle(MAIL)
    redis.delete(queue.key)
    inbox.hint(LATER + timedelta(days=1))
    assert queue.count == 0


def test_what_has_to_wait_is_looked_at_ever_more_rarely_and_given_up_in_the_end(
    inbox: RedisInbox, redis: Redis
) -> None:
    inbox.take("d-1", MAIL, NOW)
    waits = []
    for age in (0, 8, 40, 10_000):
        inbox.postpone(MAIL, NOW + timedelta(seconds=age))
        look_at = redis.zscore(keys.INBOX, text(redis.zrange(keys.INBOX, 0, -1)[0]))
        waits.append(float(look_at or 0) - NOW.timestamp() - age)
    assert waits == [1, 8, 40, 300]
    inbox.postpone(MAIL, LATER, within=timedelta(minutes=1))
    assert (redis.zcard(keys.INBOX), redis.hlen(keys.INBOX_SINCE)) == (0, 0)


def test_checks_that_end_together_wait_for_each_other(inbox: RedisInbox, queue: Queue) -> None:
    for number in range(50):
        inbox.take(f"d-{number}", Checked("harbour/shop", "a" * 40), NOW)
    inbox.hint(NOW)
    assert queue.count == 0
    inbox.hint(NOW + timedelta(seconds=6))
    assert [job.func_name for job in queue.get_jobs()] == ["workers.attend.check"]


def test_what_another_version_wrote_holds_nothing_up(inbox: RedisInbox, queue: Queue, redis: Redis) -> None:
    redis.zadd(keys.INBOX, {"[not json": 0, '["levitate", 1]': 0, '["arrive", 1, 2, 3, 4, 5, 6]': 0})
    inbox.take("d-1", MAIL, NOW)
    redis.delete(queue.key)
    inbox.hint(LATER)
    assert (queue.count, redis.zcard(keys.INBOX)) == (1, 1)


def test_rounds_begin_once_within_their_time_and_are_made_by_one(inbox: RedisInbox, queue: Queue) -> None:
    for _ in range(3):  # as many clocks
        inbox.begin_round("poll", "workers.poll.run", timedelta(seconds=30))
    assert queue.count == 1
    with inbox.lease("poll") as first, inbox.lease("poll") as second:
        assert (first, second) == (True, False)
    with inbox.lease("poll") as again:
        assert again
    assert [inbox.once("say"), inbox.once("say")] == [True, False]
    inbox.undo_once("say")
    assert inbox.once("say")


def test_every_repository_has_its_turn(redis: Redis) -> None:
    ledger = RedisLedger(redis)
    assert ledger.turn(["c", "a", "b"], 2) == ["a", "b"]
    ledger.note_turn("b")
    assert ledger.turn(["c", "a", "b"], 2) == ["c", "a"]
    ledger.note_turn("zzz")
    assert ledger.turn(["a"], 2) == ["a"]
