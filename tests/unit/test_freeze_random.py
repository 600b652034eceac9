"""Freeze windows against a slow reading of them: every moment of some weeks is looked at."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.freeze import freeze_at, frozen_until, next_turn, parse_moment
from app.domain.policy import Freeze

# Half an hour is the grain of the moments below, and of what Lord Howe's clocks change by.
GRAIN = timedelta(minutes=30)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
NEAR_CHANGES = ["2026-03-16", "2026-03-30", "2026-10-19", "2026-10-26"]  # Mondays


def readings(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return when a clock on the wall shows `wall`: by the offsets of the days around, not by `fold`."""
    days = (wall.replace(tzinfo=UTC) + timedelta(days=days) for days in (-1, 1))
    offsets = [day.astimezone(zone).utcoffset() or timedelta() for day in days]
    found = [wall.replace(tzinfo=UTC) - offset for offset in offsets]
    shown = [at for at in found if at.astimezone(zone).replace(tzinfo=None) == wall]
    return shown or found


def told(freeze: Freeze, monday: datetime) -> list[tuple[datetime, datetime]]:
    """Return the windows of some weeks from the longest reading of what the policy says."""
    start, end, zone = parse_moment(freeze.start), parse_moment(freeze.end), ZoneInfo(freeze.timezone)
    if isinstance(start, datetime) and isinstance(end, datetime):
        walls = [(start, end)]
    else:
        assert isinstance(start, timedelta)
        assert isinstance(end, timedelta)
        end += timedelta(weeks=end < start)
        mondays = [monday + timedelta(weeks=week) for week in range(-2, 9)]
        walls = [(each + start, each + end) for each in mondays]
    return [(min(readings(first, zone)), max(readings(last, zone))) for first, last in walls]


@st.composite
def freezes(draw: st.DrawFn, monday: datetime) -> Freeze:
    count = int(timedelta(weeks=1) / GRAIN)
    first, last = sorted(draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
    ends = [monday + GRAIN * first, monday + GRAIN * last]
    form = "%Y-%m-%d %H:%M"
    if draw(st.booleans()):
        form = "%a %H:%M"
        ends = ends if draw(st.booleans()) else ends[::-1]
    start, end = (each.strftime(form) for each in ends)
    return Freeze(start, end, draw(st.sampled_from(ZONES)))


@settings(max_examples=60)
@given(st.data(), st.sampled_from(NEAR_CHANGES))
def test_all_answers_are_those_of_looking_at_every_moment(data: st.DataObject, around: str) -> None:
    monday = datetime.fromisoformat(around)
    found = data.draw(st.lists(freezes(monday), min_size=1, max_size=3))
    windows = [window for freeze in found for window in told(freeze, monday)]
    moments = [monday.replace(tzinfo=UTC) + GRAIN * step for step in range(-48, 48 * 28)]
    held = [at for at in moments if any(first <= at < last for first, last in windows)]
    free = sorted(set(moments) - set(held))
    turns = {turn for window in windows for turn in window}
    for at in data.draw(st.lists(st.sampled_from(moments[: 48 * 10]), min_size=10, max_size=10)):
        assert (frozen_until(found, at) is None) is (freeze_at(found, at) is None) is (at in free)
        thaw = min((each for each in free if each >= at), default=None)
        if thaw is not None and at not in free:
            assert frozen_until(found, at) == thaw
        assert next_turn(found, at) == min((turn for turn in turns if turn > at), default=None)
