"""Behind the modal of an override: what stands against it when it opens, and when it is submitted."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.deploy import Deploy, State
from app.domain.event import Approved
from blocks.override import (
    OVERRIDE_COMMIT_BLOCK,
    OVERRIDE_COMMIT_INPUT,
    OVERRIDE_REASON_BLOCK,
    OVERRIDE_REASON_INPUT,
)
from handlers.decisions import Decisions
from sandbox.slack.seed import SEED
from tests.stories.slash.desk import SUMMARY, Desk
from tests.stories.slash.kit import (
    IVY,
    LEADS,
    OTHER,
    TWO,
    WHY,
    a_minute_later,
    kept,
    locked,
    somebody,
)
from tests.stories.world import BO, CY, ELI, GIL
from tests.unit.example import RULES, SHA
from tests.unit.hostile import NASTY


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
