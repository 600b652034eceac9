"""Weekly windows in which nothing goes to production, by the clock on the wall of a time zone."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.policy import Freeze

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = timedelta(weeks=1)

_FORM = re.compile(rf"({'|'.join(WEEKDAYS)}) ([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def frozen_until(freezes: Iterable[Freeze], at: datetime) -> datetime | None:
    """Return when the freeze that holds at the aware time `at` ends, in UTC, or None when none holds.

    Windows that meet or overlap count as one. When they leave no gap in the whole week, the answer is the
    end of the last one.
    """
    freezes = tuple(freezes)
    until = None
    for _ in freezes:
        ends = [end for freeze in freezes if (end := _end(freeze, until or at))]
        if not ends:
            break
        until = max(ends)
    return until


def parse_moment(text: str) -> timedelta:
    """Return how far into the week, from Monday 00:00, "Fri 16:00" is. Raises BadInput."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise BadInput(f"`{text}` is not a time of the week; write it as in Fri 16:00")
    return timedelta(days=WEEKDAYS.index(form[1]), hours=int(form[2]), minutes=int(form[3]))


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


def _end(freeze: Freeze, at: datetime) -> datetime | None:
    """Return when the window that `at` falls into ends."""
    zone = parse_zone(freeze.timezone)
    start, end = parse_moment(freeze.start), parse_moment(freeze.end)
    today = at.astimezone(zone).date()
    this_week = today - timedelta(days=today.weekday())
    for monday in (this_week, this_week - WEEK):
        first = min(_instants(monday, start, zone))
        last = max(_instants(monday, end if end > start else end + WEEK, zone))
        if first <= at < last:
            return last
    return None


def _instants(monday: date, into: timedelta, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both readings of a time on the wall; they differ when clocks change."""
    wall = datetime.combine(monday, time(), zone) + into
    return wall.replace(fold=0).astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
