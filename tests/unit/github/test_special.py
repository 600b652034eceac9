"""What GitHub is told of a deploy that is out of the ordinary; foreign text says nothing of its own there."""

import re
from dataclasses import replace

import pytest

from app.adapters.github.promotion import comment, digest
from app.adapters.github.promotion.special import special
from app.domain.deploy import Decision, Deploy, Override, State
from app.domain.lane import Hold, HoldKind
from app.domain.person import AIRLOCK
from tests.unit.example import APPROVED, CY, GIL, LATER, NOON, PENDING, REPORT, SUMMARY
from tests.unit.hostile import NASTY
from tests.unit.hostile import deploy as hostile

LOCK = Hold(HoldKind.LOCK, GIL.id, None, "The stock count runs.")
FREEZE = Hold(HoldKind.FREEZE, None, LATER, "A Friday evening")
OVERRIDE = Override(GIL.id, NOON, "The shop is down.")
BROKEN = replace(
    APPROVED,
    approvals=(),
    override=OVERRIDE,
    decision=Decision(GIL.id, NOON, SUMMARY.digest, "override as @eng-leads"),
)
CASES: dict[str, tuple[Deploy, str]] = {
    "a lock": (replace(PENDING, hold=LOCK), "locked by `U0GIL00001` (as of 2026-11-20 12:00 UTC): The stock"),
    "a lock after a rollback": (
        replace(PENDING, hold=replace(LOCK, by=AIRLOCK)),
        "is locked (as of 2026-11-20 12:00 UTC): The stock count",
    ),
    "a freeze": (replace(PENDING, hold=FREEZE), "is frozen until 2026-11-20 17:00 UTC (as of"),
    "a deploy ahead": (replace(APPROVED, behind="abcdefghijkl"), "until deploy `abcdefghijkl` is through"),
    "a hotfix": (replace(PENDING, hotfix="The cart is empty."), "marked as a hotfix: The cart is empty."),
    "an override": (BROKEN, "`U0GIL00001` overrode the rules: The shop is down."),
    "nobody's second look": (BROKEN, "waits for a second person's review"),
    "a second look": (
        replace(BROKEN, override=replace(OVERRIDE, signed_by=CY.id)),
        "`U0CY000001` has signed that override off",
    ),
    "a deadlock": (replace(PENDING, stuck="all of @dba wrote it"), "Nobody can approve it: all of "),
    "a stop": (replace(PENDING, stopped="The policy has changed."), "approved and then stopped: The policy"),
    "a stranger": (
        replace(PENDING, summary=replace(SUMMARY, strangers=("eve",))),
        "It takes more approvals than usual: ",
    ),
}


@pytest.mark.parametrize(("deploy", "words"), CASES.values(), ids=CASES)
def test_the_check_run_says(deploy: Deploy, words: str) -> None:
    assert words in digest.summary(deploy, REPORT, "Stands")


@pytest.mark.parametrize("name", ["a lock", "a freeze", "a hotfix", "a deadlock", "a stranger"])
def test_the_waiting_job_says(name: str) -> None:
    deploy, words = CASES[name]
    assert words in comment.waiting(deploy, REPORT, is_last=False)


def test_an_ordinary_deploy_has_nothing_to_add() -> None:
    assert list(special(PENDING)) == list(special(APPROVED)) == []


def test_a_rollback_passes_a_freeze_without_a_word() -> None:
    back = replace(PENDING, hold=FREEZE, summary=replace(SUMMARY, takes_back=2))
    assert list(special(back)) == []


def test_an_override_is_not_called_an_approval() -> None:
    said = comment.approval(BROKEN)
    assert said.startswith("Let past the rules by `U0GIL00001`")
    assert "Approved" not in said
    assert "Let past the rules" in comment.refusal(replace(BROKEN, state=State.FAILED))


def test_what_expired_was_decided_by_nobody() -> None:
    assert comment.refusal(replace(PENDING, state=State.EXPIRED)).startswith("Expired: nobody decided")


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_foreign_text_calls_nobody_and_links_nowhere(words: str) -> None:
    pending = hostile(words, State.PENDING)
    said = "\n".join(special(pending))
    plain = re.sub(r"`[^`\n]*`", "", said).replace("\\", "")
    assert not re.search(r"@(?!\u2060)|(?<!\u2060)#(?!\u2060)|:(?=//)", plain)
    for told in (comment.waiting(pending, REPORT, is_last=True), comment.approval(pending)):
        assert len(told) <= comment.COMMENT_MAX
