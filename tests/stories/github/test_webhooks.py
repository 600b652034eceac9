"""Deploys come in by GitHub's webhooks, once each, whatever else comes in by them."""

from app.domain.deploy import State
from tests.stories.github.world import SHOP, GitHubWorld


def test_a_run_that_waits_becomes_a_deploy_with_a_card(github_world: GitHubWorld) -> None:
    world = github_world
    sha = world.sample.routine.sha
    run_id = world.hub.run(SHOP, sha, actor="ana")
    deploy = world.deploy(sha, run_id)
    assert deploy.request.actor == "ana"
    assert deploy.request.run_url == f"{world.hub.origin}/{SHOP}/actions/runs/{run_id}"
    world.reaches(deploy, State.PENDING)
    assert world.hub.violations == []
