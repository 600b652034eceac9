"""A connection to Redis that breaks in the middle of a call: nobody knows whether it was heard."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from redis import Redis
from rq import Queue

from app.adapters import keys
from app.adapters.inbox import RedisInbox
from app.adapters.lines import RedisLines
from app.domain.arrival import Arrival
from app.domain.effect import Effect
from app.domain.errors import Transient
from app.domain.line import Ticket, posts
from tests.stories.severed import Severed, severed

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
