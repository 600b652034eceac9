"""Whose place a newer deploy takes: by the policy, by what is urgent, and whichever review ends first."""

import pytest

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.policy import Supersede
from tests.stories.still import Still
from tests.unit.example import BO
from workers import supersede

Outcomes = list[tuple[Supersede, list[type[e.Event]], State]]
LATEST, ON_APPROVAL, NEVER = Supersede.LATEST, Supersede.ON_APPROVAL, Supersede.NEVER
CASES: Outcomes = [
    (LATEST, [], State.SUPERSEDED),
    (LATEST, [e.Approved], State.SUPERSEDED),  # by then
    (ON_APPROVAL, [], State.PENDING),
    (ON_APPROVAL, [e.Approved], State.SUPERSEDED),
    (ON_APPROVAL, [e.Approved, e.WentLive], State.SUPERSEDED),  # by a CI that was faster than the job
    (ON_APPROVAL, [e.Rejected], State.PENDING),
    (NEVER, [e.Approved], State.PENDING),
]


def looks(still: Still, deploy: Deploy) -> None:
    supersede.run(deploy.id, Effect.SUPERSEDE)
    assert still.get(deploy).debt(Effect.SUPERSEDE) is None


def told(still: Still, deploy: Deploy, kind: type[e.Event]) -> None:
    if kind is e.Approved:
        still.approve(deploy)
    elif kind is e.WentLive:
        still.lives(deploy)
    else:
        assert deploy.summary is not None
        still.tell(deploy, e.Rejected(wiring.now(), BO, deploy.summary.digest, "Not today."))


@pytest.mark.parametrize(("mode", "events", "becomes"), CASES)
def test_the_policy_says_when_the_newer_one_takes_the_place(
    still: Still, mode: Supersede, events: list[type[e.Event]], becomes: State
) -> None:
    older = still.pending(still.sample.routine.sha, supersede=mode)
    newer = still.pending(still.child(still.sample.routine.sha), supersede=mode)
    elsewhere = still.pending(still.sample.routine.sha, "staging", supersede=mode)
    for kind in events:
        told(still, newer, kind)
    looks(still, newer)
    assert still.get(older).state is becomes
    assert still.get(older).detail == (newer.id if becomes is State.SUPERSEDED else None)
    assert still.get(elsewhere).state is State.PENDING


@pytest.mark.parametrize(
    ("older_is", "newer_is", "becomes"),
    [
        ("a hotfix", "ordinary", State.PENDING),
        ("a rollback", "ordinary", State.PENDING),
        ("a hotfix", "a hotfix", State.SUPERSEDED),
        ("ordinary", "a hotfix", State.SUPERSEDED),
    ],
)
def test_nothing_ordinary_pushes_a_hotfix_or_a_rollback_aside(
    still: Still, older_is: str, newer_is: str, becomes: State
) -> None:
    def waits(sha: str, kind: str) -> Deploy:
        takes_back = 2 if kind == "a rollback" else None
        deploy = still.pending(sha, supersede=LATEST, takes_back=takes_back)
        if kind == "a hotfix":
            still.tell(deploy, e.MarkedHotfix(wiring.now(), BO, "The shop is down."))
        return deploy

    older = waits(still.sample.routine.sha, older_is)
    newer = waits(still.child(still.sample.routine.sha), newer_is)
    looks(still, newer)
    assert still.get(older).state is becomes


def test_what_was_queued_later_keeps_its_place_though_an_earlier_one_contains_it(still: Still) -> None:
    earlier = still.pending(still.child(still.sample.routine.sha), supersede=LATEST)
    later = still.pending(still.sample.routine.sha, supersede=LATEST)
    for deploy in (earlier, later):
        looks(still, deploy)
    assert {still.get(deploy).state for deploy in (earlier, later)} == {State.PENDING}


def test_an_older_one_whose_review_ends_last_has_lost_its_place_too(still: Still) -> None:
    older = still.queue(still.sample.routine.sha)
    newer = still.pending(still.child(still.sample.routine.sha), supersede=LATEST)
    looks(still, newer)
    older = still.reviewed(older, LATEST)
    looks(still, older)
    assert (still.get(older).state, still.get(newer).state) == (State.SUPERSEDED, State.PENDING)


def test_one_that_was_stopped_right_before_its_promotion_makes_room_for_a_newer_one(still: Still) -> None:
    older = still.approve(still.pending(still.sample.routine.sha, supersede=LATEST))
    newer = still.pending(still.child(still.sample.routine.sha), supersede=LATEST)
    looks(still, newer)
    still.halt("lock")
    older = still.stops(older, "locked by")
    assert older.debt(Effect.SUPERSEDE)
    looks(still, older)
    assert still.get(older).state is State.SUPERSEDED
