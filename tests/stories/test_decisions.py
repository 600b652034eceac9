"""Approve and Reject, over the real protocols."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.deploy import Deploy, State
from blocks.card import APPROVE, REJECT
from blocks.decision import REASON_BLOCK, REASON_INPUT
from sandbox.slack.people import Group
from sandbox.slack.seed import SEED
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.world import ANA, BO, CY, DEE, DEPLOYS, GIL, LEADS, World

REASON = "The coupon is lost when the cart is edited."


def reason(words: str) -> dict[str, dict[str, str]]:
    return {REASON_BLOCK: {REASON_INPUT: words}}


def shown(world: World, deploy: Deploy) -> str:
    card = world.card(deploy)
    return f"{card.text} {card.blocks}"


def has_buttons(world: World, deploy: Deploy) -> bool:
    return APPROVE in str(world.card(deploy).blocks)


def test_a_colleague_approves_and_the_commit_goes_live(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    live = world.settles(deploy, State.LIVE)
    assert live.decision is not None
    assert (live.decision.by, live.decision.rule) == (BO, "approver as @release-owners")
    assert [promotion.payload.sha for promotion in world.ci.promotions] == [world.sample.routine.sha]
    assert world.sample.routine.sha[:12] in world.slack.messages(DEPLOYS)[0].text
    assert world.slack.messages(LEADS) == []
    assert "Live since" in shown(world, deploy)
    assert not has_buttons(world, deploy)


def test_a_rejection_asks_for_its_reason_and_puts_it_into_the_thread(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    assert world.slack.click(BO, world.card(deploy), REJECT).acked
    assert world.slack.submit(BO, reason("   ")) == {
        REASON_BLOCK: "Say why in a sentence; others will read it."
    }
    assert world.get(deploy).state is State.PENDING
    assert world.slack.submit(BO, reason(REASON)) is None
    rejected = world.settles(deploy, State.REJECTED)
    assert rejected.decision is not None
    assert rejected.decision.reason == REASON
    assert REASON in world.thread(deploy)[-1].text
    assert f"Rejected by <@{BO}>" in shown(world, deploy)
    assert not has_buttons(world, deploy)
    assert world.ci.promotions == []


def test_a_reason_cannot_mention_anybody(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), REJECT)
    world.slack.submit(BO, reason("no <!channel> *ever* " + "x" * 900))
    world.settles(deploy, State.REJECTED)
    assert "<!channel>" not in world.thread(deploy)[-1].text


def test_two_people_at_the_same_instant_make_one_decision(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    card = world.card(deploy)
    with ThreadPoolExecutor() as pool:
        clicks = [pool.submit(world.slack.click, user, card, APPROVE) for user in (BO, CY)]
        assert all(click.result().acked for click in clicks)
    live = world.settles(deploy, State.LIVE)
    assert live.decision is not None
    first, second = (BO, CY) if live.decision.by == BO else (CY, BO)
    world.tells(second, f"approved by <@{first}>")
    assert world.slack.ephemerals(first) == []
    assert len(world.ci.promotions) == 1


def test_a_click_on_a_decided_card_is_answered_privately(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    old = world.card(deploy)
    world.slack.click(BO, old, REJECT)
    world.slack.submit(BO, reason(REASON))
    world.settles(deploy, State.REJECTED)
    for button in (APPROVE, REJECT):
        assert world.slack.click(CY, old, button).acked
    world.tells(CY, f"Already rejected by <@{BO}>")
    assert world.slack.view(CY) is None


def test_a_modal_that_comes_too_late_says_so_and_stays_open(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), REJECT)
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)
    errors = world.slack.submit(BO, reason(REASON))
    assert errors is not None
    assert "Already live, approved by somebody else" in errors[REASON_BLOCK]


def test_the_author_cannot_approve_and_is_told_why(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(ANA, world.card(deploy), APPROVE)
    world.tells(ANA, "You wrote a commit in this deploy")
    assert world.get(deploy).state is State.PENDING


def test_who_queued_it_cannot_approve(world: World) -> None:
    deploy = world.waits(world.sample.routine, actor=BO)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.tells(BO, "You queued this deploy")


@pytest.mark.parametrize(
    ("user", "words"),
    [(DEE, "Only @release-owners may decide here"), (GIL, "Guests cannot decide on deploys")],
)
def test_somebody_else_cannot_approve_and_is_told_who_can(world: World, user: str, words: str) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(user, world.card(deploy), APPROVE)
    world.slack.click(user, world.card(deploy), REJECT)
    eventually(lambda: sum(words in told.text for told in world.slack.ephemerals(user)) == 2)
    assert world.get(deploy).state is State.PENDING


def test_somebody_who_was_deactivated_cannot_approve(world: World) -> None:
    bo = next(user for user in SEED.users if user.id == BO)
    world.slack.put_user(replace(bo, deleted=True))
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.tells(BO, "Deactivated people cannot decide")


def test_somebody_who_left_the_group_cannot_approve(world: World) -> None:
    world.slack.put_group(Group("S0RELEASE1", "release-owners", (ANA, CY)))
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.tells(BO, "you are not among them")


def test_when_slack_does_not_say_who_is_who_nobody_approves(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.fail_next("usergroups.users.list", status=500)
    assert not world.slack.click(BO, world.card(deploy), APPROVE).acked
    world.tells(BO, "Nothing was recorded")
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    world.settles(deploy, State.LIVE)


def test_high_risk_takes_two_and_the_card_counts_them(world: World) -> None:
    deploy = world.waits(world.sample.risky)
    assert "0 of 2 approvals" in shown(world, deploy)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.PENDING)
    assert f"1 of 2 approvals (<@{BO}>)" in shown(world, deploy)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.tells(BO, "approved this deploy already")
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_a_schema_change_waits_for_a_dba(worlds: Worlds) -> None:
    world = worlds(gates={"schema": ["@security"]}, approvals={"high": 1})
    deploy = world.waits(world.sample.risky)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.PENDING)
    assert "A schema change: needs one of @security" in shown(world, deploy)
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_tampered_buttons_decide_nothing(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    card = world.card(deploy)
    for value in ("", "x" * 2000, f"{deploy.id} sha256:{'0' * 64}", "aaaaaaaaaaaa sha256:" + "0" * 64):
        forged = replace(card, blocks=[_with_value(block, value) for block in card.blocks or []])
        world.slack.click(BO, forged, APPROVE)
    eventually(lambda: len(world.slack.ephemerals(BO)) == 4)
    assert world.get(deploy).state is State.PENDING


def _with_value(block: dict[str, object], value: str) -> dict[str, object]:
    elements = block.get("elements")
    if block["type"] != "actions" or not isinstance(elements, list):
        return block
    return {**block, "elements": [{**element, "value": value} for element in elements]}
