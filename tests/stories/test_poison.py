"""What cannot be reviewed says so, is never called safe, and holds nobody else up."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app import wiring
from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.deploy import queued as new
from app.domain.report import Level
from blocks.card import APPROVE
from sandbox.sample.build import POLICY
from sandbox.sample.git import Git
from tests.eventually import eventually
from tests.stories.asking import ask, words_of
from tests.stories.world import BO, CY, World
from workers.review import TRIES

NOT_XML = json.dumps({"tests": [{"name": "junit.xml", "content": "<testsuite"}]}).encode()


def queued(world: World, environment: str = "production", path: Path | None = None) -> Deploy:
    key = Key(world.sample.repository, environment, world.sample.routine.sha)
    request = Request(key, world.sample.base, local_path=str(path or world.sample.path))
    return world.parts.gate.queue(request, datetime.now(UTC))[0]


def gone(world: World) -> None:
    world.sample.path.rename(world.sample.path.with_name("elsewhere"))


def check_not_held_up(world: World) -> None:
    other = world.waits(world.sample.wording)
    world.slack.click(BO, world.card(other), APPROVE)
    world.settles(other, State.LIVE)


def test_evidence_that_cannot_be_read_is_said_and_is_not_low(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.give(deploy, NOT_XML)
    after = world.settles(deploy, State.PENDING)
    assert after.summary is not None
    assert after.summary.level is not Level.LOW
    drawn = str(world.card(deploy).blocks)
    assert "junit.xml" in drawn
    assert "Could not be told" in drawn
    assert APPROVE in drawn, "people may decide all the same"
    check_not_held_up(world)


def test_a_repository_that_disappears_before_the_review_fails_with_its_name(world: World) -> None:
    deploy = queued(world, path=world.sample.path.with_name("nowhere"))
    failed = world.settles(deploy, State.FAILED)
    assert failed.detail == f"{world.sample.path}".replace("shop", "nowhere") + (
        " is not a directory; name a git checkout or a bare repository."
    )
    assert "nowhere is not a directory" in words_of(ask(world, BO, f"show {deploy.id}"))
    check_not_held_up(world)


def test_a_repository_that_disappears_after_it_leaves_a_card_that_says_so(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    gone(world)
    world.give(deploy, world.measured(world.sample.routine))
    after = world.settles(deploy, State.PENDING)
    assert after.summary is not None
    assert after.summary.revision == 2
    assert after.summary.level is not Level.LOW
    assert "is not a directory" in str(world.card(deploy).blocks)


def test_a_repository_that_disappears_before_the_promotion_is_asked_about_again(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    gone(world)
    world.slack.click(BO, world.card(deploy), APPROVE)
    eventually(lambda: world.get(deploy).stopped)
    asked = world.settles(deploy, State.PENDING)
    assert asked.approvals == ()
    assert "is not a directory" in str(world.card(deploy).blocks)
    assert world.ci.promotions == []


def test_a_review_that_breaks_off_every_time_is_put_before_people_as_high(world: World) -> None:
    """As the record stands after three workers have died over it; tests/stories/test_minding.py counts."""
    key = Key(world.sample.repository, "production", world.sample.routine.sha)
    fresh = new(Request(key, local_path=str(world.sample.path)), wiring.now())
    poisoned = replace(fresh, owed=tuple(replace(debt, breaks=TRIES) for debt in fresh.owed))
    redis = world.parts.redis
    redis.set(keys.deploy(poisoned.id), DEPLOY.dump_json(poisoned))
    redis.zadd(keys.DUE, {poisoned.id: 0})
    after = world.settles(poisoned, State.PENDING)
    assert after.summary is not None
    assert after.summary.level is Level.HIGH
    drawn = str(world.card(poisoned).blocks)
    assert "could not be reviewed (the review broke off 3 times)" in drawn
    assert APPROVE in drawn
    check_not_held_up(world)


def test_an_environment_that_the_policy_does_not_have(world: World) -> None:
    deploy = queued(world, environment="staging")
    world.settles(deploy, State.FAILED)
    assert "has production, not staging" in plain(world, deploy)
    check_not_held_up(world)


def test_a_policy_that_does_not_exist(world: World) -> None:
    git = Git(world.sample.path)
    git("rm", "--quiet", POLICY)
    git(
        "commit", "--quiet", "--message=No rules", GIT_AUTHOR_NAME="Cy", GIT_AUTHOR_EMAIL="cy@harbour.example"
    )
    deploy = queued(world)
    world.settles(deploy, State.FAILED)
    assert "it has no policy; add .github/airlock.yml to its default branch" in plain(world, deploy)
    assert world.slack.messages("#deploy-approval") == []


def plain(world: World, deploy: Deploy) -> str:
    """Return what /deploy show says of it, without the quotation marks."""
    said = words_of(ask(world, CY, f"show {deploy.id}"))
    return said.replace("\u02cb", "")  # which stand for backticks in foreign text
