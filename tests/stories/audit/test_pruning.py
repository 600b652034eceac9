"""The retention: what is old enough goes, the record tells, and the rest verifies."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from app.adapters import keys
from app.domain.deploy import State
from app.domain.policy import Policy
from tests.stories.audit.desk import KEY, Desk, append, over
from tests.stories.calls import run
from tests.unit.audit.records import HOUR, NOON, REPORT, entry
from tests.unit.example import RULES, SUMMARY
from workers import prune

DAY = timedelta(days=1)


def test_the_record_verifies_from_its_checkpoint_once_it_is_pruned(desk: Desk) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(6)))
    assert desk.parts.retention.prune(NOON + DAY + 2.5 * HOUR, lambda *_: DAY) == 3
    assert desk.parts.retention.prune(NOON + DAY + 2.5 * HOUR, lambda *_: DAY) == 0
    assert [json.loads(line)["seq"] for line in desk.lines()] == [4, 5, 6, 7]
    assert json.loads(desk.lines()[-1])["detail"]["through"] == "3"
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert "It begins after entry 3" in out
    desk.append(entry(7))
    assert run("audit", "verify")[0] == 0


def test_a_pruned_record_goes_on_from_what_was_exported_before(desk: Desk, tmp_path: Path) -> None:
    desk.parts.archive.keep(REPORT)
    for exported in (2, 3, 5):
        desk.append(*map(entry, range(len(desk.lines()), exported)))
        (tmp_path / f"{exported}.jsonl").write_text(run("audit", "export")[1])
    desk.append(entry(5))
    desk.parts.retention.prune(NOON + DAY + 2.5 * HOUR, lambda *_: DAY)
    for exported, expected in ((2, 1), (3, 0), (5, 0)):
        assert run("audit", "verify", "--after", str(tmp_path / f"{exported}.jsonl"))[0] == expected


def test_pruning_while_others_write_loses_nothing(desk: Desk, redis_url: str) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(40)))

    def write(_: int) -> None:
        with Redis.from_url(redis_url) as own:
            for number in range(10):
                append(own, [entry(1000 + number)])

    def cut(hours: int) -> None:
        desk.parts.retention.prune(NOON + DAY + hours * HOUR, lambda *_: DAY)

    turns = [(write, 0), (cut, 9), (write, 1), (cut, 21), (cut, 30)]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work, number) for work, number in turns]:
            done.result()
    assert run("audit", "verify")[1].startswith("The record in Redis holds")
    whats = [json.loads(line)["what"] for line in desk.lines()]
    assert whats.count("approve") == 40 - 30 + 20


def test_a_deploy_goes_with_its_reports_and_the_record_tells(desk: Desk) -> None:
    first, second = (replace(REPORT, score=score).sealed() for score in (1, 2))
    gone = desk.keep(over(1, summary=replace(SUMMARY, digest=first.digest)), [first, second])
    stays = desk.keep(over(2, changed_at=NOON), [second])
    desk.append(replace(entry(1), digest=first.digest))
    assert desk.parts.retention.prune_history(NOON) == 1
    assert not desk.redis.exists(keys.deploy(gone.id), keys.report(first.digest), keys.reports(gone.id))
    assert desk.redis.zrange(keys.HISTORY, 0, -1) == [stays.id.encode()]
    assert desk.parts.archive.report(second.digest) == second
    assert json.loads(desk.lines()[-1])["detail"] == {"deploys": gone.id, "reports": first.digest}
    assert run("audit", "verify")[0] == 0


def test_a_report_goes_with_the_last_deploy_that_holds_it(desk: Desk) -> None:
    for number in range(3):
        desk.keep(over(number), [REPORT])
    assert desk.parts.retention.prune_history(NOON) == 3
    assert not desk.redis.exists(keys.report(REPORT.digest), keys.holders(REPORT.digest))


def test_a_report_that_no_deploy_came_to_hold_goes_after_a_day(desk: Desk) -> None:
    """As where newer evidence came while it was made; what is held stays, however often it is made anew."""
    other = replace(REPORT, score=1).sealed()
    for _ in range(2):
        desk.parts.archive.keep(other)
        desk.keep(over(1), [REPORT])
    assert 0 < desk.redis.ttl(keys.report(other.digest)) <= DAY.total_seconds()
    assert desk.redis.ttl(keys.report(REPORT.digest)) == -1


@pytest.mark.parametrize(
    "change",
    [
        {"changed_at": NOON - 729 * DAY},
        {"rules": replace(RULES, retention=3650 * DAY)},
        {"state": State.PENDING},
    ],
)
def test_a_deploy_stays_for_as_long_as_its_rules_say(desk: Desk, change: dict[str, object]) -> None:
    desk.keep(over(1, **change))
    assert desk.parts.retention.prune_history(NOON) == 0
    assert desk.lines() == []


def test_what_is_live_stays_however_old(desk: Desk) -> None:
    live = desk.keep(over(1))
    desk.redis.hset(keys.LIVE, keys.live_field(KEY.repository, KEY.environment), KEY.sha)
    assert desk.parts.retention.prune_history(NOON) == 0
    assert desk.redis.exists(keys.deploy(live.id))


def test_the_round_prunes_as_the_good_policy_says(desk: Desk) -> None:
    rules = {"production": replace(RULES, retention=DAY), "staging": replace(RULES, retention=36_500 * DAY)}
    desk.parts.archive.keep_policy("harbour/shop", Policy(rules))
    desk.append(entry(0), entry(1), entry(2))
    desk.keep(over(1))
    prune.run()
    assert [json.loads(line)["seq"] for line in desk.lines()] == [2, 3, 4, 5]
    prune.run()
    assert len(desk.lines()) == 4


def test_a_deploy_that_cannot_be_read_stays_and_holds_up_nobody(desk: Desk) -> None:
    desk.redis.set(keys.deploy("broken"), b"{}")
    desk.redis.zadd(keys.HISTORY, {"broken": 1, "gone": 2})
    desk.keep(over(1))
    assert desk.parts.retention.prune_history(NOON) == 1
    assert desk.redis.exists(keys.deploy("broken"))
