"""What happens at the same instant, twice, or not to its end: one at a time goes through a lane, and once."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from app import wiring
from app.adapters import keys
from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.outbox import Trouble
from app.domain.report import Level
from tests.stories.still import PLACE, Still
from tests.unit.example import BO, CY

ROUNDS = 50


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of them at the same instant, each on a thread; return what came of each, refusals too."""
    gun = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        gun.wait()
        try:
            return one()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def refusals(came: Iterable[object]) -> list[str]:
    return [str(each) for each in came if isinstance(each, Refused)]


def cleared(still: Still, deploys: Iterable[Deploy]) -> list[Deploy]:
    """Return which of them the CI may be asked for now."""
    found = map(still.get, deploys)
    return [deploy for deploy in found if deploy.promotion and deploy.promotion.answer_by]


@pytest.mark.parametrize(("level", "need"), [(Level.LOW, 1), (Level.HIGH, 2)])
def test_two_approvals_at_the_same_instant_are_two_and_none_is_lost(
    still: Still, level: Level, need: int
) -> None:
    other = still.elsewhere()
    for _ in range(10):
        deploy = still.pending(still.sample.routine.sha, level=level)
        came = at_once(lambda: still.approve(deploy, BO), lambda: still.approve(deploy, CY, other))  # noqa: B023
        after = still.get(deploy)
        assert after.state is State.APPROVED
        assert len(refusals(came)) == 2 - need
        assert len(after.approvals) == need
        assert len({given.by for given in after.approvals}) == need
        still.tell(deploy, e.Failed(wiring.now(), "Not today."))


def test_an_approval_against_a_lock_is_stopped_by_it_one_way_or_the_other(still: Still) -> None:
    for _ in range(10):
        deploy = still.pending(still.sample.routine.sha)
        came = at_once(lambda: still.approve(deploy), lambda: still.halt("lock"))  # noqa: B023
        if refusals(came):
            assert "locked by" in refusals(came)[0]
            assert still.get(deploy).state is State.PENDING
        else:
            still.stops(deploy, "locked by")
        still.halt("unlock")


def test_of_two_that_are_approved_at_the_same_instant_one_is_cleared(still: Still) -> None:
    """Over real Redis, on threads, as two processes do it."""
    here, there = still.parts, still.elsewhere()

    def go(deploy: Deploy, parts: wiring.Parts) -> None:
        still.approve(deploy, BO, parts)
        parts.gate.handle(deploy.id, e.Cleared(wiring.now()))

    for _ in range(ROUNDS):
        pair = [still.pending(still.sample.routine.sha) for _ in range(2)]
        came = at_once(lambda: go(pair[0], here), lambda: go(pair[1], there))  # noqa: B023
        (first,) = cleared(still, pair)
        assert refusals(came) == [f"Deploy {first.id} has to be through first."]
        (second,) = [deploy for deploy in pair if deploy.id != first.id]
        still.tell(first, e.Failed(wiring.now(), "Not today."))
        still.tell(second, e.Cleared(wiring.now()))
        still.tell(second, e.Failed(wiring.now(), "Not today."))
        assert still.parts.lanes.get(PLACE).line == ()


def test_decisions_of_two_lanes_at_the_same_instant_make_one_record(still: Still) -> None:
    other = still.elsewhere()
    for _ in range(10):
        here, there = (still.pending(still.sample.routine.sha, where) for where in ("production", "staging"))
        at_once(lambda: still.approve(here), lambda: still.approve(there, CY, other))  # noqa: B023
        for deploy in (here, there):
            still.tell(deploy, e.Failed(wiring.now(), "Not today."))
    lines = [json.loads(line) for line in still.redis.lrange(keys.AUDIT, 0, -1)]
    assert [line["seq"] for line in lines] == list(range(1, 21))


def test_the_next_is_called_the_moment_the_first_is_through(still: Still) -> None:
    """By a job of its own: nobody has to look again."""
    for end in (e.WentLive(wiring.now()), e.Failed(wiring.now(), "It broke.")):
        first = still.approved(still.sample.routine.sha)
        second = still.approved(still.child(still.sample.routine.sha))
        assert still.promote(second).state is State.APPROVED
        assert still.get(second).behind == first.id
        still.parts.redis.delete(still.parts.platform_queue.key)
        still.tell(still.goes(first), end)
        assert (second.id, "promote") in [job.args for job in still.parts.platform_queue.jobs]
        still.lives(still.goes(second))


def test_a_job_that_was_lost_is_hinted_at_again(still: Still) -> None:
    first = still.approved(still.sample.routine.sha)
    second = still.approved(still.child(still.sample.routine.sha))
    still.lives(still.goes(first))
    still.parts.redis.delete(still.parts.platform_queue.key)  # the job that called the second with it
    soon = wiring.now() + timedelta(seconds=30)
    assert second.id in still.parts.gate.due(soon)
    still.parts.gate.look(second.id, soon)
    assert (second.id, "promote") in [job.args for job in still.parts.platform_queue.jobs]
    still.goes(second)


def test_lanes_do_not_wait_for_each_other(still: Still) -> None:
    still.goes(still.approved(still.sample.routine.sha))
    still.goes(still.approved(still.sample.routine.sha, "staging"))


def test_a_worker_that_dies_before_the_last_look_has_not_looked(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    still.dies_at(deploy)
    still.halt("lock")
    still.stops(deploy, "locked by")


@pytest.mark.parametrize("asked", [False, True])
def test_a_worker_that_dies_between_the_last_look_and_the_cis_answer_starts_it_once(
    still: Still,
    asked: bool,  # noqa: FBT001 - a case
) -> None:
    before = len(still.ci.promotions)
    deploy = still.approved(still.sample.routine.sha)
    still.dies_at(deploy)
    deploy = still.tell(deploy, e.Cleared(wiring.now()))
    if asked:
        still.parts.promoter.start(deploy)
    still.halt("lock")  # too late: it may have begun
    still.goes(deploy)
    still.promote(deploy)
    begun = still.ci.promotions[before:]
    assert [promotion.started for promotion in begun] == [1]


def test_a_ci_that_was_surely_not_reached_leaves_time_to_look_again(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    turn = still.parts.gate.begin(deploy.id, Effect.PROMOTE, wiring.now())
    assert turn is not None
    still.tell(deploy, e.Cleared(wiring.now()))
    away = Trouble("The CI is not to be reached.", timedelta(seconds=1), in_doubt=False)
    still.parts.gate.postpone(turn, wiring.now(), away)
    still.halt("lock")
    still.stops(deploy, "locked by")


def test_a_name_in_other_letters_is_no_way_around_a_lock_or_out_of_the_line(still: Still) -> None:
    first = still.approved(still.sample.routine.sha)
    named = replace(first.request, key=replace(first.key, repository="Harbour/SHOP"))
    other, _ = still.parts.gate.queue(named, wiring.now())
    still.halt("lock")
    held = still.reviewed(other)
    with pytest.raises(Refused, match="locked by"):
        still.approve(held)
    still.halt("unlock")
    assert still.approve(held).behind == first.id
