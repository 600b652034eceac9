"""Freeze windows: the table of when, and the two nights a year when clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import BadInput
from app.domain.freeze import check_window, freeze_at, frozen_until, next_turn, parse_moment, parse_zone
from app.domain.policy import Freeze

WEEKEND = Freeze("Fri 16:00", "Mon 08:00", "Europe/Berlin")
NIGHT = Freeze("Tue 22:00", "Wed 06:00")
NOON = Freeze("Wed 12:00", "Wed 13:00")
CHRISTMAS = Freeze("2026-12-20 16:00", "2027-01-04 08:00", "Europe/Berlin", "Nobody is here")


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
        (CHRISTMAS, "2026-12-20 14:59:59", None),
        (CHRISTMAS, "2026-12-20 15:00", "2027-01-04 07:00"),
        (CHRISTMAS, "2027-01-04 06:59:59", "2027-01-04 07:00"),
        (CHRISTMAS, "2027-01-04 07:00", None),
        (CHRISTMAS, "2027-12-24 12:00", None),  # once, not each year
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
        (
            Freeze("2026-10-25 02:15", "2026-10-25 02:30", "Europe/Berlin"),
            "2026-10-25 00:15",
            "2026-10-25 01:30",
        ),
        (
            Freeze("2026-03-29 02:15", "2026-03-29 02:30", "Europe/Berlin"),
            "2026-03-29 00:15",
            "2026-03-29 01:30",
        ),
    ],
)
def test_when_clocks_change_the_longer_reading_holds(freeze: Freeze, at: str, until: str) -> None:
    assert frozen_until([freeze], utc(at)) == utc(until)


def test_windows_that_meet_count_as_one() -> None:
    morning = Freeze("Wed 06:00", "Wed 12:00")
    assert frozen_until([NOON, morning, NIGHT], utc("2026-11-24 23:00")) == utc("2026-11-25 13:00")


def test_a_weekly_and_a_dated_window_that_meet_count_as_one() -> None:
    audit = Freeze("2026-11-23 07:00", "2026-11-28 12:00")  # from the end of one weekend into the next
    assert frozen_until([WEEKEND, audit], utc("2026-11-21 12:00")) == utc("2026-11-30 07:00")


def test_a_week_without_a_gap_still_has_an_answer() -> None:
    whole = [Freeze("Mon 00:00", "Thu 00:00"), Freeze("Thu 00:00", "Mon 00:00")]
    until = frozen_until(whole, utc("2026-11-25 12:00"))
    assert until is not None
    assert until > utc("2026-11-25 12:00")


@pytest.mark.parametrize(
    ("at", "freeze"),
    [
        ("2026-12-17 12:00", None),
        ("2026-12-19 12:00", WEEKEND),
        ("2026-12-20 15:00", CHRISTMAS),  # it ends after the weekend
        ("2027-01-09 12:00", WEEKEND),
    ],
)
def test_of_several_windows_the_one_that_ends_last_gives_the_reason(at: str, freeze: Freeze | None) -> None:
    assert freeze_at([WEEKEND, CHRISTMAS, NIGHT], utc(at)) == freeze


@pytest.mark.parametrize(
    ("at", "turn"),
    [
        ("2026-12-14 08:00", "2026-12-18 15:00"),  # the weekend begins
        ("2026-12-18 15:00", "2026-12-20 15:00"),  # Christmas begins within it
        ("2026-12-20 15:00", "2026-12-21 07:00"),  # the weekend ends, Christmas does not
        ("2027-01-02 12:00", "2027-01-04 07:00"),
        ("2027-01-04 07:00", "2027-01-08 15:00"),
    ],
)
def test_the_next_turn_is_where_a_window_begins_or_ends(at: str, turn: str) -> None:
    assert next_turn([WEEKEND, CHRISTMAS], utc(at)) == utc(turn)


def test_after_the_last_dated_window_no_turn_is_to_come() -> None:
    assert next_turn([CHRISTMAS], utc("2027-01-04 06:59")) == utc("2027-01-04 07:00")
    assert next_turn([CHRISTMAS], utc("2027-01-04 07:00")) is None
    assert next_turn([], utc("2027-01-04 07:00")) is None


def test_without_windows_nothing_is_frozen() -> None:
    assert frozen_until([], utc("2026-11-21 12:00")) is None


def test_a_moment_is_counted_from_monday() -> None:
    assert parse_moment("Mon 00:00") == timedelta()
    assert parse_moment("Sun 23:59") == timedelta(days=6, hours=23, minutes=59)


def test_a_date_is_a_time_on_the_wall() -> None:
    assert parse_moment("2028-02-29 08:05") == datetime(2028, 2, 29, 8, 5)  # noqa: DTZ001 - the zone is elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Friday 16:00",
        "fri 16:00",
        "Fri 24:00",
        "Fri 16:60",
        "Fri 4:00",
        "Fri 16:00 ",
        "2026-12-20",
        "2026-12-20T16:00",
        "2026-12-20 16:00:00",
        "2026-12-20 16:00Z",
        "1999-12-31 23:59",
        "9999-12-31 23:59",
        "٢٠٢٦-12-20 16:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a time; write it as in Fri 16:00 or 2026-12-20 16:00"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["2026-02-29 08:00", "2026-13-01 08:00", "2026-00-10 08:00"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is a day that is not in the calendar"):
        parse_moment(text)


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("Fri 16:00", "2026-12-20 16:00", "must both be times of the week, or both be dates"),
        ("2026-12-20 16:00", "Mon 08:00", "must both be times of the week, or both be dates"),
        ("Fri 16:00", "Fri 16:00", "begins and ends at the same moment"),
        ("2026-12-20 16:00", "2026-12-20 16:00", "begins and ends at the same moment"),
        ("2026-12-20 16:00", "2026-12-20 15:59", "ends before it begins"),
    ],
)
def test_what_is_no_window_is_refused(start: str, end: str, answer: str) -> None:
    with pytest.raises(BadInput, match=answer):
        check_window(start, end)


@pytest.mark.parametrize(("start", "end"), [("Fri 16:00", "Mon 08:00"), ("Mon 08:00", "Fri 16:00")])
def test_a_weekly_window_may_go_over_the_end_of_the_week(start: str, end: str) -> None:
    check_window(start, end)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"]
)
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="is not a time zone"):
        parse_zone(name)
