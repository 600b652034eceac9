"""Freeze windows: the table of when, and the two nights a year when clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import BadInput
from app.domain.freeze import frozen_until, parse_moment, parse_zone
from app.domain.policy import Freeze

WEEKEND = Freeze("Fri 16:00", "Mon 08:00", "Europe/Berlin")
NIGHT = Freeze("Tue 22:00", "Wed 06:00")
NOON = Freeze("Wed 12:00", "Wed 13:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 2026-11-20 is a Friday; Berlin is one hour ahead of UTC in winter, two in summer.
@pytest.mark.parametrize(
    ("freeze", "at", "until"),
    [
        (WEEKEND, "2026-11-20 14:59:59", None),
        (WEEKEND, "2026-11-20 15:00", "2026-11-23 07:00"),
        (WEEKEND, "2026-11-21 12:00", "2026-11-23 07:00"),
        (WEEKEND, "2026-11-22 23:30", "2026-11-23 07:00"),  # already Monday in Berlin
        (WEEKEND, "2026-11-23 06:59:59", "2026-11-23 07:00"),
        (WEEKEND, "2026-11-23 07:00", None),
        (WEEKEND, "2026-07-03 14:00", "2026-07-06 06:00"),
        (NIGHT, "2026-11-24 21:59", None),
        (NIGHT, "2026-11-24 22:00", "2026-11-25 06:00"),
        (NIGHT, "2026-11-25 05:59", "2026-11-25 06:00"),
        (NIGHT, "2026-11-25 06:00", None),
        (NOON, "2026-11-25 12:30", "2026-11-25 13:00"),
        (NOON, "2026-11-24 12:30", None),
    ],
)
def test_a_window_holds(freeze: Freeze, at: str, until: str | None) -> None:
    assert frozen_until([freeze], utc(at)) == (utc(until) if until else None)


# Berlin, 2026: 29 March 02:00 becomes 03:00 (01:00 UTC); 25 October 03:00 becomes 02:00 (01:00 UTC).
@pytest.mark.parametrize(
    ("freeze", "at", "until"),
    [
        (WEEKEND, "2026-03-28 12:00", "2026-03-30 06:00"),  # began in winter, ends in summer
        (WEEKEND, "2026-10-24 12:00", "2026-10-26 07:00"),
        (Freeze("Sat 20:00", "Sun 02:30", "Europe/Berlin"), "2026-10-25 01:15", "2026-10-25 01:30"),
        (Freeze("Sun 02:30", "Sun 09:00", "Europe/Berlin"), "2026-10-25 00:30", "2026-10-25 08:00"),
        (Freeze("Sat 20:00", "Sun 02:30", "Europe/Berlin"), "2026-03-29 01:15", "2026-03-29 01:30"),
        (Freeze("Sun 02:30", "Sun 09:00", "Europe/Berlin"), "2026-03-29 00:30", "2026-03-29 07:00"),
    ],
)
def test_when_clocks_change_the_longer_reading_holds(freeze: Freeze, at: str, until: str) -> None:
    assert frozen_until([freeze], utc(at)) == utc(until)


def test_windows_that_meet_count_as_one() -> None:
    morning = Freeze("Wed 06:00", "Wed 12:00")
    assert frozen_until([NOON, morning, NIGHT], utc("2026-11-24 23:00")) == utc("2026-11-25 13:00")


def test_a_week_without_a_gap_still_has_an_answer() -> None:
    whole = [Freeze("Mon 00:00", "Thu 00:00"), Freeze("Thu 00:00", "Mon 00:00")]
    until = frozen_until(whole, utc("2026-11-25 12:00"))
    assert until is not None
    assert until > utc("2026-11-25 12:00")


def test_without_windows_nothing_is_frozen() -> None:
    assert frozen_until([], utc("2026-11-21 12:00")) is None


def test_a_moment_is_counted_from_monday() -> None:
    assert parse_moment("Mon 00:00") == timedelta()
    assert parse_moment("Sun 23:59") == timedelta(days=6, hours=23, minutes=59)


@pytest.mark.parametrize(
    "text", ["", "Friday 16:00", "fri 16:00", "Fri 24:00", "Fri 16:60", "Fri 4:00", "Fri 16:00 "]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a time of the week; write it as in Fri 16:00"):
        parse_moment(text)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"]
)
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="is not a time zone"):
        parse_zone(name)
