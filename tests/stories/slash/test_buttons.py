"""Behind every button, and the modal of a rejection: what is tampered with, replayed, stale, or too late."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.deploy import Deploy, State
from app.domain.event import Approved
from blocks.card import APPROVE, REJECT, WITHDRAW
from blocks.decision import REASON_BLOCK, REASON_INPUT
from blocks.leads import SIGN_OFF
from tests.stories.slash.desk import SUMMARY, Desk
from tests.stories.slash.kit import (
    HAL,
    IVY,
    OTHER,
    OWNERS,
    TWO,
    a_minute_later,
    locked,
    overridden,
    somebody,
)
from tests.stories.world import ANA, BO, CY, DEE, ELI, GIL

DECISIONS = (APPROVE, REJECT, WITHDRAW, SIGN_OFF)


@pytest.mark.parametrize("action_id", DECISIONS)
@pytest.mark.parametrize(
    "value",
    [
        "aaaaaaaaaaaa",
        "{id}",
        "{id} sha256:",
        " {id} {digest}",
        "{id} {digest} x",
        "\u202e{id} {digest}",
        "🚀" * 900,
    ],
)
def test_a_button_that_carries_anything_else_is_answered_and_does_nothing(
    desk: Desk, waits: Deploy, action_id: str, value: str
) -> None:
    message = desk.button(action_id, value.format(id=waits.id, digest=SUMMARY.digest))
    assert "no longer in use" in desk.clicks(CY, message, action_id)
    assert desk.get(waits) == waits


@pytest.mark.parametrize(
    ("action_id", "value", "words"),
    [
        (APPROVE, f"{{id}} {OTHER}", "The report has changed"),
        (REJECT, f"{{id}} {OTHER}", "The report has changed"),
        (SIGN_OFF, f"{{id}} {OTHER}", "Nobody has overridden the gate"),
        (APPROVE, f"aaaaaaaaaaaa {SUMMARY.digest}", "There is no deploy `aaaaaaaaaaaa`"),
        (REJECT, f"aaaaaaaaaaaa {SUMMARY.digest}", "There is no deploy"),
        (WITHDRAW, f"aaaaaaaaaaaa {SUMMARY.digest}", "There is no deploy"),
        (SIGN_OFF, f"aaaaaaaaaaaa {SUMMARY.digest}", "There is no deploy"),
        ("deploy.frobnicate", "{id}", "no longer in use"),
    ],
)
def test_a_button_of_another_deploy_or_report_says_so(
    desk: Desk, waits: Deploy, action_id: str, value: str, words: str
) -> None:
    assert words in desk.clicks(CY, desk.button(action_id, value.format(id=waits.id)), action_id)
    assert desk.get(waits) == waits
    assert desk.slack.view(CY) is None


def test_a_stale_card_approves_nothing(desk: Desk, waits: Deploy) -> None:
    old = desk.card(waits)
    desk.reviewed_again(waits)
    for action_id in (APPROVE, REJECT):
        assert "The report has changed since the card" in desk.clicks(CY, old, action_id)
    assert desk.get(waits).approvals == ()


def test_a_click_that_comes_twice_counts_once(desk: Desk) -> None:
    deploy = desk.waits(rules=TWO)
    card = desk.card(deploy)
    assert desk.slack.click(BO, card, APPROVE).acked
    assert "You have approved this deploy already" in desk.clicks(BO, card, APPROVE)
    assert [given.by for given in desk.get(deploy).approvals] == [BO]


def test_an_approval_is_taken_back_once_and_only_ones_own(desk: Desk) -> None:
    deploy = desk.waits(rules=TWO)
    desk.parts.gate.handle(deploy.id, Approved(datetime.now(UTC), somebody(desk, deploy, BO), SUMMARY.digest))
    card = desk.card(deploy)
    assert "You have not approved this deploy" in desk.clicks(CY, card, WITHDRAW)
    assert desk.slack.click(BO, card, WITHDRAW).acked
    assert desk.get(deploy).approvals == ()
    assert "nothing of yours to withdraw" in desk.clicks(BO, card, WITHDRAW)


def test_an_approval_that_was_enough_is_not_taken_back(desk: Desk, waits: Deploy) -> None:
    desk.parts.gate.handle(waits.id, Approved(datetime.now(UTC), somebody(desk, waits, BO), SUMMARY.digest))
    message = desk.button(WITHDRAW, f"{waits.id} {SUMMARY.digest}")
    assert f"Already approved by <@{BO}>" in desk.clicks(BO, message, WITHDRAW)


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (GIL, "Guests cannot decide"),
        (IVY, "People of another workspace cannot decide"),
        (HAL, "Deactivated people cannot decide"),
        ("USLACKBOT", "Bots cannot decide"),
        (DEE, "you are not among them"),
        (ANA, "You wrote a commit"),
    ],
)
def test_who_has_no_say_is_told_so(desk: Desk, waits: Deploy, user: str, words: str) -> None:
    assert words in desk.clicks(user, desk.card(waits), APPROVE)
    assert desk.get(waits) == waits


def test_who_left_the_group_a_minute_ago_approves_nothing(desk: Desk, waits: Deploy) -> None:
    assert "@release-owners" in somebody(desk, waits, BO).belongs_to
    desk.slack.put_group(replace(OWNERS, users=(ANA, CY)))
    a_minute_later(desk)
    try:
        assert "you are not among them" in desk.clicks(BO, desk.card(waits), APPROVE)
    finally:
        desk.slack.put_group(OWNERS)
        a_minute_later(desk)
    assert desk.get(waits) == waits


def test_a_lock_stands_against_a_card_that_was_drawn_before_it(desk: Desk) -> None:
    deploy = desk.waits("staging")
    card = desk.card(deploy)
    with locked(desk):
        assert f"The environment is locked by <@{CY}>" in desk.clicks(BO, card, APPROVE)
    assert desk.slack.click(BO, card, APPROVE).acked
    assert desk.get(deploy).state is State.APPROVED


def test_a_second_person_signs_an_override_off_with_one_click(desk: Desk) -> None:
    deploy = overridden(desk)
    message = desk.button(SIGN_OFF, f"{deploy.id} {SUMMARY.digest}")
    assert "a second person has to look" in desk.clicks(ELI, message, SIGN_OFF)
    assert "you are not among them" in desk.clicks(DEE, message, SIGN_OFF)
    assert "Guests cannot decide" in desk.clicks(GIL, message, SIGN_OFF)
    stale = desk.button(SIGN_OFF, f"{deploy.id} {OTHER}")
    assert "The report has changed" in desk.clicks(BO, stale, SIGN_OFF)
    assert desk.get(deploy).needs_signing
    assert desk.slack.click(BO, message, SIGN_OFF).acked
    signed = desk.get(deploy).override
    assert signed is not None
    assert (signed.signed_by, signed.note) == (BO, None)
    assert f"Already signed off by <@{BO}>" in desk.clicks(CY, message, SIGN_OFF)


def test_a_rejection_whose_author_left_the_group_meanwhile_is_refused_in_the_modal(
    desk: Desk, waits: Deploy
) -> None:
    assert desk.slack.click(BO, desk.card(waits), REJECT).acked
    desk.slack.put_group(replace(OWNERS, users=(ANA, CY)))
    a_minute_later(desk)
    try:
        errors = desk.slack.submit(BO, {REASON_BLOCK: {REASON_INPUT: "It breaks."}})
    finally:
        desk.slack.put_group(OWNERS)
        a_minute_later(desk)
        desk.slack.close_view(BO)
    assert errors is not None
    assert "you are not among them" in errors[REASON_BLOCK]
    assert desk.get(waits) == waits


def test_a_lock_while_the_modal_is_open_does_not_keep_a_rejection(desk: Desk) -> None:
    deploy = desk.waits("staging")
    assert desk.slack.click(BO, desk.card(deploy), REJECT).acked
    with locked(desk):
        assert desk.slack.submit(BO, {REASON_BLOCK: {REASON_INPUT: "It breaks."}}) is None
    assert desk.get(deploy).state is State.REJECTED
