"""The record in Redis: written with what it tells of, in one chain, and read by pages."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis, WatchError

from app.adapters import keys
from app.domain.audit.chain import problems
from app.domain.audit.filters import Filters
from app.domain.deploy import State
from app.domain.errors import Refused
from blocks.card import APPROVE
from tests.stories.audit.desk import Desk, append
from tests.stories.calls import run
from tests.stories.still import Still
from tests.stories.world import BO, World
from tests.unit.audit.records import HOUR, NOON, entry

DAY = timedelta(days=1)


def test_a_click_is_in_the_record_and_the_record_verifies(world: World, tmp_path: Path) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    live = world.settles(deploy, State.LIVE)
    assert live.summary is not None
    assert run("audit", "verify")[0] == 0
    code, out, _ = run("audit", "export", "--person", BO, "--reports")
    told = [json.loads(line) for line in out.splitlines()]
    approval, report = told[1], told[2]["report"]
    assert code == 0
    assert (approval["what"], approval["by"]["id"], approval["deploy"]) == ("approve", BO, deploy.id)
    assert approval["digest"] == report["digest"] == live.summary.digest
    file = tmp_path / "record.jsonl"
    file.write_text(out)
    assert run("audit", "verify", str(file))[0] == 0


def test_a_rollback_that_finds_its_lane_locked_is_kept_as_no_second_lock(still: Still) -> None:
    for _ in range(2):
        back = still.goes(still.approved(still.sample.routine.sha, takes_back=1))
        assert still.lives(back).state is State.LIVE
    kept = [one.entry.what for one in still.parts.record.entries(10).entries]
    assert kept == ["approve", "lock", "approve"]


def test_two_writers_at_once_never_fork_the_chain(redis: Redis, redis_url: str) -> None:
    def write(writer: int) -> None:
        with Redis.from_url(redis_url) as own:
            for number in range(12):
                append(own, [entry(writer), entry(number)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    lines = redis.lrange(keys.AUDIT, 0, -1)
    assert len(lines) == 96
    assert list(problems(lines)) == []


def test_nothing_of_an_event_is_kept_when_its_entry_is_not(desk: Desk) -> None:
    desk.append(entry(0))
    with desk.redis.pipeline() as pipe:
        head = desk.parts.record.watch(pipe)
        desk.append(entry(1))
        pipe.multi()
        pipe.set("airlock:something", 1)
        desk.parts.record.append(pipe, head, [entry(2)])
        with pytest.raises(WatchError):
            pipe.execute()
    assert len(desk.lines()) == 2
    assert not desk.redis.exists("airlock:something")


def test_a_record_that_has_lost_its_head_is_not_begun_anew(desk: Desk) -> None:
    desk.append(entry(0))
    desk.redis.delete(keys.AUDIT_HEAD)
    with pytest.raises(Refused, match="lost its head"):
        desk.append(entry(1))
    assert run("audit", "verify")[0] == 1


def test_entries_come_by_pages_newest_first(desk: Desk) -> None:
    desk.append(*map(entry, range(10)))
    first = desk.parts.record.entries(3, filters=Filters(environment="production"))
    assert [one.seq for one in first.entries] == [9, 7, 5]
    assert first.entries[0].entry == entry(8)
    second = desk.parts.record.entries(3, first.before, Filters(environment="production"))
    assert ([one.seq for one in second.entries], second.before) == ([3, 1], None)


def test_reading_goes_on_while_entries_are_written(desk: Desk) -> None:
    desk.append(*map(entry, range(250)))
    lines = desk.parts.record.lines(desk.parts.record.span())
    first = next(lines)
    desk.append(entry(0))
    assert len(list(problems([first, *lines]))) == 0


def test_reading_notices_that_what_comes_next_was_pruned(desk: Desk) -> None:
    desk.append(*map(entry, range(450)))
    read, unread = (desk.parts.record.lines(desk.parts.record.span()) for _ in range(2))
    some = [next(read) for _ in range(200)]
    next(unread)
    desk.parts.retention.prune(NOON + 150 * HOUR + DAY, lambda *_: DAY)
    assert list(problems([*some, *read])) == []
    desk.parts.retention.prune(NOON + 250 * HOUR + DAY, lambda *_: DAY)
    with pytest.raises(Refused, match="pruned meanwhile"):
        list(unread)
