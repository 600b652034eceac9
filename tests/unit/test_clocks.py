"""Clocks that are set forward or back: no order changes, no freeze is passed, nothing is approved."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain import clocks, outbox
from app.domain import event as e
from app.domain.deploy import Deploy, Promotion, State
from app.domain.errors import Refused
from app.domain.lane import Lane, Pause
from app.domain.policy import Freeze
from tests.unit.example import APPROVED, BO, CY, EVENTS, IN_STATE, NOON, PENDING, RULES, SUMMARY

HOUR = timedelta(hours=1)
YEARS = timedelta(days=3650)
FROZEN = replace(PENDING, rules=replace(RULES, freeze=(Freeze("Fri 11:00", "Mon 08:00"),)))
TIMED = {
    e.Expired,
    e.DeadlinePassed,
    e.RungReached,
    e.PingDue,
    e.ReminderDue,
    e.LaneChanged,
    e.Reopened,
    e.Failed,
}


def moments(deploy: Deploy) -> list[datetime]:
    given = [approval.at for approval in deploy.approvals]
    decided = [deploy.decision.at] if deploy.decision else []
    return [deploy.changed_at, *given, *decided]


@pytest.mark.parametrize("state", [State.PENDING, State.ESCALATED])
@pytest.mark.parametrize("kind", [e.Approved, e.Rejected, e.Overridden, e.MarkedHotfix, e.LaneChanged])
def test_a_clock_set_back_changes_no_order(state: State, kind: type[e.Event]) -> None:
    before = replace(IN_STATE[state], changed_at=NOON + HOUR, hotfix=None)
    after = outbox.move(before, replace(EVENTS[kind], at=NOON - YEARS))
    assert after.changed_at == NOON + HOUR
    assert max(moments(after)) == NOON + HOUR
    assert min(debt.look_at for debt in after.owed) == NOON + HOUR


@pytest.mark.parametrize("back", [HOUR / 60, 2 * HOUR, YEARS])
def test_no_freeze_is_passed_by_setting_the_clock_back(back: timedelta) -> None:
    """The card was drawn in the freeze, so the deploy has been there."""
    drawn = outbox.move(FROZEN, e.LaneChanged(NOON))
    with pytest.raises(Refused, match="frozen by the policy until Mon 2026-11-23 08:00 UTC"):
        outbox.move(drawn, e.Approved(NOON - back, BO, SUMMARY.digest))
    paused = Lane(pauses=(Pause(CY.id, NOON, NOON + HOUR, "The fair."),))
    seen = outbox.move(PENDING, e.LaneChanged(NOON), paused)
    with pytest.raises(Refused, match="frozen by <@U0CY000001>"):
        outbox.move(seen, e.Approved(NOON - back, BO, SUMMARY.digest), paused)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("ahead", [HOUR, YEARS])
def test_nothing_is_approved_by_setting_the_clock_forward(state: State, ahead: timedelta) -> None:
    """Whatever the clock does until it has nothing more to do, it takes yes from deploys and gives none."""
    deploy = replace(IN_STATE[state], promotion=Promotion(look_by=NOON), expires_at=NOON + 6 * HOUR)
    for _ in range(20):
        event = clocks.due_event(deploy, NOON + ahead)
        if event is None:
            break
        assert type(event) in TIMED
        before, deploy = deploy, outbox.move(deploy, event)
        assert set(deploy.approvals) <= set(before.approvals)
        assert deploy.decision in (before.decision, None)
        assert deploy.state in {before.state, State.ESCALATED, State.EXPIRED, State.FAILED, State.PENDING}
    else:
        raise AssertionError("the clock never came to rest")


def test_a_clock_set_forward_and_back_again_holds_nobody_up() -> None:
    """What happened in the future has happened; from there on time stands until it has caught up."""
    ahead = outbox.move(PENDING, e.LaneChanged(NOON + 2 * HOUR))
    approved = outbox.move(ahead, e.Approved(NOON, BO, SUMMARY.digest))
    assert (approved.state, approved.changed_at) == (State.APPROVED, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("deploy", "hours", "event"),
    [
        (PENDING, 0, None),
        (PENDING, 1, e.ReminderDue),
        (PENDING, 4, e.DeadlinePassed),
        (PENDING, 24 * 7, e.Expired),  # before all that it makes needless
        (replace(PENDING, ping_at=NOON + 2 * HOUR), 2, e.PingDue),
        (replace(PENDING, state=State.ESCALATED, rungs=(NOON + 5 * HOUR,)), 5, e.RungReached),
        (replace(PENDING, state=State.ESCALATED), 24 * 7, e.Expired),
        (replace(PENDING, state=State.QUEUED, expires_at=None), 24 * 7, e.Expired),
        (replace(PENDING, reminders=(), turns_at=NOON + HOUR), 1, e.LaneChanged),
        (replace(APPROVED, turns_at=NOON + HOUR, promotion=None), 1, e.LaneChanged),
        (APPROVED, 0.5, e.Failed),
        (replace(APPROVED, promotion=Promotion(look_by=NOON + HOUR)), 1, e.Reopened),
        (replace(APPROVED, promotion=Promotion()), 24 * 30, None),  # waits in line as long as it takes
        (replace(APPROVED, state=State.LIVE), 24 * 30, None),
    ],
)
def test_what_is_due_when(deploy: Deploy, hours: float, event: type[e.Event] | None) -> None:
    due = clocks.due_event(deploy, NOON + hours * HOUR)
    assert (due and type(due)) == event
    if event is not None:
        assert type(clocks.due_event(deploy, NOON + hours * HOUR - timedelta(seconds=1))) is not event
        wake = clocks.wake_at(deploy)
        assert wake is not None
        assert wake <= NOON + hours * HOUR
