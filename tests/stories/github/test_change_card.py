"""The card shows what GitHub has: a rollback as one, and nothing before GitHub has told."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.adapters.gitprogram import Git
from app.domain.deploy import Key, Promotion, Request, State, queued
from tests.stories.github.world import SHOP, GitHubWorld

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DEPLOYMENTS = "GET /repos/{owner}/{repo}/deployments"


def goes_live(world: GitHubWorld, sha: str) -> None:
    """Have a commit deployed past Airlock."""
    assert world.parts.github is not None
    api = world.parts.github.door.of(SHOP)
    body = {"ref": sha, "environment": "production", "auto_merge": False, "required_contexts": []}
    made = api.post(f"/repos/{SHOP}/deployments", body)
    api.post(f"/repos/{SHOP}/deployments/{made['id']}/statuses", {"state": "success"})


def was_live(world: GitHubWorld, sha: str) -> None:
    """Write down that it went live through Airlock once."""
    deploy = queued(Request(Key(SHOP, "production", sha, "before")), AT)
    deploy = replace(deploy, state=State.LIVE, promotion=Promotion(AT, ended_at=AT), owed=())
    world.parts.redis.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
    world.parts.redis.zadd(keys.HISTORY, {deploy.id: AT.timestamp()})
    world.parts.redis.zadd(keys.by_environment(deploy.key.environment), {deploy.id: AT.timestamp()})


def taken_back(world: GitHubWorld, newer: str) -> int:
    between = f"{world.sample.base}..{newer}"
    return int(Git(world.sample.path).read("rev-list", "--count", between, problem=between))


def test_a_rollback_is_shown_as_one_once_github_has_told(github_world: GitHubWorld) -> None:
    world, hub = github_world, github_world.hub
    newer = world.sample.routine
    was_live(world, world.sample.base)
    goes_live(world, newer.sha)
    hub.fail_next(DEPLOYMENTS, status=502)
    run_id = hub.run(SHOP, world.sample.base)
    deploy = world.held(world.sample.base, run_id)
    assert deploy.summary is not None
    assert (deploy.summary.live, deploy.summary.base) == (newer.sha, newer.sha)
    assert deploy.summary.takes_back == taken_back(world, newer.sha)
    assert "Roll back harbour/shop in production" in json.dumps(world.card(deploy).blocks)
    assert 502 in [call.status for call in hub.requests if f"{call.method} {call.path}" == DEPLOYMENTS]
    assert hub.violations == []
