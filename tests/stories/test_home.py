"""App Home: what it finds in the history, and what it keeps from whom."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue

from app.adapters.archive import RedisArchive
from app.adapters.gate import RedisGate
from app.domain.deploy import Deploy, Key, Request
from app.domain.event import Cancelled, ReviewFailed, ReviewStarted
from app.domain.filter import Filter, Outcome
from app.domain.person import Person, Standing
from tests.stories.world import ANA, BO, CY

AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def gate(redis: Redis) -> RedisGate:
    return RedisGate(redis, Queue("airlock", connection=redis))


def ended(gate: RedisGate, number: int, environment: str, actor: str, *, by: str | None = None) -> Deploy:
    """Put a deploy into the history, an hour after the one before: cancelled by somebody, else failed."""
    at = AT + timedelta(hours=number)
    key = Key("harbour/shop", environment, f"{number:040x}", str(number))
    deploy, _ = gate.queue(Request(key, actor=actor), at)
    if by:
        return gate.handle(deploy.id, Cancelled(at, Person(by, Standing.MEMBER), ""))
    gate.handle(deploy.id, ReviewStarted(at))
    return gate.handle(deploy.id, ReviewFailed(at, "no policy"))


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
