"""Lists of what is not over: however much that is, nothing is left out, and what is shown says the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from app.adapters import indexes, keys
from app.adapters.archive import RedisArchive
from app.adapters.deploys import DEPLOY
from app.adapters.lists import CHUNK
from app.domain.deploy import Deploy, State
from app.domain.filter import Some, Waiting
from app.domain.halt import Halt
from blocks import status
from tests.stories.still import PLACE, Still
from tests.unit.example import BO, NOON, PENDING
from workers import lane

MANY = 1100


@pytest.fixture
def archive(redis: Redis) -> RedisArchive:
    return RedisArchive(redis)


def one(number: int, repository: str = "harbour/shop", environment: str = "production") -> Deploy:
    key = replace(PENDING.key, repository=repository, environment=environment, run_id=str(number))
    queued_at = NOON + timedelta(seconds=number // 3)  # some at the same moment
    return replace(PENDING, id=key.deploy_id, request=replace(PENDING.request, key=key), queued_at=queued_at)


def put(redis: Redis, *deploys: Deploy) -> None:
    was = [redis.get(keys.deploy(deploy.id)) for deploy in deploys]
    with redis.pipeline() as pipe:
        for deploy, kept in zip(deploys, was, strict=True):
            pipe.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
            indexes.index(pipe, deploy, DEPLOY.validate_json(kept) if kept else None)
        pipe.execute()


def test_a_list_of_what_waits_has_no_end_that_nobody_tells_of(redis: Redis, archive: RedisArchive) -> None:
    put(redis, *map(one, range(MANY)))
    assert [int(each.key.run_id) // 3 for each in archive.waiting()] == [n // 3 for n in range(MANY)]
    found = archive.first(5)
    assert (len(found.deploys), found.more) == (5, MANY - 5)


def test_nothing_is_skipped_while_what_was_read_already_ends(redis: Redis, archive: RedisArchive) -> None:
    put(redis, *map(one, range(CHUNK * 2 + 1)))
    seen = set()
    for each in archive.waiting():
        seen.add(each.id)
        put(redis, replace(each, state=State.CANCELLED))
    assert len(seen) == CHUNK * 2 + 1
    assert archive.counts() == (0, CHUNK * 2 + 1)


def test_a_lane_is_one_however_its_repository_is_spelt(redis: Redis, archive: RedisArchive) -> None:
    ours = one(1), one(2, "Harbour/Shop"), one(3, environment="staging")
    put(redis, *ours, one(4, "harbour/shop2"))
    assert {each.id for each in archive.waiting_in("HARBOUR/shop", "production")} == {
        each.id for each in ours[:2]
    }
    assert {each.id for each in archive.waiting_in("harbour/shop")} == {each.id for each in ours}
    assert [each.id for each in archive.waiting_by("4")] == [one(4, "harbour/shop2").id]


def test_what_is_over_is_in_no_list_of_what_is_not(redis: Redis) -> None:
    put(redis, one(1))
    assert redis.keys(f"{keys.OPEN}*")
    put(redis, replace(one(1), state=State.LIVE))
    assert redis.keys(f"{keys.OPEN}*") == []


def test_what_is_asked_of_people_and_what_runs_are_told_apart(redis: Redis, archive: RedisArchive) -> None:
    put(
        redis,
        *map(one, range(9)),
        replace(one(9), state=State.APPROVED),
        replace(one(10), state=State.QUEUED),
    )
    found = archive.overview(3, 1)
    assert (len(found.asked.deploys), found.asked.total, found.running.total) == (3, 9, 2)
    put(redis, replace(one(0), state=State.APPROVED))
    found = archive.overview(3, 1)
    assert (found.asked.total, found.running.total) == (8, 3)


def test_the_status_says_how_many_it_leaves_out() -> None:
    said = status.status(Waiting(Some([one(n) for n in range(3)], 249), Some([one(9)], 1)))
    assert said.text == "250 deploys waiting or running"
    assert "246 more; App Home lists them" in str(said.blocks)


def test_a_lock_is_drawn_on_every_card_beyond_the_thousandth(still: Still) -> None:
    """All but the last have ended by the time they are read: what they would owe is not shown here."""
    put(still.redis, *map(one, range(MANY - 1)))
    with still.redis.pipeline() as pipe:
        for each in map(one, range(MANY - 1)):
            pipe.delete(keys.deploy(each.id))
        pipe.execute()
    put(still.redis, one(MANY))
    still.parts.lanes.halt(PLACE, Halt("lock", NOON, BO, "Look first."))
    lane.run(PLACE.repository, PLACE.environment)
    hold = still.get(one(MANY)).hold
    assert hold is not None
    assert hold.reason == "Look first."
