"""What is owed is neither lost nor done twice."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain import clocks, outbox
from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import HERE, HINT_AGAIN, LATE, LEASE, Debt, Effect, Receipt
from app.domain.errors import Refused
from app.domain.outbox import Trouble, Turn
from tests.unit.example import APPROVED, BO, LATER, NOON, PENDING, QUEUED, SUMMARY

SECOND = timedelta(seconds=1)


def owing(*effects: Effect, receipts: tuple[Receipt, ...] = PENDING.receipts) -> Deploy:
    return outbox.owe(replace(PENDING, version=3, receipts=receipts), effects, NOON)


def begun(deploy: Deploy, effect: Effect, at: datetime = NOON) -> tuple[Deploy, Turn]:
    deploy, turn = outbox.begin(deploy, effect, at)
    assert turn is not None
    return deploy, turn


def test_a_new_deploy_owes_its_review() -> None:
    assert [debt.effect for debt in QUEUED.owed] == [Effect.REVIEW]
    assert clocks.wake_at(QUEUED) == NOON


def test_a_move_owes_what_the_table_says_under_its_version() -> None:
    after = outbox.move(PENDING, e.Approved(NOON, BO, SUMMARY.digest))
    assert {debt.effect for debt in after.owed} == {Effect.REFRESH_CARD, Effect.PROMOTE}
    assert {debt.since for debt in after.owed} == {after.version} == {PENDING.version + 1}


def test_what_nobody_waits_for_any_more_is_not_owed() -> None:
    following = outbox.move(APPROVED, e.PromotionStarted(NOON))
    assert following.debt(Effect.FOLLOW)
    assert not outbox.move(following, e.WentLive(NOON)).debt(Effect.FOLLOW)


def test_one_attempt_at_a_time() -> None:
    deploy, _ = begun(owing(Effect.PROMOTE), Effect.PROMOTE)
    assert outbox.begin(deploy, Effect.PROMOTE, NOON + LEASE - SECOND)[1] is None


def test_a_dead_attempt_is_taken_over_in_doubt() -> None:
    deploy, first = begun(owing(Effect.PROMOTE), Effect.PROMOTE)
    assert not first.in_doubt
    _, second = outbox.begin(deploy, Effect.PROMOTE, NOON + LEASE)
    assert second is not None
    assert second.in_doubt


def test_what_is_settled_is_not_owed_and_has_its_receipt() -> None:
    deploy, turn = begun(owing(Effect.ANNOUNCE), Effect.ANNOUNCE)
    receipt = Receipt(Effect.ANNOUNCE, turn.since, "C1", "2.2")
    after = outbox.settle(deploy, turn, NOON, receipt)
    assert after.owed == ()
    assert after.receipts[-1] == receipt


def test_a_debt_renewed_during_the_attempt_is_done_again_at_once() -> None:
    deploy, turn = begun(owing(Effect.REFRESH_CARD), Effect.REFRESH_CARD)
    renewed = outbox.owe(replace(deploy, version=4), (Effect.REFRESH_CARD,), NOON)
    after = outbox.settle(renewed, turn, NOON + SECOND)
    assert [(debt.since, debt.leased_until) for debt in after.owed] == [(4, None)]
    assert outbox.hinted(after, NOON + SECOND)[1] == (Effect.REFRESH_CARD,)


def test_a_failed_attempt_waits_and_says_why() -> None:
    deploy, turn = begun(owing(Effect.ANNOUNCE), Effect.ANNOUNCE)
    after = outbox.postpone(deploy, turn, NOON, Trouble("Slack is away.", 5 * SECOND, in_doubt=False))
    debt = after.debt(Effect.ANNOUNCE)
    assert debt is not None
    assert (debt.problem, debt.look_at, debt.in_doubt) == ("Slack is away.", NOON + 5 * SECOND, False)
    assert outbox.begin(after, Effect.ANNOUNCE, NOON + 5 * SECOND)[1] is not None


def test_the_card_is_owed_anew_when_what_it_says_of_a_trouble_changes() -> None:
    deploy, turn = begun(owing(Effect.PROMOTE), Effect.PROMOTE)
    away = Trouble("GitHub is away.", SECOND, in_doubt=False)
    told = outbox.postpone(deploy, turn, NOON, away)
    assert outbox.troubles(told) == ("GitHub is away.",)
    assert told.debt(Effect.REFRESH_CARD)
    drawn = replace(told, owed=tuple(d for d in told.owed if d.effect is Effect.PROMOTE))
    again, turn = begun(drawn, Effect.PROMOTE, NOON + SECOND)
    assert not outbox.postpone(again, turn, NOON + SECOND, away).debt(Effect.REFRESH_CARD)
    over = outbox.settle(again, turn, NOON + SECOND)
    assert outbox.troubles(over) == ()
    assert over.debt(Effect.REFRESH_CARD)


def test_an_attempt_that_broke_off_is_told_from_one_that_had_to_wait() -> None:
    deploy, turn = begun(owing(Effect.REVIEW), Effect.REVIEW)
    waited = outbox.postpone(deploy, turn, NOON, Trouble("GitHub is away.", SECOND, in_doubt=False))
    again, _ = begun(waited, Effect.REVIEW, NOON + SECOND)
    broken, _ = begun(again, Effect.REVIEW, NOON + 3600 * SECOND)
    debts = [deploy.debt(Effect.REVIEW) for deploy in (again, broken)]
    assert [(debt.attempts, debt.breaks) for debt in debts if debt] == [(2, 0), (3, 1)]


def test_settling_or_postponing_what_is_gone_changes_nothing() -> None:
    deploy, turn = begun(owing(Effect.ANNOUNCE), Effect.ANNOUNCE)
    gone = replace(deploy, owed=())
    assert outbox.settle(gone, turn, NOON) == gone
    assert outbox.postpone(gone, turn, NOON, Trouble(None, SECOND, in_doubt=False)) == gone


def test_back_off_doubles_up_to_five_minutes() -> None:
    debt = owing(Effect.ANNOUNCE).owed[0]
    waits = [outbox.back_off(replace(debt, attempts=n)).total_seconds() for n in (1, 2, 3, 4, 20)]
    assert waits == [1, 2, 4, 8, 300]
    assert outbox.back_off(None) == SECOND


def test_a_job_is_hinted_at_once_and_again_when_it_may_be_lost() -> None:
    deploy, effects = outbox.hinted(owing(Effect.ANNOUNCE), NOON)
    assert effects == (Effect.ANNOUNCE,)
    assert outbox.hinted(deploy, NOON + HINT_AGAIN - SECOND)[1] == ()
    assert outbox.hinted(deploy, NOON + HINT_AGAIN)[1] == (Effect.ANNOUNCE,)


def test_what_needs_the_card_waits_for_it() -> None:
    deploy = owing(Effect.POST_CARD, Effect.REFRESH_CARD, receipts=())
    deploy, effects = outbox.hinted(deploy, NOON)
    assert effects == (Effect.POST_CARD,)
    assert outbox.begin(deploy, Effect.REFRESH_CARD, NOON)[1] is None
    deploy, turn = begun(deploy, Effect.POST_CARD)
    after = outbox.settle(deploy, turn, NOON, Receipt(Effect.POST_CARD, 3, "C1", "1.1"))
    assert outbox.hinted(after, NOON)[1] == (Effect.REFRESH_CARD,)


def test_who_comes_too_late_gives_back_no_lease_of_another() -> None:
    """Or who comes third would not look whether the second has posted."""
    deploy, late = begun(owing(Effect.ANNOUNCE), Effect.ANNOUNCE)
    deploy, turn = outbox.begin(deploy, Effect.ANNOUNCE, NOON + LEASE)
    assert turn
    trouble = Trouble("Slack asks to slow down.", SECOND, in_doubt=False)
    assert outbox.postpone(deploy, late, NOON + LEASE, trouble) == deploy
    assert outbox.postpone(deploy, turn, NOON + LEASE, trouble) != deploy


def test_a_lease_must_last_for_what_is_to_be_done() -> None:
    deploy, turn = begun(owing(Effect.ANNOUNCE), Effect.ANNOUNCE)
    assert outbox.holds(deploy, turn, NOON, LEASE)
    assert not outbox.holds(deploy, turn, NOON + SECOND, LEASE)
    assert outbox.holds(outbox.renew(deploy, Effect.ANNOUNCE, NOON + SECOND), turn, NOON + SECOND, LEASE)
    other, _ = outbox.begin(deploy, Effect.ANNOUNCE, NOON + LEASE)
    assert not outbox.holds(other, turn, NOON + LEASE, SECOND)
    assert not outbox.holds(outbox.settle(deploy, turn, NOON), turn, NOON, SECOND)


def test_a_card_is_lost_once_and_not_the_one_that_took_its_place() -> None:
    lost = e.CardLost(LATER, "1.1")
    after = outbox.move(PENDING, lost)
    assert (after.card, {debt.effect for debt in after.owed}) == (
        None,
        {Effect.POST_CARD, Effect.POST_FINDINGS},
    )
    posted = replace(PENDING, receipts=(Receipt(Effect.POST_CARD, 4, "C0APPROVAL", "2.2"),))
    for deploy in (after, posted):
        with pytest.raises(Refused):
            outbox.move(deploy, lost)


def test_a_card_that_cannot_be_posted_does_not_wake_anybody_in_a_loop() -> None:
    deploy, turn = begun(owing(Effect.POST_CARD, Effect.REFRESH_CARD, receipts=()), Effect.POST_CARD)
    deploy = outbox.postpone(deploy, turn, NOON, Trouble("no channel", 60 * SECOND, in_doubt=False))
    later = replace(deploy, deadline=None, reminders=())
    wake = clocks.wake_at(later)
    assert wake is not None
    assert wake >= NOON + 60 * SECOND


def test_a_deploy_wakes_for_its_reminder_its_deadline_and_its_silent_ci() -> None:
    assert clocks.wake_at(PENDING) == PENDING.reminders[0]
    assert clocks.wake_at(replace(PENDING, reminders=())) == PENDING.deadline
    promotion = APPROVED.promotion
    assert promotion is not None
    assert clocks.wake_at(APPROVED) == promotion.answer_by
    assert clocks.wake_at(replace(PENDING, state=State.LIVE)) is None


def test_time_escalates_before_it_reminds() -> None:
    assert isinstance(clocks.due_event(PENDING, LATER), e.DeadlinePassed)
    assert isinstance(clocks.due_event(PENDING, NOON + timedelta(hours=1)), e.ReminderDue)
    assert clocks.due_event(PENDING, NOON) is None


def test_a_silent_ci_is_a_failure_that_says_how_far_it_came() -> None:
    failed = clocks.due_event(APPROVED, LATER)
    assert isinstance(failed, e.Failed)
    assert failed.reason.startswith("The CI did not answer")
    barred = Debt(Effect.PROMOTE, since=0, look_at=NOON, attempts=9, problem="GitHub does not let us in.")
    failed = clocks.due_event(replace(APPROVED, owed=(barred,)), LATER)
    assert isinstance(failed, e.Failed)
    assert failed.reason.startswith("GitHub does not let us in. That did not change within the policy's time")
    started = outbox.move(APPROVED, e.PromotionStarted(NOON))
    failed = clocks.due_event(started, LATER)
    assert isinstance(failed, e.Failed)
    assert failed.reason.startswith("The CI started the promotion and then fell silent")


def test_hints_grow_rare_where_nobody_works() -> None:
    deploy, at, gaps = owing(Effect.ANNOUNCE), NOON, []
    for _ in range(8):
        deploy, effects = outbox.hinted(deploy, at)
        assert effects == (Effect.ANNOUNCE,)
        gaps.append((deploy.owed[0].look_at - at).total_seconds())
        at = deploy.owed[0].look_at
    assert gaps == [10, 20, 40, 80, 160, 300, 300, 300]


def test_what_is_no_longer_true_is_not_said() -> None:
    escalated = outbox.move(PENDING, e.DeadlinePassed(LATER))
    assert escalated.debt(Effect.POST_ESCALATION)
    assert not outbox.move(escalated, e.Approved(LATER, BO, SUMMARY.digest)).debt(Effect.POST_ESCALATION)
    failed = outbox.move(APPROVED, e.Failed(LATER, "no answer"))
    assert failed.debt(Effect.POST_FAILURE)
    assert not outbox.move(failed, e.WentLive(LATER)).debt(Effect.POST_FAILURE)


def test_a_promotion_that_nobody_asked_for_says_so() -> None:
    owing_it = outbox.owe(APPROVED, (Effect.PROMOTE,), NOON)
    failed = clocks.due_event(owing_it, LATER)
    assert isinstance(failed, e.Failed)
    assert failed.reason.startswith("Nobody asked the CI")


def test_what_its_mover_does_by_itself_needs_no_job_but_is_looked_after() -> None:
    deploy, effects = outbox.hinted(
        owing(Effect.REFRESH_CARD, Effect.PROMOTE), NOON, frozenset({Effect.REFRESH_CARD})
    )
    assert effects == (Effect.PROMOTE,)
    assert outbox.hinted(deploy, NOON + HERE)[1] == (Effect.REFRESH_CARD,)


def test_waiting_for_its_turn_is_no_attempt_so_nothing_backs_off_because_of_it() -> None:
    deploy, turn = begun(owing(Effect.POST_REASON), Effect.POST_REASON)
    waited = outbox.postpone(deploy, turn, NOON, Trouble(None, SECOND, in_doubt=False, is_try=False))
    failed = outbox.postpone(deploy, turn, NOON, Trouble(None, SECOND, in_doubt=False))
    assert [each.owed[0].attempts for each in (waited, failed)] == [0, 1]


def test_since_when_something_is_owed_counts_from_the_first_time() -> None:
    deploy = outbox.owe(owing(Effect.REFRESH_CARD), (Effect.REFRESH_CARD, Effect.POST_REASON), LATER)
    assert outbox.owed_since(deploy) == NOON
    deploy, turn = begun(deploy, Effect.REFRESH_CARD, LATER)
    assert outbox.owed_since(outbox.settle(deploy, turn, LATER)) == LATER
    assert outbox.owed_since(replace(deploy, owed=())) is None


def test_what_waits_for_the_ci_or_for_its_turn_in_the_lane_is_not_late() -> None:
    deploy = owing(Effect.PROMOTE, Effect.FOLLOW)
    assert outbox.owed_since(deploy) == NOON
    assert outbox.owed_since(replace(deploy, behind="abcdefghijkl")) is None


def test_who_is_still_at_it_keeps_the_lease_and_a_debt_that_nobody_is_at_gets_none() -> None:
    deploy, _ = begun(owing(Effect.REVIEW), Effect.REVIEW)
    soon = NOON + LEASE - SECOND
    renewed = outbox.renew(deploy, Effect.REVIEW, soon)
    assert outbox.begin(renewed, Effect.REVIEW, soon + LEASE - SECOND)[1] is None
    assert outbox.begin(renewed, Effect.REVIEW, soon + LEASE)[1]
    for idle in (owing(Effect.REVIEW), owing()):
        assert outbox.renew(idle, Effect.REVIEW, soon) == idle


def test_an_attempt_that_was_killed_is_followed_by_another_soon_and_counted() -> None:
    deploy = owing(Effect.REVIEW)
    for breaks in range(3):
        deploy, turn = begun(deploy, Effect.REVIEW, LATER)
        debt = turn.deploy.debt(Effect.REVIEW)
        assert debt is not None
        assert debt.breaks == breaks
        deploy = outbox.let_go(deploy, Effect.REVIEW, NOON)
    assert outbox.let_go(owing(), Effect.REVIEW, NOON) == owing()


def test_who_has_a_place_in_a_line_waits_to_be_called_though_it_is_owed_anew() -> None:
    deploy, turn = begun(owing(Effect.REFRESH_CARD), Effect.REFRESH_CARD)
    minute = timedelta(minutes=1)
    waits = outbox.postpone(
        deploy, turn, NOON, Trouble(None, minute, in_doubt=False, is_try=False, is_called=True)
    )
    renewed = outbox.owe(waits, (Effect.REFRESH_CARD,), NOON + SECOND)
    assert outbox.hinted(renewed, NOON + SECOND)[1] == ()
    assert outbox.hinted(renewed, NOON + minute)[1] == (Effect.REFRESH_CARD,)
    called, _ = begun(renewed, Effect.REFRESH_CARD, NOON + SECOND)
    assert not called.owed[0].is_in_line


def test_a_job_in_a_long_queue_is_late_and_not_lost() -> None:
    full = frozenset({Effect.PROMOTE})
    deploy, effects = outbox.hinted(owing(Effect.PROMOTE), NOON, full=full)
    assert effects == (Effect.PROMOTE,), "the first is queued all the same"
    deploy, effects = outbox.hinted(deploy, NOON + HINT_AGAIN, full=full)
    assert effects == ()
    assert outbox.hinted(deploy, LATER)[1] == (Effect.PROMOTE,)


def test_a_job_that_was_lost_in_a_long_queue_is_missed_a_minute_after_the_queue_is_short() -> None:
    deploy, _ = outbox.hinted(owing(Effect.PROMOTE), NOON)
    at = NOON + HINT_AGAIN
    for _ in range(20):
        deploy, effects = outbox.hinted(deploy, at, full=frozenset({Effect.PROMOTE}))
        assert effects == ()
        at += LATE
    assert outbox.hinted(deploy, at)[1] == (Effect.PROMOTE,)
