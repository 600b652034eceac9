"""What holds a lane up, and who goes through it, one by one."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.lane import Hold, HoldKind, Lane, Lock, Pause, hold_of
from app.domain.person import AIRLOCK
from app.domain.policy import Freeze
from tests.unit.example import BO, CY, NOON

HOUR = timedelta(hours=1)
LOCK = Lock(BO.id, NOON, "The migration runs.")
SHORT = Pause(BO.id, NOON, NOON + HOUR, "Lunch.")
LONG = Pause(CY.id, NOON, NOON + 3 * HOUR, "The fair.")
WEEKEND = Freeze("Fri 11:00", "Mon 08:00", reason="Nobody is in.")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BY_BO = Hold(HoldKind.FREEZE, BO.id, NOON + HOUR, "Lunch.", since=NOON)
BY_CY = Hold(HoldKind.FREEZE, CY.id, NOON + 3 * HOUR, "The fair.", since=NOON)
LOCKED = Hold(HoldKind.LOCK, BO.id, None, "The migration runs.", since=NOON)
BY_POLICY = Hold(HoldKind.FREEZE, None, MONDAY, "Nobody is in.")


@pytest.mark.parametrize(
    ("line", "who", "ahead"),
    [
        ((), "b", None),
        (("b",), "b", None),
        (("a", "b"), "b", "a"),
        (("a", "b", "c"), "c", "b"),
        (("a", "b"), "a", None),
        (("a", "b"), "new", "b"),  # approved, and not in line: never past those who are
    ],
)
def test_each_waits_for_the_one_before_it(line: tuple[str, ...], who: str, ahead: str | None) -> None:
    lane = Lane(line=line)
    assert lane.ahead_of(who) == ahead


def test_who_is_in_line_keeps_their_place_and_who_leaves_makes_room() -> None:
    lane = Lane().with_in_line("a").with_in_line("b").with_in_line("a")
    assert lane.line == ("a", "b")
    assert lane.without("a").line == ("b",)
    assert lane.without("x") == lane


@pytest.mark.parametrize(
    ("lane", "freezes", "at", "hold"),
    [
        (Lane(), (), NOON, None),
        (Lane(lock=LOCK), (), NOON, LOCKED),
        (Lane(LOCK, (LONG,)), (WEEKEND,), NOON, LOCKED),
        (Lane(pauses=(SHORT,)), (), NOON, BY_BO),
        (Lane(pauses=(SHORT,)), (), NOON - HOUR, BY_BO),  # called on a machine whose clock is ahead
        (Lane(pauses=(SHORT,)), (), NOON + HOUR, None),  # the end is not in it
        (Lane(pauses=(LONG, SHORT)), (), NOON, BY_CY),
        (Lane(pauses=(SHORT,)), (WEEKEND,), NOON, BY_POLICY),
        (Lane(pauses=(SHORT,)), (WEEKEND,), MONDAY, None),
        (
            Lane(lock=Lock(AIRLOCK, NOON, "Rolled back.", after_rollback=True)),
            (),
            NOON,
            Hold(HoldKind.LOCK, AIRLOCK, None, "Rolled back.", after_rollback=True, since=NOON),
        ),
    ],
)
def test_a_lock_holds_before_a_freeze_and_the_longest_freeze_before_others(
    lane: Lane, freezes: tuple[Freeze, ...], at: datetime, hold: Hold | None
) -> None:
    assert hold_of(lane, freezes, at) == hold


def test_what_holds_everywhere_holds_here_beside_ones_own() -> None:
    own, everywhere = Lane(pauses=(SHORT,), line=("a",), live="b"), Lane(LOCK, (LONG,), line=("x",), live="y")
    assert own.under(everywhere) == Lane(LOCK, (SHORT, LONG), ("a",), "b")
    mine = Lock(CY.id, NOON, "Mine.")
    assert Lane(lock=mine).under(everywhere).lock == mine
    after = Lane(lock=Lock(AIRLOCK, NOON, "Rolled back.", after_rollback=True))
    assert after.under(everywhere).lock == everywhere.under(after).lock == LOCK  # which no rollback passes
