"""Promotion through the CI: once per approval, and the truth about it on the card."""

from datetime import timedelta

import pytest

from app.domain.deploy import Deploy, State
from blocks.card import APPROVE
from sandbox.ci.fault import Kind
from tests.stories.conftest import Worlds
from tests.stories.world import BO, DEPLOYS, World


def approved(world: World) -> Deploy:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    return deploy


def test_a_failed_promotion_is_told_on_the_card_and_announced_nowhere(world: World) -> None:
    world.ci.fail_next(Kind.FAIL, detail="smoke test /checkout answered 500")
    deploy = world.settles(approved(world), State.FAILED)
    assert "Promotion failed: smoke test /checkout answered 500" in world.card(deploy).text
    assert "smoke test /checkout answered 500" in world.thread(deploy)[-1].text
    assert world.slack.messages(DEPLOYS) == []


@pytest.mark.parametrize("kind", [Kind.DROP_AFTER, Kind.DROP_BEFORE, Kind.ERROR])
def test_an_answer_that_is_lost_starts_nothing_twice(world: World, kind: Kind) -> None:
    world.ci.fail_next(kind)
    deploy = world.settles(approved(world), State.LIVE)
    assert [promotion.started for promotion in world.ci.promotions] == [1]
    assert len(world.slack.messages(DEPLOYS)) == 1
    assert world.get(deploy).detail is None


def test_a_refusal_by_the_ci_fails_with_its_words(world: World) -> None:
    world.ci.fail_next(Kind.REFUSE)
    deploy = world.settles(approved(world), State.FAILED)
    assert "refused with" in world.card(deploy).text


def test_a_refusal_after_an_answer_that_was_lost_is_no_proof_that_nothing_began(world: World) -> None:
    world.ci.fail_next(Kind.MUTE)
    world.ci.fail_next(Kind.DROP_AFTER)
    world.ci.fail_next(Kind.REFUSE)
    world.settles(approved(world), State.LIVE)
    assert [promotion.started for promotion in world.ci.promotions] == [1]


def test_a_ci_that_never_reports_back_is_asked(world: World) -> None:
    world.ci.fail_next(Kind.MUTE)
    deploy = approved(world)
    world.settles(deploy, State.LIVE)


def test_a_ci_that_says_live_twice_is_announced_once(world: World) -> None:
    world.ci.fail_next(Kind.LIVE_TWICE)
    world.settles(approved(world), State.LIVE)
    assert len(world.slack.messages(DEPLOYS)) == 1


def test_word_that_comes_before_the_answer_counts(world: World) -> None:
    world.ci.fail_next(Kind.REPORT_FIRST)
    world.settles(approved(world), State.LIVE)
    assert len(world.slack.messages(DEPLOYS)) == 1


def test_a_ci_that_falls_silent_fails_within_the_policys_time(worlds: Worlds) -> None:
    world = worlds(takes=timedelta(minutes=5), within="5s")
    deploy = world.settles(approved(world), State.FAILED)
    assert "fell silent" in world.card(deploy).text
