"""The card in every state, as JSON to look at: `RENEW=1 pytest tests/unit/test_cards.py` writes them anew.

Review the difference before you commit it; Slack's Block Kit Builder draws what is in `blocks`.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.deploy import Decision, Deploy, Override, State
from app.domain.evidence import Pull
from app.domain.lane import Hold, HoldKind
from app.domain.report import Coverage, Finding, GateName, Level, Report, Rollback, Totals, Unknown
from app.domain.report import Tests as Measured
from blocks.card import deploy_card
from blocks.thread import findings
from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems
from tests.unit.example import (
    APPROVED,
    BO,
    CY,
    GIL,
    IN_STATE,
    LATER,
    NOON,
    PENDING,
    REPORT,
    RULES,
    SUMMARY,
)

CARDS = Path(__file__).parent / "cards"
DECIDED = Decision(BO.id, NOON, SUMMARY.digest, "approver as @release-owners", "The cart loses its coupon.")
PROMOTED = replace(IN_STATE[State.LIVE].promotion, ended_at=LATER, url="https://ci.example/1")  # type: ignore[type-var]

# What the example does not hold yet, state by state.
VARIED: dict[State, dict[str, object]] = {
    State.QUEUED: {"summary": None, "rules": None, "deadline": None},
    State.REVIEWING: {"summary": None, "rules": None, "deadline": None},
    State.ESCALATED: {"escalated_at": LATER},
    State.LIVE: {"promotion": PROMOTED},
    State.REJECTED: {"decision": DECIDED, "promotion": None},
    State.FAILED: {"promotion": PROMOTED, "detail": "smoke test /checkout answered 500"},
    State.SUPERSEDED: {"detail": "abcdefghijkl"},
    State.CANCELLED: {"decision": DECIDED},
    State.ROLLED_BACK: {"promotion": PROMOTED, "detail": "abcdefghijkl"},
}
PULLS = (
    Pull(14, "Say which <size> is sold out", "https://github.com/harbour/shop/pull/14", "ana", ("bo", "cy")),
    Pull(13, "Say it twice", "https://github.com/harbour/shop/pull/13", "ana", (), ("bo",)),
    Pull(12, "Say it *at all*", "javascript:alert(1)", "ana"),
    Pull(11, "Not shown", "https://github.com/harbour/shop/pull/11", "ana"),
)
RISKY = Report(
    repository="harbour/shop",
    base="b" * 40,
    head="a" * 40,
    level=Level.HIGH,
    score=91,
    recommendation="Drops a column that is still read; two people, one of them a DBA, should look.",
    findings=(
        Finding(
            "migration.drop-column",
            Level.HIGH,
            "Drops orders.note.",
            40,
            "migrations/0007.sql",
            3,
            GateName.SCHEMA,
        ),
        Finding("tests.failed", Level.HIGH, "3 tests fail.", 30),
    ),
    unknown=(Unknown("poetry.lock", "it is binary"),),
    tests=Measured(measured=True, passed=41, failed=3, skipped=1, failures=("test_checkout",)),
    coverage=Coverage(total=81.5, base=84.25, changed=40.0),
    rollback=Rollback.UNSAFE,
).sealed()

UNSEEN = replace(
    REPORT, files=(), totals=Totals(), unknown=(Unknown("diff", "no diff was given"),), dependencies=()
).sealed()


def examples() -> dict[str, tuple[Deploy, Report]]:
    in_state = {
        str(state): (replace(deploy, override=None, **VARIED.get(state, {})), REPORT)  # type: ignore[arg-type]
        for state, deploy in IN_STATE.items()
    }
    risky = replace(
        SUMMARY, digest=RISKY.digest, level=Level.HIGH, score=91, gates=frozenset({GateName.SCHEMA})
    )
    risky_deploy = replace(IN_STATE[State.PENDING], override=None, summary=risky)
    brought = replace(
        IN_STATE[State.PENDING], override=None, summary=replace(SUMMARY, commits=4, pulls=PULLS)
    )
    unseen = replace(
        IN_STATE[State.PENDING],
        override=None,
        summary=replace(SUMMARY, digest=UNSEEN.digest, subject="", author="unknown author"),
    )
    named = {"risky": (risky_deploy, RISKY), "brought": (brought, REPORT), "unseen": (unseen, UNSEEN)}
    return {**in_state, **named, **special()}


def special() -> dict[str, tuple[Deploy, Report]]:
    """Return a card of each thing that is out of the ordinary."""
    given = replace(APPROVED.approvals[0], belongs_to=BO.belongs_to)
    waits, approved = PENDING, replace(APPROVED, approvals=(given,))
    strangers = replace(SUMMARY, strangers=("eve@elsewhere.example", "<!channel>"))
    lock = Hold(HoldKind.LOCK, GIL.id, None, "The stock count runs; ask <!here> first.")
    freeze = Hold(HoldKind.FREEZE, None, LATER, "Nothing on a Friday *evening*")
    back = replace(SUMMARY, takes_back=3)
    overridden = replace(
        approved,
        approvals=(),
        decision=Decision(GIL.id, NOON, SUMMARY.digest, "override as @eng-leads", "The shop is down."),
        override=Override(GIL.id, NOON, "The shop is down."),
    )
    signed = replace(Override(GIL.id, NOON, "The shop is down."), signed_by=CY.id, signed_at=LATER)
    cards = {
        "one_of_two": replace(waits, approvals=approved.approvals, summary=strangers),
        "locked": replace(waits, hold=lock, approvals=approved.approvals),
        "frozen": replace(waits, hold=freeze),
        "frozen_hotfix": replace(waits, hold=freeze, hotfix="The cart is empty for everybody."),
        "frozen_rollback": replace(waits, hold=freeze, summary=back),
        "in_line": replace(approved, behind="abcdefghijkl"),
        "in_line_and_locked": replace(approved, behind="abcdefghijkl", hold=lock),
        "overridden": overridden,
        "signed_off": replace(
            overridden, state=State.LIVE, promotion=PROMOTED, override=replace(signed, note="It was right.")
        ),
        "stopped": replace(waits, stopped="The policy has changed since this was reviewed."),
        "stuck": replace(
            waits,
            state=State.ESCALATED,
            escalated_at=NOON,
            stuck=f"it needs one of @dba, <@{CY.id}> for its schema change, and none of them may approve it",
            rules=replace(RULES, gates={GateName.SCHEMA: ("@dba", CY.id)}),
            summary=replace(SUMMARY, gates=frozenset({GateName.SCHEMA})),
        ),
    }
    return {name: (deploy, REPORT) for name, deploy in cards.items()}


EXAMPLES = examples()
LINKS = {"in_line": "https://harbour.slack.com/archives/C0APPROVAL/p1"}  # to the card of the one ahead


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_card_is_the_one_that_was_reviewed(name: str) -> None:
    card = deploy_card(*EXAMPLES[name], LINKS.get(name))
    drawn = json.dumps({"text": card.text, "blocks": card.blocks}, indent=2, ensure_ascii=False) + "\n"
    file = CARDS / f"{name}.json"
    if os.environ.get("RENEW"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert file.read_text("utf-8") == drawn


def test_there_is_no_card_of_the_past() -> None:
    assert {file.stem for file in CARDS.iterdir()} == EXAMPLES.keys()


@pytest.mark.parametrize("file", sorted(CARDS.glob("*.json")), ids=lambda file: str(file.stem))
def test_slack_would_take_it(file: Path) -> None:
    assert problems(json.loads(file.read_bytes())["blocks"], Surface.MESSAGE) == []


def test_the_thread_says_what_each_finding_adds_to_the_score() -> None:
    found = (
        Finding("size.code", Level.LOW, "Adds 900 lines of code.", 3.2),
        Finding("size.tests", Level.LOW, "Comes with 300 lines of tests.", -2.5),
        Finding("path.auth", Level.MEDIUM, "Touches authentication."),
    )
    said = json.dumps(findings(PENDING, replace(REPORT, findings=found)).blocks, ensure_ascii=False)
    assert '" +3.2  "' in said
    assert '" -2.5  "' in said
    assert "0.0" not in said
