"""When somebody means who types a time, in whose zone."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import BadInput
from app.domain.when import parse_since, parse_when

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday; 13:00 in Berlin


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "until"),
    [
        ("2h", None, NOW + timedelta(hours=2)),
        ("7d", "Europe/Berlin", NOW + timedelta(days=7)),
        ("18:00", None, at(20, 18)),
        ("18:00", "Europe/Berlin", at(20, 17)),
        ("18:00 America/New_York", "Europe/Berlin", at(20, 23)),
        ("18:00 UTC", "Europe/Berlin", at(20, 18)),
        ("18:00 utc", "Europe/Berlin", at(20, 18)),
        ("9:30", None, at(21, 9, 30)),
        ("12:00", None, at(21, 12)),
        ("Mon 08:00", "Europe/Berlin", at(23, 7)),
        ("monday 08:00", None, at(23, 8)),
        ("Fri 18:00", None, at(20, 18)),
        ("Fri 08:00", None, at(27, 8)),
        ("2026-12-24 18:00", "Europe/Berlin", at(24, 17, month=12)),
        ("2026-11-20 12:01", None, at(20, 12, 1)),
    ],
)
def test_a_time_is_the_next_one_that_is_meant(typed: str, zone: str | None, until: datetime) -> None:
    words = (*typed.split(), "The", "fair")
    assert parse_when(words, zone, NOW) == (until, ("The", "fair"))


@pytest.mark.parametrize(
    ("now", "typed", "until"),
    [
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), "02:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_of_a_time_that_comes_twice_or_never_the_later_one_counts(
    now: datetime, typed: str, until: datetime
) -> None:
    assert parse_when([typed], "Europe/Berlin", now).at == until


@pytest.mark.parametrize(
    "rest", [("CI/CD", "is", "broken"), ("Turkey", "dinner"), ("EST", "team"), ("Mon", "then"), ()]
)
def test_a_reason_that_begins_like_a_zone_is_a_reason(rest: tuple[str, ...]) -> None:
    assert parse_when(("18:00", *rest), None, NOW).rest == rest


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "`` is not a time; write it as in 2h, 18:00, Mon 08:00 or 2026-12-24 18:00"),
        ("tomorrow", "`tomorrow` is not a time"),
        ("25:00", "`25:00` is not a time"),
        ("18:60", "`18:60` is not a time"),
        ("Mon", "`Mon` is not a time"),
        ("Mon 8", "`Mon 8` is not a time"),
        ("Fri 25:00", "`Fri 25:00` is not a time"),
        ("Mun 08:00", "`Mun` is not a time"),
        ("2026-12-24", "`2026-12-24` is not a time"),
        ("0h", "`0h` is not a duration"),
        ("99999999999999h", "is not a duration"),
        ("٢h", "is not a time"),
        ("2026-02-30 08:00", "is a day that is not in the calendar"),
        ("2026-11-20 12:00", "`2026-11-20 12:00` lies in the past"),
        ("2026-11-20 12:30 Europe/Berlin", "lies in the past"),
        ("18:00 Europe/Berln", "`Europe/Berln` is not a time zone"),
        ("18:00 Europe/../../etc/passwd", "is not a time zone"),
        ("<!channel>" * 500, "is not a time"),
    ],
)
def test_what_is_no_time_to_come_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_when(typed.split(), None, NOW)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 150


def test_a_zone_of_the_profile_that_nobody_knows_is_refused_and_not_taken_for_another() -> None:
    with pytest.raises(BadInput, match="is not a time zone"):
        parse_when(["18:00"], "Mars/Base", NOW)


@pytest.mark.parametrize(
    ("typed", "zone", "since"),
    [
        ("7d", None, NOW - timedelta(days=7)),
        ("2026-11-01", None, at(1, 0)),
        ("2026-11-01", "Europe/Berlin", datetime(2026, 10, 31, 23, 0, tzinfo=UTC)),
        ("production", None, None),
        ("2026", None, None),
    ],
)
def test_since_is_a_while_ago_or_a_day(typed: str, zone: str | None, since: datetime | None) -> None:
    assert parse_since(typed, zone, NOW) == since


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-12-01", "still to come"), ("2026-13-01", "not in the calendar"), ("0d", "duration")],
)
def test_a_day_that_is_none_or_to_come_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_since(typed, None, NOW)
