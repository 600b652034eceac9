"""Deploys come in by GitHub's webhooks, once each, and end when nothing waits for them any more."""

from collections.abc import Iterator

import pytest

from app.domain.deploy import Deploy, State
from sandbox.github import GitHubSandbox
from tests.eventually import eventually
from tests.stories.github.world import RULE_EVENT, SHOP, GitHubWorld

RUN = "GET /repos/{owner}/{repo}/actions/runs/{run_id}"


@pytest.fixture(scope="module")
def world(quiet_github: GitHubWorld) -> GitHubWorld:
    """Return one world for all stories here: each has a run of its own."""
    quiet_github.hub.add_environment(SHOP, "production", can_admins_bypass=True)
    quiet_github.hub.add_environment(SHOP, "staging")
    return quiet_github


@pytest.fixture
def hub(world: GitHubWorld) -> Iterator[GitHubSandbox]:
    yield world.hub
    world.hub.set_webhook(f"{world.web_url}/webhooks/github")


@pytest.fixture
def sha(world: GitHubWorld) -> str:
    return world.sample.routine.sha


def of_run(world: GitHubWorld, run_id: int) -> list[Deploy]:
    return [deploy for deploy in world.parts.archive.waiting() if deploy.key.run_id == str(run_id)]


def test_the_jobs_of_a_matrix_told_twice_are_one_deploy_that_links_to_the_run(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    hub.deliver_twice(event=RULE_EVENT)
    run_id = hub.run(SHOP, sha, jobs=("eu", "us", "asia"), actor="ana")
    deploy = world.deploy(sha, run_id)
    eventually(lambda: [each.status_code for each in hub.deliveries if each.event == RULE_EVENT] == [202] * 3)
    assert sorted(each.answer for each in hub.deliveries if each.event == RULE_EVENT) == [
        '{"new": false}',
        '{"new": true}',
        '{"new": true}',
    ]
    world.rests()
    assert [each.id for each in of_run(world, run_id)] == [deploy.id]
    assert deploy.request.actor == "ana"
    assert deploy.request.run_url == f"{hub.origin}/{SHOP}/actions/runs/{run_id}"
    eventually(lambda: not world.owes(run_id))


def test_what_was_cancelled_on_github_is_cancelled_here_and_its_card_says_so(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    deploy = world.held(sha, run_id)
    hub.cancel(SHOP, run_id)
    world.settles(deploy, State.CANCELLED)
    assert "it was cancelled on GitHub" in str(world.card(deploy).blocks)
    before = world.parts.archive.counts()
    assert world.post(world.payload_of(run_id)).status_code == 202  # replayed, as a new delivery
    world.rests()
    assert world.parts.archive.counts() == before


def test_a_job_that_an_administrator_lets_through_is_no_approval(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    deploy = world.held(sha, run_id)
    hub.bypass(SHOP, run_id, by="dee")
    after = world.settles(deploy, State.CANCELLED)
    assert after.detail == "was let through on GitHub by dee, without Airlock's approval"


def test_a_rerun_is_a_new_deploy_and_ends_the_old_one(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha)
    first = world.held(sha, run_id)
    hub.set_webhook(None)
    hub.cancel(SHOP, run_id)
    hub.set_webhook(f"{world.web_url}/webhooks/github")
    hub.rerun(SHOP, run_id, "bo")
    second = world.deploy(sha, run_id, attempt=2)
    assert second.request.actor == "bo"
    assert world.reaches(first, State.CANCELLED).detail == "was run again on GitHub, as attempt 2"
    assert hub.run_of(SHOP, run_id).verdict is None  # no answer meant for the first has hit the second


def test_an_environment_without_rules_stays_shut_and_github_shows_why_once(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    run_id = hub.run(SHOP, sha, environment="staging")
    eventually(lambda: hub.run_of(SHOP, run_id).comments)
    world.hurries(run_id, until=lambda: world.owes(run_id))
    (comment,) = hub.run_of(SHOP, run_id).comments
    assert "Airlock has no rules for `staging`; add it to .github/airlock.yml" in comment.text
    assert of_run(world, run_id) == []
    hub.cancel(SHOP, run_id)
    world.hurries(run_id, until=lambda: not world.owes(run_id))


@pytest.mark.parametrize(
    ("event", "deployed", "words"),
    [
        ("push", "c" * 40, "its deployment is of cccccccccccc"),
        ("pull_request", None, "a merge commit that nobody can review"),
    ],
)
def test_a_run_of_an_unclear_commit_stays_shut(
    world: GitHubWorld, sha: str, event: str, deployed: str | None, words: str
) -> None:
    hub = world.hub
    hub.lose_next_delivery(event=RULE_EVENT)
    run_id = hub.run(SHOP, sha, event=event)
    payload = world.payload_of(run_id)
    payload["deployment"]["sha"] = deployed or sha
    assert world.post(payload).status_code == 202
    eventually(lambda: hub.run_of(SHOP, run_id).comments)
    assert words in hub.run_of(SHOP, run_id).comments[0].text
    assert of_run(world, run_id) == []
    hub.cancel(SHOP, run_id)


def test_a_github_that_is_away_loses_no_deploy(world: GitHubWorld, hub: GitHubSandbox, sha: str) -> None:
    hub.fail_next(RUN, status=502, times=2)
    run_id = hub.run(SHOP, sha)
    world.hurries(run_id, until=lambda: of_run(world, run_id))


def test_a_webhook_that_is_faster_than_the_api_loses_no_deploy(
    world: GitHubWorld, hub: GitHubSandbox, sha: str
) -> None:
    hub.lose_next_delivery(event=RULE_EVENT)
    run_id = hub.run(SHOP, sha)
    payload = world.payload_of(run_id)
    payload["environment"] = "not-yet"
    world.post(payload)
    world.rests()
    assert world.owes(run_id)  # asked again for ten minutes
    assert of_run(world, run_id) == []


def test_a_repository_that_is_not_ours_is_dropped(world: GitHubWorld, hub: GitHubSandbox, sha: str) -> None:
    world.hub.add_repository("other/thing", world.sample.path)
    run_id = hub.run(SHOP, sha)
    deploy = world.deploy(sha, run_id)
    payload = world.payload_of(run_id)
    payload["repository"]["full_name"] = "other/thing"
    payload["deployment_callback_url"] = payload["deployment_callback_url"].replace(SHOP, "other/thing")
    before = world.parts.archive.counts()
    assert world.post(payload).status_code == 202
    eventually(lambda: not world.owes("other/thing"))
    assert (world.parts.archive.counts(), world.get(deploy).key.repository) == (before, SHOP)


def test_many_checks_that_end_on_a_commit_are_one_new_review(world: GitHubWorld, hub: GitHubSandbox) -> None:
    sha = world.sample.wording.sha
    deploy = world.held(sha, hub.run(SHOP, sha))
    body = {
        "action": "completed",
        "repository": {"full_name": SHOP},
        "check_run": {"head_sha": sha, "app": {"id": 1}},
    }
    for _ in range(5):
        assert world.post(body, "check_run").status_code == 202
    evidence = world.get(deploy).evidence
    world.hurry(sha)
    eventually(lambda: world.get(deploy).evidence > evidence)
    world.rests()
    assert world.get(deploy).evidence == evidence + 1
