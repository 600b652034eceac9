"""What is over, found by environment, outcome and person."""

from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue

from app.adapters import indexes, keys
from app.adapters.archive import RedisArchive
from app.adapters.gate import RedisGate
from app.adapters.indexes import SEARCHED
from app.domain.deploy import Key, Request
from app.domain.filter import Filter, Outcome
from tests.stories.house import AT, ended
from tests.stories.world import ANA, BO, CY


@pytest.fixture
def gate(redis: Redis) -> RedisGate:
    return RedisGate(redis, Queue("airlock", connection=redis))


def test_the_history_is_found_by_what_was_and_who_took_part(redis: Redis, gate: RedisGate) -> None:
    archive = RedisArchive(redis)
    first = ended(gate, 1, "production", ANA, by=ANA)
    second = ended(gate, 2, "staging", BO)
    third = ended(gate, 3, "production", BO)
    fourth = ended(gate, 4, "production", CY, by=CY)
    gate.queue(Request(Key("harbour/shop", "qa", "f" * 40), actor=ANA), AT)

    def ids(**wanted: object) -> list[str]:
        found = archive.search(0, 10, Filter(**wanted))  # type: ignore[arg-type] # a table of fields
        assert found.is_all
        assert found.total == len(found.deploys)
        return [deploy.id for deploy in found.deploys]

    assert ids() == [fourth.id, third.id, second.id, first.id]
    assert ids(environment="production") == [fourth.id, third.id, first.id]
    assert ids(person=BO) == [third.id, second.id]
    assert ids(outcome=Outcome.CANCELLED) == [fourth.id, first.id]
    assert ids(environment="production", person=BO, outcome=Outcome.FAILED) == [third.id]
    assert ids(environment="production", since=AT + timedelta(hours=3)) == [fourth.id, third.id]
    assert ids(person=CY, environment="production", since=AT + timedelta(hours=5)) == []
    assert ids(environment="nowhere", person=BO) == []
    assert archive.environments() == ["production", "staging"]


def test_a_search_by_several_things_is_bounded_and_says_so(redis: Redis, gate: RedisGate) -> None:
    deploy = ended(gate, 1, "production", BO)
    at = deploy.changed_at.timestamp()
    newer = {f"{number:012d}": at + number + 1 for number in range(SEARCHED)}
    redis.zadd(keys.by_person(BO), dict(newer))
    redis.zadd(keys.by_environment("production"), {**newer, "other": at})
    redis.zadd(keys.by_outcome(Outcome.FAILED), {**newer, "other": at})
    archive, wanted = RedisArchive(redis), Filter("production", BO, outcome=Outcome.FAILED)
    first, last = archive.search(0, 10, wanted), archive.search(SEARCHED - 10, 10, wanted)
    assert (first.is_all, first.is_counted) == (True, False)
    assert 10 < first.total < SEARCHED
    assert (last.is_all, last.total) == (False, SEARCHED)


def test_what_is_forgotten_is_in_no_index(redis: Redis, gate: RedisGate) -> None:
    deploy = ended(gate, 1, "production", BO, by=BO)
    with redis.pipeline() as pipe:
        indexes.forget(pipe, deploy)
        pipe.execute()
    archive = RedisArchive(redis)
    for wanted in (
        Filter("production"),
        Filter(person=BO),
        Filter(outcome=Outcome.CANCELLED),
    ):
        assert archive.search(0, 10, wanted).total == 0
