"""Who is reviewed first, when many deploys wait for it."""

from dataclasses import replace

import pytest
from redis import Redis
from rq import Queue

from app.adapters.archive import RedisArchive
from app.adapters.gate import RedisGate
from app.adapters.hints import queues
from app.domain.deploy import Request
from app.domain.policy import Policy, Priority
from tests.unit.example import NOON, REQUEST, RULES

CRITICAL = Policy({"production": replace(RULES, priority=Priority.CRITICAL), "staging": RULES})


@pytest.fixture
def queue(redis: Redis) -> Queue:
    return Queue("airlock", connection=redis)


def test_what_the_last_policy_calls_critical_is_reviewed_before_what_came_earlier(queue: Queue) -> None:
    RedisArchive(queue.connection).keep_policy("harbour/shop", CRITICAL)
    assert order(queue, "staging", "production") == ["production", "staging"]


def test_while_no_policy_was_read_who_came_first_is_first(queue: Queue) -> None:
    assert order(queue, "staging", "production") == ["staging", "production"]


def test_a_policy_that_cannot_be_read_makes_nobody_wait(queue: Queue) -> None:
    queue.connection.hset("airlock:policy", "harbour/shop", "of another form")
    assert order(queue, "staging", "production") == ["staging", "production"]


def order(queue: Queue, *environments: str) -> list[str]:
    """Queue a deploy to each and return in which order they are reviewed."""
    gate = RedisGate(queue.connection, queue)
    for name in environments:
        gate.queue(Request(replace(REQUEST.key, environment=name)), NOON)
    jobs = queues(queue)["reviews"].jobs
    return [gate.get(job.args[0]).key.environment for job in jobs]
