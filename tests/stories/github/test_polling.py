"""Without any webhook, looking around finds the same deploys, and what has become of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters import keys
from app.domain.deploy import Deploy, Key, Request, State
from sandbox.github import GitHubSandbox
from tests.eventually import eventually
from tests.stories.github.world import RULE_EVENT, SHOP, GitHubWorld
from workers import clock

RUNS = "GET /repos/{owner}/{repo}/actions/runs"
POLL, REDELIVER = "workers.poll.run", "workers.redeliver.run"


@pytest.fixture
def hub(quiet_github: GitHubWorld) -> Iterator[GitHubSandbox]:
    quiet_github.hub.set_webhook(None)
    yield quiet_github.hub
    for run in quiet_github.hub.runs(SHOP):
        if run.waiting:
            quiet_github.hub.cancel(SHOP, run.id)


@pytest.fixture
def world(quiet_github: GitHubWorld) -> GitHubWorld:
    return quiet_github


@pytest.fixture
def sha(quiet_github: GitHubWorld) -> str:
    return quiet_github.sample.routine.sha


def of_run(world: GitHubWorld, run_id: int) -> list[Deploy]:
    return [deploy for deploy in world.parts.archive.waiting() if deploy.key.run_id == str(run_id)]


def asked(hub: GitHubSandbox, path: str) -> list[int]:
    return [call.status for call in hub.requests if f"{call.method} {call.path}" == path]


def test_a_waiting_run_is_found_and_what_has_not_changed_is_not_sent_again(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha, jobs=("eu", "us"))
    world.does(POLL)
    (deploy,) = of_run(world, run_id)
    assert (deploy.request.actor, deploy.key.sha) == ("ana", sha)
    world.held(sha, run_id)  # what is said on the run meanwhile is a change of it
    world.does(POLL)
    world.does(POLL)
    assert asked(hub, RUNS)[-1] == 304


def test_both_entrances_at_once_make_one_deploy(world: GitHubWorld, hub: GitHubSandbox, sha: str) -> None:
    hub.set_webhook(f"{world.web_url}/webhooks/github")
    run_id = hub.run(SHOP, sha)
    world.does(POLL)
    eventually(lambda: of_run(world, run_id) and not world.owes(run_id))
    assert len(of_run(world, run_id)) == 1


def test_what_waits_no_more_ends_here_without_a_webhook(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    world.does(POLL)
    deploy = world.held(sha, run_id)
    hub.cancel(SHOP, run_id)
    world.does(POLL)
    assert world.settles(deploy, State.CANCELLED).detail == "was cancelled on GitHub"


def test_a_repository_that_fails_does_not_hold_up_the_others(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    hub.add_repository("anchor/fails", world.sample.path)
    hub.install("anchor/fails")
    run_id = hub.run(SHOP, sha)
    world.parts.redis.delete(keys.TURN)  # the one that fails comes first
    hub.fail_next(RUNS, status=502)
    world.does(POLL)
    assert 502 in asked(hub, RUNS)
    assert len(of_run(world, run_id)) == 1


def test_a_rate_limit_is_heeded(world: GitHubWorld, hub: GitHubSandbox) -> None:
    redis = world.parts.redis
    redis.delete(keys.round_of("poll"))
    hub.fail_next(RUNS, status=429, retry_after=90)
    world.does(POLL)
    assert 60 < redis.ttl(keys.round_of("poll")) <= 90
    world.parts.inbox.begin_round("poll", POLL, timedelta(seconds=1))
    assert world.parts.queue.count == 0


def test_a_suspended_installation_is_left_alone_and_found_again(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    installation = hub.install(SHOP)
    hub.suspend(installation)
    world.does(POLL)
    assert of_run(world, run_id) == []
    hub.unsuspend(installation)
    world.does(POLL)
    assert len(of_run(world, run_id)) == 1


def test_a_repository_that_was_renamed_has_the_same_deploys(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    world.does(POLL)
    deploy = world.held(sha, run_id)
    hub.rename(SHOP, "harbour/store")
    world.does(POLL)
    assert [each.id for each in of_run(world, run_id)] == [deploy.id]
    hub.cancel("harbour/store", run_id)
    world.does(POLL)
    assert world.settles(deploy, State.CANCELLED).detail == "was cancelled on GitHub"
    hub.rename("harbour/store", SHOP)


def test_what_somebody_queued_elsewhere_by_a_runs_id_does_not_pass_for_the_run(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    key = Key("harbour/elsewhere", "production", sha, str(run_id))
    lie = Request(key, world.sample.base, local_path=str(world.sample.path))
    world.parts.gate.queue(lie, datetime.now(UTC))
    world.does(POLL)
    assert {each.key.repository for each in of_run(world, run_id)} == {SHOP, "harbour/elsewhere"}


def test_only_one_looks_around_at_a_time(world: GitHubWorld, hub: GitHubSandbox, sha: str) -> None:
    with world.parts.inbox.lease("poll") as is_ours:
        run_id = hub.run(SHOP, sha)
        world.does(POLL)
        assert is_ours
        assert of_run(world, run_id) == []
    world.does(POLL)
    assert len(of_run(world, run_id)) == 1


def test_a_lost_webhook_is_asked_for_once(world: GitHubWorld, hub: GitHubSandbox, sha: str) -> None:
    hub.set_webhook(f"{world.web_url}/webhooks/github")
    hub.lose_next_delivery(event=RULE_EVENT)
    run_id = hub.run(SHOP, sha)
    lost = next(each for each in reversed(hub.deliveries) if each.event == RULE_EVENT)
    world.rests()
    assert of_run(world, run_id) == []
    hub.fail_next("POST /app/hook/deliveries/{delivery_id}/attempts", status=502)
    world.does(REDELIVER)
    assert of_run(world, run_id) == []
    world.does(REDELIVER)
    world.deploy(sha, run_id)
    world.does(REDELIVER)
    eventually(lambda: all(each.is_over for each in hub.deliveries))
    assert len([each for each in hub.deliveries if each.guid == lost.guid]) == 2


def test_the_clock_begins_each_round_when_its_time_has_come(world: GitHubWorld) -> None:
    redis = world.parts.redis
    redis.delete(keys.round_of("redeliver"))
    eventually(lambda: redis.exists(keys.round_of("redeliver")))
    assert redis.ttl(keys.round_of("redeliver")) > clock.REDELIVER.total_seconds() - 60
    assert not redis.exists(keys.round_of("poll")) or redis.get(keys.round_of("poll")) == b"held"
    world.rests()
