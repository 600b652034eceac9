"""Behind every button and modal: what is tampered with, replayed, stale, or clicked by who may no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.deploy import Deploy, State
from app.domain.event import Approved, Overridden
from app.domain.person import Person, Standing
from app.domain.policy import Approvals
from blocks.card import APPROVE, REJECT, WITHDRAW
from blocks.decision import REASON_BLOCK, REASON_INPUT
from blocks.leads import SIGN_OFF
from blocks.override import (
    OVERRIDE_COMMIT_BLOCK,
    OVERRIDE_COMMIT_INPUT,
    OVERRIDE_REASON_BLOCK,
    OVERRIDE_REASON_INPUT,
)
from handlers.decisions import Decisions
from sandbox.slack.people import Group
from sandbox.slack.seed import SEED
from tests.stories.conftest import emptied
from tests.stories.desk import SUMMARY, Desk, opened
from tests.stories.world import ANA, BO, CY, DEE, ELI, GIL
from tests.unit.example import RULES, SHA
from tests.unit.hostile import NASTY

HAL, IVY = "U0HAL00001", "U0IVY00001"
TWO = replace(RULES, approvals=Approvals(2, 2, 2))
DECISIONS = (APPROVE, REJECT, WITHDRAW, SIGN_OFF)
OTHER = "sha256:" + "0" * 64
OWNERS = Group("S0RELEASE1", "release-owners", (ANA, BO, CY))
LEADS = Group("S0ENGLEADS", "eng-leads", (ELI,))
WHY = "The shop is down."


@pytest.fixture(scope="module")
def desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with emptied(redis_url), opened(redis_url, tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.fixture
def waits(desk: Desk) -> Deploy:
    return desk.waits()


def typed(reason: str = WHY, commit: str = "") -> dict[str, dict[str, str]]:
    return {
        OVERRIDE_REASON_BLOCK: {OVERRIDE_REASON_INPUT: reason},
        OVERRIDE_COMMIT_BLOCK: {OVERRIDE_COMMIT_INPUT: commit},
    }


def opens(desk: Desk, deploy: Deploy, user: str = ELI) -> str:
    """Open the modal of an override; return what the person sees."""
    assert desk.slack.command(user, "/deploy", f"override {deploy.id}", channel="#deploy-approval").acked
    view = desk.slack.view(user)
    assert view is not None
    return str(view.content)


def somebody(desk: Desk, deploy: Deploy, user: str) -> Person:
    return desk.parts.chat.person(user, deploy.names)


def kept(desk: Desk, deploy: Deploy) -> str:
    """Return what the record keeps of a deploy."""
    record = desk.parts.record
    (line,) = [one for one in record.lines(record.span()) if f'"deploy":"{deploy.id}"'.encode() in one]
    return line.decode()


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    desk.says(CY, "lock harbour/shop staging Look first")
    try:
        yield
    finally:
        desk.says(CY, "unlock harbour/shop staging Looked")


def a_minute_later(desk: Desk) -> None:
    desk.parts.timer.seconds += 60.5


# Buttons


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


# The modal of a rejection


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


# The modal of an override


def test_an_override_shows_what_stands_against_it_and_asks_why_and_for_the_commit(desk: Desk) -> None:
    deploy, sha = desk.waits("staging", TWO), SHA
    with locked(desk):
        shown = opens(desk, deploy)
        assert set(desk.slack.submit(ELI, typed("  ", sha[:7])) or {}) == {OVERRIDE_REASON_BLOCK}
        for wrong in (sha[:6], "b" * 7, "", "\u202e" + sha[:7], sha[:7] + "g"):
            assert set(desk.slack.submit(ELI, typed(WHY, wrong)) or {}) == {OVERRIDE_COMMIT_BLOCK}
        assert desk.get(deploy).state is State.PENDING
        assert desk.slack.submit(ELI, typed(WHY, sha[:7].upper())) is None
    assert "risk Low, 7 of 100" in shown
    assert "0 of 2 approvals" in shown
    assert f"Locked by <@{CY}>" in shown
    assert "Look first" in shown
    was = desk.get(deploy).override
    assert was is not None
    assert (was.by, was.reason, was.signed_by) == (ELI, WHY, None)
    line = kept(desk, deploy)
    assert '"what":"override"' in line
    assert "The environment is locked" in line, "the record keeps what stood against it"


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (BO, "Only @eng-leads may override the gate"),
        (GIL, "Guests cannot use /deploy"),
        (IVY, "People of another workspace cannot use /deploy"),
    ],
)
def test_the_modal_opens_only_for_whose_override_would_count(
    desk: Desk, waits: Deploy, user: str, words: str
) -> None:
    assert words in desk.says(user, f"override {waits.id}").text
    assert desk.slack.view(user) is None


def test_what_nobody_may_override_says_so(desk: Desk) -> None:
    deploy = desk.waits(rules=replace(RULES, override=()))
    assert "The policy lets nobody override" in desk.says(ELI, f"override {deploy.id}").text
    desk.parts.gate.handle(deploy.id, Approved(datetime.now(UTC), somebody(desk, deploy, BO), SUMMARY.digest))
    assert f"Already approved by <@{BO}>" in desk.says(ELI, f"override {deploy.id}").text


def test_an_override_by_who_left_the_group_meanwhile_is_refused_in_the_modal(
    desk: Desk, waits: Deploy
) -> None:
    opens(desk, waits)
    desk.slack.put_group(replace(LEADS, users=(BO,)))
    a_minute_later(desk)
    try:
        errors = desk.slack.submit(ELI, typed(commit=waits.key.sha))
    finally:
        desk.slack.put_group(LEADS)
        a_minute_later(desk)
        desk.slack.close_view(ELI)
    assert errors == {
        OVERRIDE_REASON_BLOCK: "Only @eng-leads may override the gate, and you are not among them."
    }
    assert desk.get(waits) == waits


def test_who_was_made_a_guest_meanwhile_overrides_nothing(desk: Desk, waits: Deploy) -> None:
    eli = next(user for user in SEED.users if user.id == ELI)
    opens(desk, waits)
    desk.slack.put_user(replace(eli, is_restricted=True))
    a_minute_later(desk)
    try:
        errors = desk.slack.submit(ELI, typed(commit=waits.key.sha))
    finally:
        desk.slack.put_user(eli)
        a_minute_later(desk)
        desk.slack.close_view(ELI)
    assert errors is not None
    assert "Guests cannot decide" in errors[OVERRIDE_REASON_BLOCK]


def test_an_override_of_another_report_than_the_one_that_was_shown_is_refused(
    desk: Desk, waits: Deploy
) -> None:
    opens(desk, waits)
    desk.reviewed_again(waits)
    errors = desk.slack.submit(ELI, typed(commit=waits.key.sha))
    desk.slack.close_view(ELI)
    assert errors is not None
    assert "The report has changed" in errors[OVERRIDE_REASON_BLOCK]
    assert desk.get(waits).override is None


def test_an_override_that_comes_after_a_decision_says_who_was_first(desk: Desk, waits: Deploy) -> None:
    opens(desk, waits)
    desk.parts.gate.handle(waits.id, Approved(datetime.now(UTC), somebody(desk, waits, BO), SUMMARY.digest))
    errors = desk.slack.submit(ELI, typed(commit=waits.key.sha))
    desk.slack.close_view(ELI)
    assert errors is not None
    assert "Already approved by somebody else" in errors[OVERRIDE_REASON_BLOCK]


def test_a_lock_while_the_modal_is_open_is_overridden_too_and_kept_in_the_record(desk: Desk) -> None:
    deploy = desk.waits("staging")
    assert "Locked" not in opens(desk, deploy)
    with locked(desk):
        assert desk.slack.submit(ELI, typed(commit=deploy.key.sha)) is None
    line = kept(desk, deploy)
    assert "The environment is locked" in line


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "aaaaaaaaaaaa",
        "{id}",
        f"{{id}} {OTHER}",
        f"aaaaaaaaaaaa {SUMMARY.digest}",
        "\u202e{id}",
        "🚀" * 3000,
    ],
)
def test_a_modal_that_carries_something_else_overrides_nothing(
    desk: Desk, waits: Deploy, carried: str
) -> None:
    """No page of Slack's sends this: only who speaks its protocol by themselves."""
    answers: list[dict[str, Any]] = []
    view = {
        "private_metadata": carried.format(id=waits.id),
        "state": {
            "values": {b: {a: {"value": v} for a, v in i.items()} for b, i in typed(WHY, "a" * 40).items()}
        },
    }
    listener = Decisions(desk.parts)
    listener.break_glass(lambda **answer: answers.append(answer), {"user": {"id": ELI}}, view)  # type: ignore[arg-type]
    listener.give_reason(lambda **answer: answers.append(answer), {"user": {"id": ELI}}, view)  # type: ignore[arg-type]
    assert [answer["response_action"] for answer in answers] == ["errors", "errors"]
    assert desk.get(waits) == waits


@pytest.mark.parametrize("words", [NASTY["mentions"], NASTY["invisible"], NASTY["formats"]])
def test_a_reason_of_an_override_mentions_nobody(desk: Desk, waits: Deploy, words: str) -> None:
    opens(desk, waits)
    assert desk.slack.submit(ELI, typed(f"Why: {words}"[:1000], waits.key.sha)) is None
    shown = str(desk.card(waits).blocks)
    assert not any(token in shown for token in ("<!channel>", "<!here>", "<@U0BO", "<!subteam", "\u202e"))


# The button of a second person


def overridden(desk: Desk) -> Deploy:
    deploy = desk.waits()
    eli = Person(ELI, Standing.MEMBER, "eli@harbour.example", frozenset({"@eng-leads"}))
    return desk.parts.gate.handle(
        deploy.id, Overridden(datetime.now(UTC), eli, SUMMARY.digest, WHY, deploy.key.sha[:7])
    )


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
