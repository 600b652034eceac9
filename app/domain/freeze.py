"""Windows in which nothing goes to production, weekly or once, by the clock on the wall of a time zone."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.policy import Freeze

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = timedelta(weeks=1)

_TIME = "([01][0-9]|2[0-3]):([0-5][0-9])"
_OF_THE_WEEK = re.compile(rf"({'|'.join(WEEKDAYS)}) {_TIME}", re.ASCII)
_ONCE = re.compile(rf"(20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]) {_TIME}", re.ASCII)

Moment = timedelta | datetime  # into the week, from Monday 00:00; or on the wall, without a zone


class _Window(NamedTuple):
    first: datetime  # UTC
    last: datetime  # UTC; no longer in it


def frozen_until(freezes: Iterable[Freeze], at: datetime) -> datetime | None:
    """Return when the freeze that holds at the aware time `at` ends, in UTC, or None when none holds.

    Windows that meet or overlap count as one. When they leave no gap in the whole week, the answer is the
    end of one to come.
    """
    freezes = tuple(freezes)
    until = None
    for _ in range(2 * len(freezes)):
        held = _holding(freezes, until or at)
        if not held:
            break
        until = max(window.last for _, window in held)
    return until


def freeze_at(freezes: Iterable[Freeze], at: datetime) -> Freeze | None:
    """Return the freeze that holds at the aware time `at`: of several, the one that ends last."""
    held = _holding(freezes, at)
    return max(held, key=lambda each: each[1].last)[0] if held else None


def next_turn(freezes: Iterable[Freeze], at: datetime) -> datetime | None:
    """Return the next moment after the aware time `at` at which a window begins or ends, in UTC.

    None when none is to come, as when all that were written with a date are over.
    """
    turns = (turn for freeze in freezes for window in _windows(freeze, at) for turn in window)
    return min((turn for turn in turns if turn > at), default=None)


def parse_moment(text: str) -> Moment:
    """Return what "Fri 16:00" or "2026-12-20 16:00" means. Raises BadInput."""
    if form := _OF_THE_WEEK.fullmatch(text):
        return timedelta(days=WEEKDAYS.index(form[1]), hours=int(form[2]), minutes=int(form[3]))
    if form := _ONCE.fullmatch(text):
        try:
            return datetime.combine(date.fromisoformat(form[1]), time(int(form[2]), int(form[3])))
        except ValueError as problem:
            raise BadInput(f"`{text}` is a day that is not in the calendar") from problem
    raise BadInput(f"`{text}` is not a time; write it as in Fri 16:00 or 2026-12-20 16:00")


def check_window(start: str, end: str) -> None:
    """Raise BadInput unless there is a window from `start` to `end`, both of which are moments."""
    first, last = parse_moment(start), parse_moment(end)
    if type(first) is not type(last):
        raise BadInput("`from` and `to` must both be times of the week, or both be dates")
    if first == last:
        raise BadInput("begins and ends at the same moment")
    if isinstance(first, datetime) and isinstance(last, datetime) and first > last:
        raise BadInput("ends before it begins")


def parse_zone(name: str) -> ZoneInfo:
    """Return the named zone. Raises BadInput."""
    try:
        return ZoneInfo(name)
    except (
        LookupError,
        ValueError,
        OSError,
    ) as problem:  # LookupError: unknown; OSError: a directory of zones
        raise BadInput(f"`{name}` is not a time zone; write it as in Europe/Berlin or UTC") from problem


def _holding(freezes: Iterable[Freeze], at: datetime) -> list[tuple[Freeze, _Window]]:
    return [
        (freeze, window)
        for freeze in freezes
        for window in _windows(freeze, at)
        if window.first <= at < window.last
    ]


def _windows(freeze: Freeze, at: datetime) -> Iterator[_Window]:
    """Yield the one window of a date; of a weekly freeze those of the weeks around `at`."""
    zone = parse_zone(freeze.timezone)
    start, end = parse_moment(freeze.start), parse_moment(freeze.end)
    if isinstance(start, datetime) and isinstance(end, datetime):
        yield _between(start, end, zone)
    elif isinstance(start, timedelta) and isinstance(end, timedelta):
        today = at.astimezone(zone).date()
        this_week = datetime.combine(today - timedelta(days=today.weekday()), time())
        for monday in (this_week - WEEK, this_week, this_week + WEEK):
            yield _between(monday + start, monday + (end if end > start else end + WEEK), zone)


def _between(start: datetime, end: datetime, zone: ZoneInfo) -> _Window:
    """Return the longer of the readings."""
    return _Window(min(instants(start, zone)), max(instants(end, zone)))


def instants(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both readings, in UTC: when clocks change, a time on the wall comes twice or never."""
    aware = wall.replace(tzinfo=zone)
    return aware.replace(fold=0).astimezone(UTC), aware.replace(fold=1).astimezone(UTC)
