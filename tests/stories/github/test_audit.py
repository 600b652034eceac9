"""The gate looks at itself: what is open on GitHub is told to the leads, once, and so is its mending."""

from collections.abc import Iterator

import pytest

from app.adapters import keys
from app.domain.alarm import Kind
from app.domain.deploy import State
from blocks.card import APPROVE
from sandbox.slack.message import Message
from tests.eventually import eventually
from tests.stories.github.world import SHOP, GitHubWorld
from tests.stories.world import BO, LEADS
from workers import audit


@pytest.fixture
def guarded(quiet_github: GitHubWorld) -> Iterator[GitHubWorld]:
    """Return the module's world with its gate shut and nothing told of it yet."""
    world = quiet_github
    world.hub.add_environment(SHOP, "production")
    world.parts.redis.delete(keys.ALARMS, keys.AUDITED)
    TOLD_BEFORE[id(world)] = len(world.slack.messages(LEADS))
    yield world
    world.rests()


TOLD_BEFORE: dict[int, int] = {}


def told(world: GitHubWorld) -> list[Message]:
    """Return what the leads have read in this story, oldest first."""
    return world.slack.messages(LEADS)[TOLD_BEFORE[id(world)] :]


def kept(world: GitHubWorld) -> list[Kind]:
    return [each.alarm.kind for each in world.parts.alarms.told()]


def test_an_open_gate_is_told_once_and_so_is_its_mending(guarded: GitHubWorld) -> None:
    world = guarded
    audit.run()
    assert told(world) == []  # all is well
    world.hub.add_environment(SHOP, "production", can_admins_bypass=True)
    audit.run()
    audit.run()
    (alarm,) = told(world)
    assert "Administrators may bypass the rules of production of harbour/shop" in alarm.text
    assert "Untick “Allow administrators to bypass" in alarm.text
    world.hub.add_environment(SHOP, "production")
    audit.run()
    audit.run()
    thread = [message.text for message in world.slack.thread(LEADS, alarm.ts)]
    assert thread == ["Mended: the last look did not find this any more."]
    assert kept(world) == []
    world.hub.add_environment(SHOP, "production", can_admins_bypass=True)
    audit.run()
    assert len(told(world)) == 2


def test_a_deployment_around_the_gate_is_told_with_who_and_where(guarded: GitHubWorld) -> None:
    world = guarded
    world.hub.add_environment(SHOP, "production", protected=False)
    world.hub.run(SHOP, world.sample.routine.sha, actor="cy")  # before Airlock looked first
    audit.run()
    assert kept(world) == [Kind.EMPTY]
    run = world.hub.run(SHOP, world.sample.risky.sha, actor="cy")
    audit.run()
    audit.run()
    alarm = told(world)[-1]
    sha = world.sample.risky.sha[:12]
    assert f"cy deployed {sha} to production of harbour/shop, and nobody had approved" in alarm.text
    assert f"{world.hub.origin}/{SHOP}/actions/runs/{run}" in str(alarm.blocks)
    assert sorted(kept(world)) == sorted([Kind.EMPTY, Kind.UNAPPROVED])


def test_who_starts_waiting_jobs_by_hand_is_named(guarded: GitHubWorld) -> None:
    world = guarded
    audit.run()
    run = world.hub.run(SHOP, world.sample.risky.sha)
    world.settles(world.deploy(world.sample.risky.sha, run), State.PENDING)
    world.hub.add_environment(SHOP, "production", can_admins_bypass=True)
    world.hub.bypass(SHOP, run, "dee")
    world.hub.add_environment(SHOP, "production")
    audit.run()
    (alarm,) = told(world)
    assert alarm.text.startswith("A deployment went around the gate: dee started jobs")


def test_what_was_approved_here_is_no_alarm(guarded: GitHubWorld) -> None:
    world = guarded
    audit.run()
    run = world.hub.run(SHOP, world.sample.routine.sha)
    deploy = world.settles(world.deploy(world.sample.routine.sha, run), State.PENDING)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.reaches(deploy, State.LIVE)
    audit.run()
    assert world.hub.run_of(SHOP, run).conclusion == "success"
    assert kept(world) == []


def test_an_alarm_whose_posting_is_in_doubt_is_looked_for_and_not_said_twice(
    guarded: GitHubWorld,
) -> None:
    world = guarded
    world.hub.add_environment(SHOP, "production", can_admins_bypass=True)
    world.slack.fail_next("chat.postMessage", drop="after")
    audit.run()
    (lost,) = world.parts.alarms.told()
    assert (lost.in_doubt, lost.ts) == (True, None)
    audit.run()
    assert len(told(world)) == 1
    assert world.parts.alarms.told()[0].ts == told(world)[0].ts


def test_the_clock_has_the_gate_looked_at(guarded: GitHubWorld) -> None:
    world = guarded
    world.hub.add_environment(SHOP, "production", enabled=False)
    world.parts.inbox.hold_round(audit.ROUND, 0.0)
    eventually(lambda: told(world))
    assert "Airlock is switched off for production of harbour/shop" in told(world)[0].text
    world.rests()


def test_two_audits_at_once_are_one(guarded: GitHubWorld) -> None:
    world = guarded
    world.hub.add_environment(SHOP, "production", enabled=False)
    with world.parts.inbox.lease(audit.ROUND) as is_ours:
        assert is_ours
        audit.run()
    assert kept(world) == []
