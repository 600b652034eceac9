"""What was deployed around the gate is found, and nothing else is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.domain.alarm import Alarm, Aspect, Cursor, Kind, Place
from app.domain.deploy import Decision, Deploy, Key
from tests.stories.github.town import Town
from tests.unit.example import APPROVED, PENDING, SHA

OTHER = "c" * 40
LANE = "acme/shop production"
DEPLOYMENTS = Place(Aspect.DEPLOYMENTS, "acme/shop", "production")
START = {LANE: Cursor(0)}


@pytest.fixture
def open_town(town: Town) -> Iterator[Town]:
    """Return a town where no job waits, whatever the policy says."""
    town.hub.add_environment(town.name, protected=False)
    yield town
    assert not town.hub.violations


def strays(town: Town, cursors: dict[str, Cursor] | None = None) -> tuple[Alarm, ...]:
    return town.look(START if cursors is None else cursors).seen[DEPLOYMENTS]


def keep(redis: Redis, deploy: Deploy, run: int | str, at: datetime | None = None, **key: Any) -> None:
    """Put a deploy into the record, approved at `at`."""
    named = replace(Key("acme/shop", "production", SHA, str(run)), **key)
    decision = Decision("U0BO000001", at, None, "approver") if at else deploy.decision
    kept = replace(deploy, id=named.deploy_id, request=replace(deploy.request, key=named), decision=decision)
    redis.set(keys.deploy(kept.id), DEPLOY.dump_json(kept))
    redis.zadd(keys.HISTORY, {kept.id: 1.0})
    redis.zadd(keys.by_environment(kept.key.environment), {kept.id: 1.0})


def test_the_first_look_only_remembers_where_it_stands(open_town: Town) -> None:
    open_town.hub.run(open_town.name, SHA)
    look = open_town.look()
    assert look.seen[DEPLOYMENTS] == ()
    newest = open_town.hub.deployments(open_town.name)[0].id
    assert look.cursors == {LANE: Cursor(newest)}
    assert strays(open_town, dict(look.cursors)) == ()


def test_what_waits_at_one_look_and_starts_before_the_next_is_found(town: Town) -> None:
    town.hub.add_environment(town.name, can_admins_bypass=True)
    run = town.hub.run(town.name, SHA)
    first = town.look()
    assert [len(cursor.open) for cursor in first.cursors.values()] == [1]
    town.hub.bypass(town.name, run, "dee")
    (alarm,) = strays(town, dict(first.cursors))
    assert alarm.kind is Kind.UNAPPROVED
    assert town.look(first.cursors).cursors[LANE].open == ()


def test_what_was_rejected_is_no_deployment(town: Town) -> None:
    run = town.hub.run(town.name, SHA)
    cursors = dict(town.look().cursors)
    town.hub.cancel(town.name, run)
    assert strays(town, cursors) == ()


def test_a_deployment_that_is_gone_is_not_waited_for(open_town: Town) -> None:
    look = open_town.look({LANE: Cursor(5, (4,))})
    assert (look.seen[DEPLOYMENTS], look.cursors[LANE]) == ((), Cursor(5))


NOW = timedelta(0)
CASES: dict[str, tuple[timedelta | None, dict[str, str], bool]] = {
    "approved": (NOW, {}, False),
    "approved-for-another-run": (NOW, {"run_id": "1"}, False),
    "approved-by-a-clock-that-is-ahead": (timedelta(minutes=1), {}, False),
    "approved-afterwards": (timedelta(hours=1), {"run_id": "1"}, True),
    "never-approved": (None, {"run_id": "1"}, True),
    "another-commit": (NOW, {"sha": OTHER, "run_id": "1"}, True),
    "another-place": (NOW, {"environment": "staging"}, True),
    "another-repository": (NOW, {"repository": "acme/store"}, True),
}


@pytest.mark.parametrize("name", CASES)
def test_only_an_approval_of_that_commit_for_that_place_before_it_began_covers_it(
    open_town: Town, name: str
) -> None:
    after, key, is_alarm = CASES[name]
    run = open_town.hub.run(open_town.name, SHA, actor="cy")
    at = datetime.now(UTC) + after if after is not None else None
    keep(open_town.redis, APPROVED if at else PENDING, run, at, **key)
    found = [alarm.kind for alarm in strays(open_town)]
    assert found == ([Kind.UNAPPROVED] if is_alarm else [])


def test_jobs_started_while_their_own_deploy_waits_are_a_bypass_though_the_commit_was_approved_once(
    town: Town,
) -> None:
    town.hub.add_environment(town.name, can_admins_bypass=True)
    run = town.hub.run(town.name, SHA)
    keep(town.redis, APPROVED, "1", datetime.now(UTC))
    keep(town.redis, PENDING, run)
    town.hub.bypass(town.name, run, "dee")
    (alarm,) = strays(town)
    assert alarm.kind is Kind.BYPASSED
    assert alarm.words.startswith("dee started jobs that deploy aaaaaaaaaaaa to production of acme/shop")
    assert alarm.link == f"{town.hub.origin}/acme/shop/actions/runs/{run}"


@pytest.mark.parametrize("approved", [1, 2])
def test_a_rerun_that_goes_around_the_gate_is_not_covered_by_the_attempt_before(
    town: Town, approved: int
) -> None:
    town.hub.add_environment(town.name, can_admins_bypass=True)
    run = town.hub.run(town.name, SHA)
    keep(town.redis, APPROVED, run, datetime.now(UTC))
    town.hub.bypass(town.name, run, "dee")
    town.hub.finish(town.name, run)
    town.hub.rerun(town.name, run, "cy")
    town.hub.pass_time(timedelta(seconds=5))
    at = datetime.now(UTC)
    again = replace(APPROVED if approved == 2 else PENDING, queued_at=at + timedelta(seconds=2))
    keep(town.redis, again, run, at if approved == 2 else None, run_attempt=2)
    town.hub.bypass(town.name, run, "dee")
    assert [alarm.kind for alarm in strays(town)] == ([] if approved == 2 else [Kind.BYPASSED])


def test_the_jobs_of_a_matrix_are_one_alarm_and_another_run_is_another(open_town: Town) -> None:
    open_town.hub.run(open_town.name, SHA, jobs=("eu", "us", "asia"))
    open_town.hub.run(open_town.name, SHA)
    assert len(strays(open_town)) == 2


@pytest.mark.parametrize("kind", ["github-deployment", "github-workflow"])
def test_where_github_holds_nothing_back_the_workflow_is_to_ask(open_town: Town, kind: str) -> None:
    open_town.rules.kind = kind
    open_town.hub.run(open_town.name, SHA, actor="cy")
    (alarm,) = strays(open_town)
    assert alarm.words == (
        "cy deployed aaaaaaaaaaaa to production of acme/shop, and nobody had approved that commit in Airlock."
    )
    assert "Have the workflow ask for the approval" in alarm.mend


@pytest.mark.parametrize("kind", ["webhook", None])
def test_what_is_not_promoted_on_github_is_not_looked_at(open_town: Town, kind: str | None) -> None:
    open_town.rules.kind = kind
    open_town.hub.run(open_town.name, SHA)
    look = open_town.look(START)
    assert [alarm for alarms in look.seen.values() for alarm in alarms] == []
    assert look.unruled == (() if kind else ("acme/shop",))


def test_a_look_that_breaks_off_moves_nothing_on(open_town: Town) -> None:
    open_town.hub.run(open_town.name, SHA)
    open_town.hub.fail_next("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", status=502)
    look = open_town.look(START)
    assert [alarm.kind for alarm in look.seen[DEPLOYMENTS]] == [Kind.UNCHECKED]
    assert look.cursors == {}
