"""What the record keeps of each event, and what it leaves out."""

from dataclasses import replace

import pytest

from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import State
from app.domain.event import Event
from app.domain.lane import Lane, Pause
from app.domain.passage import lane_after
from app.domain.record import entries
from app.domain.table import TABLE
from tests.unit.example import (
    APPROVED,
    BO,
    CY,
    DECIDED,
    EVENTS,
    GIL,
    IN_LINE,
    IN_STATE,
    LATER,
    NOON,
    PENDING,
    SUMMARY,
)

KEPT = {
    e.Approved: ("approve", BO.id, "approver as @release-owners", None),
    e.Endorsed: ("approve", BO.id, "approver as @release-owners", None),
    e.ApprovalWithdrawn: ("withdraw", CY.id, "one's own approval", None),
    e.Rejected: ("reject", BO.id, "approver as @release-owners", "The cart loses its coupon."),
    e.Cancelled: ("cancel", BO.id, "approver as @release-owners", "not today"),
    e.Overridden: ("override", GIL.id, "override as @eng-leads", "The shop is down."),
    e.SignedOff: ("sign-off", BO.id, "second person as @release-owners", "Seen; it was right."),
    e.MarkedHotfix: ("hotfix", "U0ANA00001", "member of the workspace", "The cart is empty for everybody."),
    e.Reopened: ("reopen", "airlock", "exactly what was approved", EVENTS[e.Reopened].reason),  # type: ignore[union-attr]
    e.Expired: ("expire", "airlock", "expire_after", None),
}


@pytest.mark.parametrize(("state", "kind"), TABLE)
def test_what_a_person_said_and_what_ended_without_one_is_kept(state: State, kind: type[Event]) -> None:
    before = IN_LINE if (state, kind) == (State.APPROVED, e.Cancelled) else IN_STATE[state]
    after = outbox.move(before, EVENTS[kind])
    kept = entries(before, after, EVENTS[kind])
    assert len(kept) == (kind in KEPT)
    for entry in kept:
        assert (entry.what, entry.by.id, entry.rule, entry.reason) == KEPT[kind]
        assert (entry.at, entry.deploy, entry.sha) == (LATER, before.id, before.key.sha)
        assert (entry.repository, entry.environment) == (before.key.repository, before.key.environment)
        assert entry.digest == SUMMARY.digest


def test_an_approval_keeps_what_the_rule_looked_at() -> None:
    freeze = Lane(pauses=(Pause(CY.id, NOON, LATER, "The fair."),))
    before = replace(PENDING, hotfix="The cart is empty.", version=4)
    after = outbox.move(before, e.Approved(NOON, BO, SUMMARY.digest), freeze)
    assert after.state is State.PENDING  # it takes two in a freeze
    (entry,) = entries(before, after, e.Approved(NOON, BO, SUMMARY.digest))
    assert entry.inputs is not None
    count, hold = entry.inputs.quorum, entry.inputs.hold
    assert count is not None
    assert (count.have, count.need, count.why) == (1, 2, "it goes through a freeze")
    assert hold is not None
    assert "frozen by <@U0CY000001> until Fri 2026-11-20 17:00 UTC" in hold
    assert entry.rule == "approver as @release-owners, a hotfix during a freeze"
    assert entry.detail == {"hotfix": "The cart is empty.", "queued_by": "ci", "approved_by": BO.id}
    assert (entry.by.email, entry.by.belongs_to) == ("bo@harbour.example", ("@release-owners",))


def test_a_stopped_approval_is_kept_with_who_had_given_it() -> None:
    event = e.Reopened(LATER, "The policy has changed.")
    (entry,) = entries(APPROVED, outbox.move(APPROVED, event), event)
    assert entry.detail["approved_by"] == BO.id


def test_a_rollback_that_is_live_is_kept_as_the_lock_that_it_leaves() -> None:
    event = e.WentLive(LATER)
    back = replace(DECIDED, summary=replace(SUMMARY, takes_back=1))
    after = outbox.move(back, event)
    (entry,) = entries(back, after, event, lane_after(Lane(), after, event).lock)
    assert (entry.what, entry.by.id, entry.rule) == ("lock", "airlock", "after a rollback")
    assert entry.reason is not None
    assert "unlock it once what went wrong is understood" in entry.reason


def test_before_its_review_a_deploy_has_nothing_to_show_but_who_called_it_off() -> None:
    before = replace(PENDING, state=State.QUEUED, summary=None, rules=None)
    event = e.Cancelled(LATER, replace(CY, id="U0QUEUE001"), "")
    before = replace(before, request=replace(before.request, actor="U0QUEUE001"))
    (entry,) = entries(before, outbox.move(before, event), event)
    assert (entry.rule, entry.digest, entry.policy) == ("one's own deploy", None, None)
    assert entry.inputs is not None
    assert entry.inputs.quorum is None
