"""When people are asked: every moment is set with the first report, and each passes once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import State
from app.domain.errors import Refused
from app.domain.policy import Escalate, Rung
from app.domain.timing import expiry, with_clock
from tests.unit.example import IN_STATE, NOON, PENDING, QUEUED, RULES

HOUR = timedelta(hours=1)
TIMED = replace(
    RULES,
    timeout=4 * HOUR,
    remind_after=(3 * HOUR, HOUR, 4 * HOUR, 5 * HOUR),
    ping_after=2 * HOUR,
    escalate=Escalate(("@eng-leads",), (Rung(9 * HOUR, "#vp"), Rung(8 * HOUR, "#directors"))),
    expire_after=48 * HOUR,
)
FRESH = replace(QUEUED, deadline=None)


def test_every_moment_counts_from_when_people_are_asked() -> None:
    asked = with_clock(FRESH, TIMED, NOON + HOUR)
    assert asked.asked_at == NOON + HOUR
    assert asked.deadline == NOON + 5 * HOUR
    assert asked.reminders == (NOON + 2 * HOUR, NOON + 4 * HOUR)  # none once the leads are asked
    assert asked.ping_at == NOON + 3 * HOUR
    assert asked.rungs == (NOON + 9 * HOUR, NOON + 10 * HOUR)
    assert asked.expires_at == NOON + 49 * HOUR


def test_asked_again_people_have_their_time_again_and_the_first_asking_stays_known() -> None:
    again = with_clock(with_clock(FRESH, TIMED, NOON), TIMED, NOON + 20 * HOUR)
    assert again.asked_at == NOON
    assert (again.deadline, again.expires_at) == (NOON + 24 * HOUR, NOON + 68 * HOUR)


def test_who_is_asked_by_the_leads_is_not_mentioned_before() -> None:
    assert with_clock(FRESH, replace(TIMED, ping_after=4 * HOUR), NOON).ping_at is None


def test_the_approvers_are_mentioned_once() -> None:
    deploy = with_clock(replace(PENDING, ping_at=None), TIMED, NOON)
    with pytest.raises(Refused, match="time left"):
        outbox.move(deploy, e.PingDue(NOON + HOUR))
    mentioned = outbox.move(deploy, e.PingDue(NOON + 2 * HOUR))
    assert mentioned.ping_at is None
    with pytest.raises(Refused, match="time left"):
        outbox.move(mentioned, e.PingDue(NOON + 3 * HOUR))


def test_once_the_leads_are_asked_nobody_is_reminded_or_mentioned_below_them() -> None:
    late = outbox.move(with_clock(PENDING, TIMED, NOON), e.DeadlinePassed(NOON + 4 * HOUR))
    assert (late.state, late.escalated_at) == (State.ESCALATED, NOON + 4 * HOUR)
    assert (late.reminders, late.ping_at) == ((), None)


def test_the_highest_rung_that_is_due_stands_for_those_below() -> None:
    deploy = replace(with_clock(PENDING, TIMED, NOON), state=State.ESCALATED)
    with pytest.raises(Refused, match="time left"):
        outbox.move(deploy, e.RungReached(NOON + 7 * HOUR))
    assert outbox.move(deploy, e.RungReached(NOON + 8 * HOUR)).rungs == (NOON + 9 * HOUR,)
    assert outbox.move(deploy, e.RungReached(NOON + 30 * HOUR)).rungs == ()


def test_the_end_comes_by_the_policy_or_a_week_after_queuing() -> None:
    assert expiry(FRESH) == NOON + timedelta(days=7)
    assert expiry(with_clock(FRESH, TIMED, NOON)) == NOON + 48 * HOUR
    with pytest.raises(Refused, match="time left"):
        outbox.move(replace(IN_STATE[State.PENDING], expires_at=NOON + HOUR), e.Expired(NOON))
