"""Nobody holds a lane for ever; what only people can mend is shown to who waits."""

from datetime import timedelta

from app import wiring
from app.adapters import keys, lanes
from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import Deploy, State
from tests.stories.still import PLACE, Still


def waiting(still: Still) -> tuple[Deploy, Deploy]:
    first = still.approved(still.sample.routine.sha)
    second = still.approved(still.child(still.sample.routine.sha))
    assert still.promote(second).behind == first.id
    return first, second


def test_when_one_in_the_middle_is_called_off_the_next_waits_for_the_first(still: Still) -> None:
    first, second = waiting(still)
    third = still.approved(still.sample.wording.sha)
    assert third.behind == second.id
    still.tell(second, e.Failed(wiring.now(), "It broke."))
    assert still.promote(third).behind == first.id


def test_one_that_is_gone_from_redis_leaves_the_line(still: Still) -> None:
    first, second = waiting(still)
    still.redis.delete(keys.deploy(first.id))
    still.goes(second)
    assert still.parts.lanes.get(PLACE).line == (second.id,)


def test_one_that_is_over_leaves_the_line(still: Still) -> None:
    first, second = waiting(still)
    lane = still.parts.lanes.get(PLACE)
    still.tell(first, e.Failed(wiring.now(), "It broke."))
    with still.redis.pipeline() as pipe:  # as if the line had been brought back from a backup
        lanes.write(pipe, PLACE, lane)
        pipe.execute()
    still.goes(second)


def test_one_that_cannot_be_read_stays_and_is_named_on_the_card_of_the_next(still: Still) -> None:
    """It may be on its way: nobody but a person can tell."""
    first, second = waiting(still)
    kept = still.redis.get(keys.deploy(first.id))
    assert isinstance(kept, bytes)
    still.redis.set(keys.deploy(first.id), b"{")
    second = still.promote(second)
    assert second.state is State.APPROVED
    assert f"Deploy {first.id} is ahead and its record in Redis cannot be read" in outbox.troubles(second)[0]
    still.redis.set(keys.deploy(first.id), kept)
    assert outbox.troubles(still.promote(second)) == ()
    still.redis.delete(keys.deploy(first.id))
    still.goes(second)


def test_a_lane_that_cannot_be_read_decides_nothing_and_says_so(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    name = keys.lane(PLACE.repository, PLACE.environment)
    kept = still.redis.get(name)
    assert isinstance(kept, bytes)
    still.redis.set(name, b"{")
    deploy = still.promote(deploy)
    assert outbox.troubles(deploy) == ("The lock of this environment cannot be read, so nothing is decided.",)
    still.redis.set(name, kept)
    still.goes(deploy)


def test_a_lane_that_was_lost_is_joined_anew_by_who_is_on_the_way(still: Still) -> None:
    first, second = waiting(still)
    still.redis.delete(keys.lane(PLACE.repository, PLACE.environment))
    still.goes(first)
    assert still.promote(second).behind == first.id


def test_one_that_cannot_be_looked_at_is_asked_about_again_and_lets_the_next_go(still: Still) -> None:
    first, second = waiting(still)
    late = wiring.now() + timedelta(hours=1)
    still.parts.gate.look(second.id, late)  # who waits in line has all the time it takes
    assert still.get(second).state is State.APPROVED
    still.parts.gate.look(first.id, late)
    assert "could not be made within the policy's time" in (still.get(first).stopped or "")
    still.goes(second)
