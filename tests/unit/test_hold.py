"""What the card says and offers while a lock or a freeze stands: nothing that would be refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import event as e
from app.domain.deploy import Approval, Deploy, Promotion, State
from app.domain.errors import Refused
from app.domain.lane import Hold, HoldKind
from app.domain.outbox import move
from app.domain.person import AIRLOCK
from app.domain.policy import Freeze
from app.domain.rules import approval
from blocks.card import APPROVE, REJECT, WITHDRAW, deploy_card
from blocks.hold import hold
from tests.unit.example import APPROVED, BO, CY, GIL, LATER, NOON, PENDING, REPORT, RULES, SUMMARY

LOCK = Hold(HoldKind.LOCK, GIL.id, None, "The stock count runs.")
AFTER_ROLLBACK = Hold(HoldKind.LOCK, AIRLOCK, None, "Rolled back to abc.", after_rollback=True)
FREEZE = Hold(HoldKind.FREEZE, None, LATER, "A Friday evening")
CALLED = replace(FREEZE, by=CY.id)
HOTFIX = replace(PENDING, hotfix="The cart is empty.")
BACK = replace(PENDING, summary=replace(SUMMARY, takes_back=2))

CASES: dict[str, tuple[Deploy, Hold, str, str]] = {
    "a lock": (PENDING, LOCK, f"*Locked by <@{GIL.id}>*: The stock count runs.", "ends the lock"),
    "a lock and a hotfix": (HOTFIX, LOCK, "*Locked by", "ends the lock"),
    "a lock and a rollback": (BACK, LOCK, "*Locked by", "ends the lock"),
    "a rollback's lock": (PENDING, AFTER_ROLLBACK, "*Locked since a rollback*", "ends the lock"),
    "a rollback's lock and a rollback": (
        BACK,
        AFTER_ROLLBACK,
        "*Locked since",
        "A rollback passes this lock",
    ),
    "a freeze": (PENDING, FREEZE, "*Frozen by the policy until <!date^", "unless it is a hotfix"),
    "a freeze by command": (PENDING, CALLED, f"*Frozen by <@{CY.id}> until", "which needs 2 approvals"),
    "a freeze and a hotfix": (HOTFIX, FREEZE, "*Frozen by", "A hotfix passes a freeze, with 2 approvals"),
    "a freeze and a rollback": (BACK, FREEZE, "*Frozen by", "A rollback passes this freeze"),
}


def offered(deploy: Deploy) -> list[str]:
    blocks = deploy_card(deploy, REPORT).blocks
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


def may_approve(deploy: Deploy) -> bool:
    try:
        approval(deploy, BO, SUMMARY.digest, NOON)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(("deploy", "held", "who", "meaning"), CASES.values(), ids=CASES)
def test_the_words_say_who_and_what_passes(deploy: Deploy, held: Hold, who: str, meaning: str) -> None:
    said = hold(replace(deploy, hold=held))
    assert said.startswith(who)
    assert meaning in said
    assert said in deploy_card(replace(deploy, hold=held), REPORT).text


@pytest.mark.parametrize(("deploy", "held"), [case[:2] for case in CASES.values()], ids=CASES)
def test_approve_is_offered_exactly_when_it_would_count(deploy: Deploy, held: Hold) -> None:
    standing = replace(deploy, hold=held)
    assert (APPROVE in offered(standing)) is may_approve(standing)
    assert REJECT in offered(standing)


def test_a_hold_leaves_the_button_that_takes_an_approval_back() -> None:
    given = Approval(BO.id, NOON, SUMMARY.digest, "approver as @release-owners", BO.belongs_to)
    assert WITHDRAW not in offered(PENDING)
    assert WITHDRAW in offered(replace(PENDING, approvals=(given,), hold=LOCK))


def test_the_button_comes_back_when_the_freeze_ends() -> None:
    friday = datetime(2026, 11, 20, 17, tzinfo=UTC)
    rules = replace(RULES, freeze=(Freeze("Fri 16:00", "Mon 08:00"),))
    frozen = move(replace(PENDING, rules=rules), e.LaneChanged(friday))
    assert APPROVE not in offered(frozen)
    assert frozen.turns_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert APPROVE in offered(move(frozen, e.LaneChanged(frozen.turns_at)))


def test_what_is_approved_says_that_the_lock_may_still_stop_it() -> None:
    assert "If this stands, the promotion stops" in hold(replace(APPROVED, hold=LOCK))
    in_line = replace(APPROVED, hold=LOCK, behind="abcdefghijkl")
    assert "If this lasts until its turn, the promotion stops" in hold(in_line)


def test_what_has_begun_is_held_up_by_nothing() -> None:
    begun = Promotion(LATER, started_at=NOON + timedelta(minutes=1))
    assert hold(replace(APPROVED, state=State.PROMOTING, promotion=begun, hold=LOCK)) == ""
    assert hold(PENDING) == ""
