"""A yes or a no in Slack reaches what waits on GitHub; the card tells what GitHub then says."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.deploy import Deploy, Key, Request, State
from app.domain.effect import Effect
from app.domain.event import EvidenceGiven
from app.domain.quorum import quorum
from blocks.card import APPROVE, REJECT
from blocks.decision import REASON_BLOCK, REASON_INPUT
from sandbox.github import GitHubSandbox
from sandbox.github.actions.deployment import Deployment
from sandbox.github.installation import APP_PERMISSIONS
from tests.eventually import eventually
from tests.stories.conftest import emptied
from tests.stories.github.world import SHOP, GitHubWorld, with_github
from tests.stories.world import BO, CY, DEPLOYS
from tests.unit.github.snippet import check

RUN = "/repos/{owner}/{repo}/actions/runs/{run_id}"
STAGING = {"promote": {"kind": "github-deployment"}, "approvals": {"medium": 1, "high": 1}}
CALLBACK = f"POST {RUN}/deployment_protection_rule"


@pytest.fixture(scope="module")
def world(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubWorld]:
    """Return one world for all stories here: each has a run of its own."""
    directory = tmp_path_factory.mktemp("promotion")
    with ExitStack() as stack:
        env = stack.enter_context(pytest.MonkeyPatch.context())
        redis = stack.enter_context(emptied(redis_url))
        rules: dict[str, Any] = {"approvals": {"medium": 1, "high": 1}, "staging": STAGING}
        yield stack.enter_context(with_github(redis, redis_url, directory, env, **rules))


@pytest.fixture
def hub(world: GitHubWorld) -> Iterator[GitHubSandbox]:
    world.hub.takes = timedelta(milliseconds=20)
    yield world.hub
    world.hub.back()
    assert world.hub.violations == []


def waiting(world: GitHubWorld, *jobs: str) -> Deploy:
    """Have a run wait until one more yes is enough; a commit that is live already asks for two in all."""
    sha = world.sample.routine.sha
    deploy = world.held(sha, world.hub.run(SHOP, sha, jobs=jobs or ("deploy",), actor="dee"))
    if quorum(deploy, ()).need > 1:
        world.slack.click(CY, world.card(deploy), APPROVE)
    return world.settles(deploy, State.PENDING)


def approve(world: GitHubWorld, deploy: Deploy) -> None:
    world.slack.click(BO, world.card(deploy), APPROVE)


def reject(world: GitHubWorld, deploy: Deploy, reason: str) -> None:
    world.slack.click(BO, world.card(deploy), REJECT)
    world.slack.submit(BO, {REASON_BLOCK: {REASON_INPUT: reason}})


def test_a_yes_lets_the_run_go_on_and_everybody_is_told_once_it_is_live(
    world: GitHubWorld, hub: GitHubSandbox
) -> None:
    hub.takes = None
    deploy = waiting(world, "eu", "us", "asia")
    run_id = int(deploy.key.run_id)
    approve(world, deploy)
    world.reaches(deploy, State.PROMOTING)
    hub.add_jobs(SHOP, run_id, "late")
    hub.finish(SHOP, run_id)
    hub.wait_for(lambda: not hub.run_of(SHOP, run_id).waiting)
    assert world.get(deploy).state is State.PROMOTING
    hub.finish(SHOP, run_id)
    live = world.settles(deploy, State.LIVE)
    run = hub.run_of(SHOP, run_id)
    card = live.card
    assert card
    assert card.link
    assert [review.state for review in run.reviews] == ["approved", "approved"]
    assert card.link in (run.verdict_comment or "")
    assert run.comments[0].text.startswith(f"Waits for approval in Slack: [the card]({card.link}). Risk")
    assert live.promotion
    assert live.promotion.url == f"{hub.origin}/{SHOP}/actions/runs/{run_id}"
    assert "Live since" in world.card(deploy).text
    assert deploy.key.sha[:12] in world.slack.messages(DEPLOYS)[-1].text
    (check,) = (each for each in hub.check_runs(SHOP, deploy.key.sha) if each.external_id == deploy.id)
    assert (check.name, check.conclusion, check.details_url) == ("Airlock / production", "success", card.link)


def test_a_no_ends_the_run_with_its_reason(world: GitHubWorld, hub: GitHubSandbox) -> None:
    deploy = waiting(world)
    reject(world, deploy, "The cart loses its coupon.")
    world.settles(deploy, State.REJECTED)
    run = hub.run_of(SHOP, int(deploy.key.run_id))
    assert (run.verdict, run.status) == ("rejected", "completed")
    assert "The cart loses its coupon." in (run.verdict_comment or "")


def test_while_github_is_away_the_deploy_waits_and_then_goes_on(
    world: GitHubWorld, hub: GitHubSandbox
) -> None:
    deploy = waiting(world)
    hub.away()
    approve(world, deploy)
    world.reaches(deploy, State.APPROVED)
    eventually(lambda: (debt := world.get(deploy).debt(Effect.PROMOTE)) and debt.problem)
    assert "promotion is starting" in world.card(deploy).text
    hub.back()
    world.settles(deploy, State.LIVE)


def test_a_permission_that_is_missing_keeps_it_shut_until_somebody_gives_it(
    world: GitHubWorld, hub: GitHubSandbox
) -> None:
    deploy = waiting(world)
    hub.install(SHOP, {**APP_PERMISSIONS, "deployments": "read"})
    approve(world, deploy)
    eventually(lambda: "give the App deployments=write" in str(world.card(deploy).blocks))
    run = hub.run_of(SHOP, int(deploy.key.run_id))
    assert (run.status, run.reviews) == ("waiting", ())
    hub.install(SHOP, APP_PERMISSIONS)
    world.does("workers.promote.run", deploy.id, Effect.PROMOTE)  # as a minute later by itself
    world.settles(deploy, State.LIVE)


def test_what_cannot_be_mended_ends_the_run_and_is_told_on_the_card(
    world: GitHubWorld, hub: GitHubSandbox
) -> None:
    deploy = waiting(world)
    hub.fail_next(CALLBACK, status=422)
    approve(world, deploy)
    world.settles(deploy, State.FAILED)
    run = hub.run_of(SHOP, int(deploy.key.run_id))
    assert (run.verdict, run.status) == ("rejected", "completed")
    assert "GitHub refused POST" in (run.verdict_comment or "")
    assert "Promotion failed: GitHub refused POST" in world.card(deploy).text


def test_a_deployment_is_made_after_the_yes_and_its_workflow_checks_the_approval(
    world: GitHubWorld, hub: GitHubSandbox
) -> None:
    refused: list[str | None] = []

    def checked(made: Deployment) -> str | None:
        refused.append(
            check(made.payload, world.parts.keyring.signing.public.pem, SHOP, made.sha, made.environment)
        )
        return refused[-1]

    hub.on_deployment(SHOP, check=checked)
    key = Key(SHOP, "staging", world.sample.routine.sha, "nightly")
    deploy, _ = world.parts.gate.queue(Request(key), datetime.now(UTC))
    world.parts.gate.handle(deploy.id, EvidenceGiven(datetime.now(UTC)))
    world.settles(deploy, State.PENDING)
    card = world.card(deploy)
    for who in (CY, BO):  # one is enough where the authors are known
        world.slack.click(who, card, APPROVE)
    world.settles(deploy, State.LIVE)
    (made,) = hub.deployments(SHOP, "staging")
    assert (made.sha, refused) == (key.sha, [None])
    assert [status.state for status in made.statuses][-1] == "success"
