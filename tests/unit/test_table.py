"""Every (state, event) pair moves as the table says, or is refused with words."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.policy import Approvals
from app.domain.table import TABLE, advance, is_approved, is_open, is_over, standing
from tests.unit.example import (
    APPROVED,
    BO,
    CY,
    EVENTS,
    IN_LINE,
    IN_STATE,
    LATER,
    NOON,
    PENDING,
    RULES,
    SUMMARY,
)

PAIRS = list(product(State, EVENTS))
OPEN = {State.PENDING, State.ESCALATED}
ENDS = {
    State.LIVE,
    State.REJECTED,
    State.FAILED,
    State.SUPERSEDED,
    State.CANCELLED,
    State.EXPIRED,
    State.ROLLED_BACK,
}


def test_the_examples_hold_every_event() -> None:
    assert set(EVENTS) == set(get_args(e.Event))


@pytest.mark.parametrize(("state", "kind"), PAIRS)
def test_every_pair_moves_as_the_table_says_or_is_refused(state: State, kind: type[e.Event]) -> None:
    deploy, event = (
        (IN_LINE if kind is e.Cancelled and state is State.APPROVED else IN_STATE[state]),
        EVENTS[kind],
    )
    if (state, kind) in TABLE:
        after, effects = advance(deploy, event)
        assert (after.state, effects) == TABLE[state, kind]
        assert after.changed_at == LATER
    else:
        with pytest.raises(Refused) as refusal:
            advance(deploy, event)
        assert str(refusal.value) == standing(deploy)


@pytest.mark.parametrize("state", State)
def test_what_stands_is_said_in_a_whole_sentence(state: State) -> None:
    words = standing(replace(IN_STATE[state], detail="abcdefghijkl"))
    assert words.endswith(".")
    assert "{" not in words
    assert "None" not in words


def test_only_a_person_leads_to_approval() -> None:
    into = {kind for (was, kind), (state, _) in TABLE.items() if state is State.APPROVED and was is not state}
    assert into == {e.Approved, e.Overridden}


def test_only_approval_leads_to_promotion() -> None:
    owing = {state for (_, _), (state, effects) in TABLE.items() if Effect.PROMOTE in effects}
    assert owing == {State.APPROVED}
    there = {State.PROMOTING, State.LIVE}
    into = {was for (was, _), (state, _) in TABLE.items() if state in there and state is not was}
    assert into == {State.APPROVED, State.PROMOTING, State.FAILED}


@pytest.mark.parametrize("state", State)
def test_answers_count_only_while_it_waits(state: State) -> None:
    assert is_open(IN_STATE[state]) == (state in OPEN)
    assert is_over(IN_STATE[state]) == (state in ENDS)
    assert is_approved(IN_STATE[state]) == (state in {State.APPROVED, State.PROMOTING, State.LIVE})


def test_an_approval_that_is_not_enough_yet_is_counted() -> None:
    rules = replace(RULES, approvals=Approvals(low=2))
    deploy = replace(PENDING, rules=rules)
    first, effects = advance(deploy, e.Approved(NOON, BO, SUMMARY.digest))
    assert (first.state, effects) == (State.PENDING, (Effect.REFRESH_CARD, Effect.EXPLAIN, Effect.SHOW_CHECK))
    assert first.decision is None
    second, _ = advance(first, e.Approved(NOON, CY, SUMMARY.digest))
    assert second.state is State.APPROVED
    assert [given.by for given in second.approvals] == [BO.id, CY.id]


def test_a_new_report_voids_the_approvals_of_the_old_one() -> None:
    deploy = replace(PENDING, approvals=APPROVED.approvals)
    newer = replace(SUMMARY, digest="sha256:" + "1" * 64, revision=2)
    voided = advance(deploy, e.Reviewed(NOON, newer, RULES))[0]
    assert (voided.approvals, voided.had_approved) == ((), (BO.id,))
    assert advance(voided, e.Reviewed(NOON, newer, RULES))[0].had_approved == (), "they are asked once"
    assert advance(deploy, e.Reviewed(NOON, SUMMARY, RULES))[0].approvals == deploy.approvals


def test_an_approval_under_another_policy_is_void_for_the_same_report() -> None:
    deploy = replace(PENDING, approvals=APPROVED.approvals)
    others = replace(RULES, policy="sha256:" + "2" * 64)
    assert advance(deploy, e.Reviewed(NOON, SUMMARY, others))[0].approvals == ()


@pytest.mark.parametrize(
    "urgent", [replace(PENDING, hotfix="Down."), replace(PENDING, summary=replace(SUMMARY, takes_back=1))]
)
def test_what_has_become_urgent_meanwhile_makes_room_for_nothing_ordinary(urgent: Deploy) -> None:
    with pytest.raises(Refused, match="makes room only for another"):
        advance(urgent, e.Superseded(NOON, "abcdefghijkl"))
    after, _ = advance(urgent, e.Superseded(NOON, "abcdefghijkl", is_urgent=True))
    assert after.state is State.SUPERSEDED


def test_a_report_from_old_evidence_is_not_wanted() -> None:
    with pytest.raises(Refused, match="out of date"):
        advance(replace(PENDING, evidence=1), e.Reviewed(NOON, SUMMARY, RULES))


def test_the_clock_starts_with_the_first_report_and_runs_on() -> None:
    reviewing = replace(IN_STATE[State.REVIEWING], deadline=None, reminders=())
    first, _ = advance(reviewing, e.Reviewed(NOON, SUMMARY, RULES))
    assert first.deadline == NOON + RULES.timeout
    assert [at - NOON for at in first.reminders] == list(RULES.remind_after)
    again, _ = advance(first, e.Reviewed(LATER, SUMMARY, RULES))
    assert again.deadline == first.deadline


@pytest.mark.parametrize("event", [e.DeadlinePassed(NOON), e.ReminderDue(NOON)])
def test_a_timer_that_rings_early_is_refused(event: e.Event) -> None:
    with pytest.raises(Refused):
        advance(PENDING, event)


def test_one_reminder_stands_for_all_that_were_missed() -> None:
    assert advance(PENDING, e.ReminderDue(LATER))[0].reminders == ()


def test_what_was_given_up_and_went_live_after_all_is_live() -> None:
    failed, _ = advance(APPROVED, e.Failed(NOON, "no answer"))
    assert advance(failed, e.WentLive(LATER))[0].state is State.LIVE


def test_what_was_never_approved_does_not_go_live() -> None:
    failed = replace(PENDING, state=State.FAILED)
    with pytest.raises(Refused, match="never approved"):
        advance(failed, e.WentLive(LATER))


def test_what_was_taken_back_elsewhere_says_so_and_no_one_is_told_no() -> None:
    after, effects = advance(PENDING, e.Withdrawn(NOON, "was cancelled on GitHub"))
    assert (after.state, after.decision) == (State.CANCELLED, None)
    assert Effect.DECLINE not in effects  # it would hit the run's next attempt
    assert "it was cancelled on GitHub." in standing(after)
