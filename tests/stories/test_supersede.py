"""A newer commit that contains an older one takes its place, unless somebody has decided."""

from dataclasses import replace

from app.domain.deploy import Deploy, State
from blocks.card import APPROVE, REJECT
from sandbox.sample import Candidate
from sandbox.sample.git import Git
from tests.eventually import eventually
from tests.stories.test_decisions import REASON, reason
from tests.stories.world import BO, CY, World


def descendant(world: World, older: Candidate) -> Candidate:
    """Return the same change with one more commit on top."""
    git = Git(world.sample.path)
    git("switch", "--quiet", "--detach", older.sha)
    author = {"GIT_AUTHOR_NAME": "Ana Lima", "GIT_AUTHOR_EMAIL": older.author}
    git("commit", "--quiet", "--allow-empty", "--message=One thing more", **author)
    sha = git("rev-parse", "HEAD")
    git("switch", "--quiet", world.sample.branch)
    return replace(older, sha=sha)


def rejected(world: World, candidate: Candidate) -> Deploy:
    deploy = world.waits(candidate)
    world.slack.click(BO, world.card(deploy), REJECT)
    world.slack.submit(BO, reason(REASON))
    return world.settles(deploy, State.REJECTED)


def test_a_newer_commit_takes_the_place_of_one_that_it_contains(world: World) -> None:
    older = world.waits(world.sample.routine)
    old_card = world.card(older)
    newer = world.waits(descendant(world, world.sample.routine))
    world.settles(older, State.SUPERSEDED)
    assert f"Superseded by deploy `{newer.id}`" in world.card(older).text
    assert APPROVE not in str(world.card(older).blocks)
    for button in (APPROVE, REJECT):
        assert world.slack.click(BO, old_card, button).acked
    world.tells(BO, f"superseded by {newer.id}; decide on that one")
    assert world.slack.view(BO) is None
    assert world.ci.promotions == []
    world.slack.click(CY, world.card(newer), APPROVE)
    world.settles(newer, State.LIVE)


def test_a_card_links_to_the_newer_one_though_that_comes_later(world: World) -> None:
    older = world.waits(world.sample.routine)
    world.slack.fail_next("chat.postMessage", drop="before", times=100)
    newer = world.queue(descendant(world, world.sample.routine))
    world.reaches(older, State.SUPERSEDED)
    eventually(lambda: "Superseded" in world.card(older).text)
    world.slack.stop_failing()
    world.settles(older, State.SUPERSEDED)
    card = world.get(newer).card
    assert card is not None
    assert card.link
    assert card.link in str(world.card(older).blocks)


def test_a_parallel_branch_waits_beside_it(world: World) -> None:
    older = world.waits(world.sample.routine)
    world.waits(world.sample.wording)
    world.settles(older, State.PENDING)


def test_an_older_commit_that_comes_later_takes_no_place(world: World) -> None:
    newer = world.waits(descendant(world, world.sample.routine))
    world.waits(world.sample.routine)
    world.settles(newer, State.PENDING)


def test_a_decision_stands(world: World) -> None:
    older = rejected(world, world.sample.routine)
    world.waits(descendant(world, world.sample.routine))
    assert world.settles(older, State.REJECTED) == older


def test_what_went_live_last_is_what_the_next_is_measured_against(world: World) -> None:
    first = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(first), APPROVE)
    world.settles(first, State.LIVE)
    second = world.waits(descendant(world, world.sample.routine))
    world.slack.click(BO, world.card(second), APPROVE)
    world.settles(second, State.LIVE)
    world.parts.gate.look(first.id, second.queued_at)
    assert world.parts.archive.live("harbour/shop", "production") == second.key.sha
