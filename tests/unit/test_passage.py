"""A deploy's way through its lane, from what holds it up to what it leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import clocks, outbox
from app.domain import event as e
from app.domain.alarm import approved_at
from app.domain.deploy import Deploy, Override, Promotion, State
from app.domain.effect import Debt, Effect
from app.domain.errors import Refused
from app.domain.lane import HoldKind, Lane, Lock, Pause
from app.domain.passage import in_lane, lane_after
from app.domain.person import AIRLOCK
from app.domain.policy import Approvals, Freeze
from tests.unit.example import APPROVED, BO, CY, GIL, IN_STATE, NOON, PENDING, RULES, SUMMARY

HOUR = timedelta(hours=1)
LOCK = Lock(BO.id, NOON, "The migration runs.")
PAUSE = Pause(CY.id, NOON, NOON + 2 * HOUR, "The fair.")
GIVEN_BACK = Lock(AIRLOCK, NOON, "Rolled back.", after_rollback=True)
UNCLEARED = replace(APPROVED, promotion=Promotion())
ROLLBACK = replace(UNCLEARED, summary=replace(SUMMARY, takes_back=2))
HOTFIX = replace(UNCLEARED, hotfix="The shop is down.")
BROKEN = replace(
    UNCLEARED,
    approvals=(),
    override=Override(GIL.id, NOON, "The shop is down."),
    decision=replace(UNCLEARED.decision, by=GIL.id) if UNCLEARED.decision else None,
)
STALE = replace(BROKEN, decision=APPROVED.decision, approvals=APPROVED.approvals)  # stopped, then approved
MINE = Lane(line=(APPROVED.id,))


def clear(deploy: Deploy, lane: Lane) -> Deploy:
    return outbox.move(deploy, e.Cleared(NOON), lane)


@pytest.mark.parametrize("state", State)
def test_a_lane_holds_what_waits_and_tells_nothing_of_what_is_over(state: State) -> None:
    deploy = in_lane(IN_STATE[state], Lane(lock=LOCK, line=("other",)), NOON)
    waits = {State.PENDING, State.ESCALATED, State.APPROVED, State.PROMOTING}
    assert (deploy.hold is not None) == (state in waits)
    assert (deploy.behind == "other") == (state in {State.APPROVED, State.PROMOTING})


@pytest.mark.parametrize(
    ("pauses", "freezes", "hours"),
    [
        ((), (), None),
        ((PAUSE,), (), 2),
        ((PAUSE,), (Freeze("Fri 13:00", "Mon 08:00"),), 1),
        ((), (Freeze("Fri 16:00", "Mon 08:00"),), 4),
        ((replace(PAUSE, until=NOON),), (), None),
    ],
)
def test_a_card_is_looked_at_again_when_a_freeze_begins_or_ends(
    pauses: tuple[Pause, ...], freezes: tuple[Freeze, ...], hours: int | None
) -> None:
    deploy = in_lane(replace(PENDING, rules=replace(RULES, freeze=freezes)), Lane(pauses=pauses), NOON)
    assert deploy.turns_at == (None if hours is None else NOON + hours * HOUR)


@pytest.mark.parametrize("lane", [Lane(LOCK, line=MINE.line), replace(MINE, pauses=(PAUSE,))])
def test_a_lock_or_freeze_after_the_approval_stops_it(lane: Lane) -> None:
    with pytest.raises(Refused, match=r"locked by <@U0BO000001>|frozen by <@U0CY000001> until"):
        clear(UNCLEARED, lane)


def test_a_policys_freeze_that_begins_after_the_approval_stops_it() -> None:
    rules = replace(RULES, freeze=(Freeze("Fri 11:00", "Mon 08:00"),))
    with pytest.raises(Refused, match="frozen by the policy until Mon 2026-11-23 08:00 UTC"):
        clear(replace(UNCLEARED, rules=rules), MINE)


@pytest.mark.parametrize(
    ("deploy", "lane"),
    [
        (UNCLEARED, MINE),
        (ROLLBACK, replace(MINE, pauses=(PAUSE,))),
        (ROLLBACK, replace(MINE, lock=GIVEN_BACK)),
        (BROKEN, replace(MINE, lock=LOCK, pauses=(PAUSE,))),
        (replace(HOTFIX, rules=replace(RULES, approvals=Approvals(high=1))), replace(MINE, pauses=(PAUSE,))),
    ],
)
def test_what_may_pass_is_cleared_and_the_cis_time_begins(deploy: Deploy, lane: Lane) -> None:
    promotion = clear(deploy, lane).promotion
    assert promotion is not None
    assert promotion.answer_by == NOON + RULES.promote.within


@pytest.mark.parametrize(
    ("deploy", "lane", "words"),
    [
        (ROLLBACK, replace(MINE, lock=LOCK), "locked by"),  # a person's own lock holds everything
        (HOTFIX, replace(MINE, lock=LOCK), "locked by"),
        (
            HOTFIX,
            replace(MINE, pauses=(PAUSE,)),
            "needs 2 approvals by now and has 1: it goes through a freeze",
        ),
        (STALE, replace(MINE, lock=LOCK), "locked by"),
        (BROKEN, Lane(line=("other", BROKEN.id)), "other has to be through first"),
        (replace(UNCLEARED, summary=replace(SUMMARY, digest="sha256:1")), MINE, "report is another"),
        (replace(UNCLEARED, decision=None), MINE, "report is another"),
    ],
)
def test_what_may_not_pass_is_told_why(deploy: Deploy, lane: Lane, words: str) -> None:
    with pytest.raises(Refused, match=words):
        clear(deploy, lane)


def test_the_line_is_joined_by_approval_and_left_by_every_end() -> None:
    lane = lane_after(Lane(), APPROVED, e.Approved(NOON, BO, SUMMARY.digest))
    assert lane.line == (APPROVED.id,)
    for state in State:
        stays = state in {State.APPROVED, State.PROMOTING}
        assert lane_after(lane, IN_STATE[state], e.LaneChanged(NOON)).line == (lane.line if stays else ())


def test_what_went_live_is_live_and_only_a_rollback_locks() -> None:
    live = replace(UNCLEARED, state=State.LIVE)
    assert lane_after(MINE, live, e.WentLive(NOON)) == Lane(live=live.id)
    back = replace(ROLLBACK, state=State.LIVE)
    after = lane_after(MINE, back, e.WentLive(NOON))
    assert after.lock is not None
    assert (after.lock.by, after.lock.after_rollback, after.version) == (AIRLOCK, True, 1)
    assert SUMMARY.digest not in after.lock.reason
    assert back.key.sha[:12] in after.lock.reason
    locked = replace(MINE, lock=LOCK, version=4)
    assert lane_after(locked, back, e.WentLive(NOON)) == Lane(lock=LOCK, live=back.id, version=4)


def test_who_went_live_before_is_remembered_and_never_oneself() -> None:
    for lane, before in ((replace(MINE, live="before"), "before"), (replace(MINE, live=APPROVED.id), None)):
        assert outbox.move(APPROVED, e.WentLive(NOON), lane).took_over == before


def test_the_first_in_line_has_the_policys_time_for_its_last_look() -> None:
    """Nobody holds a lane for ever: what cannot be looked at is asked about again."""
    waiting = in_lane(UNCLEARED, Lane(line=("other", UNCLEARED.id)), NOON)
    assert clocks.due_event(waiting, NOON + timedelta(days=9)) is None
    first, until = in_lane(waiting, MINE, NOON), NOON + RULES.promote.within
    assert in_lane(first, MINE, NOON + HOUR) == first  # its time does not begin anew
    debt = Debt(Effect.PROMOTE, 1, NOON, problem="GitHub answered 502.")
    for owed, why in (((), "policy's time."), ((debt,), "policy's time: GitHub answered 502.")):
        deploy = replace(first, owed=owed)
        assert clocks.due_event(deploy, until - HOUR / 60) is None
        event = clocks.due_event(deploy, until)
        assert isinstance(event, e.Reopened)
        assert event.reason.endswith(why)
        assert outbox.move(deploy, event, MINE).state is State.PENDING


def test_who_lets_it_through_on_the_platform_before_its_turn_has_gone_around_the_gate() -> None:
    assert approved_at(PENDING) is None
    assert approved_at(UNCLEARED) is None
    assert approved_at(outbox.move(UNCLEARED, e.WentLive(NOON))) is None
    soon = NOON + HOUR
    cleared = outbox.move(UNCLEARED, e.Cleared(soon), MINE)
    assert approved_at(cleared) == soon
    assert approved_at(outbox.move(cleared, e.PromotionStarted(soon + HOUR))) == soon


def test_no_word_of_the_ci_makes_the_last_look_needless() -> None:
    """That it has begun before anybody asked for it is not believed; that it is live is true anyway."""
    with pytest.raises(Refused, match="Its turn has not come"):
        outbox.move(UNCLEARED, e.PromotionStarted(NOON))
    assert outbox.move(UNCLEARED, e.WentLive(NOON)).state is State.LIVE


def test_what_was_cleared_is_not_asked_about_again_by_the_clock() -> None:
    assert in_lane(APPROVED, MINE, NOON) == APPROVED
    cleared = clear(UNCLEARED, MINE)
    event = clocks.due_event(cleared, NOON + RULES.promote.within)
    assert isinstance(event, e.Failed)


def test_what_is_asked_again_has_all_its_time_again_and_no_yes() -> None:
    late = NOON + timedelta(days=8)
    held = replace(
        BROKEN, expires_at=NOON + timedelta(days=7), reminders=(NOON,), rungs=(NOON,), ping_at=NOON
    )
    again = outbox.move(held, e.Reopened(late, "The policy has changed."), MINE)
    assert (again.state, again.approvals, again.decision) == (State.PENDING, (), None)
    assert not again.is_overridden
    assert again.stopped == "The policy has changed."
    assert clocks.due_event(again, late + HOUR) is None
    with pytest.raises(Refused, match="being read"):
        outbox.move(again, e.Approved(late, BO, SUMMARY.digest))
    assert {Effect.REVIEW, Effect.SUPERSEDE} <= {debt.effect for debt in again.owed}


def test_what_has_begun_is_not_asked_about_again() -> None:
    with pytest.raises(Refused, match="has begun"):
        outbox.move(
            replace(APPROVED, promotion=Promotion(started_at=NOON)),
            e.Reopened(NOON, "The policy has changed."),
        )


def test_a_hold_shows_which_kind_it_is() -> None:
    assert [
        hold.kind if (hold := in_lane(PENDING, lane, NOON).hold) else None
        for lane in (Lane(), Lane(lock=LOCK), Lane(pauses=(PAUSE,)))
    ] == [None, HoldKind.LOCK, HoldKind.FREEZE]
