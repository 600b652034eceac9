"""When somebody means who types `2h`, `18:00`, `Mon 08:00` or `2026-12-24 18:00`."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.duration import parse_duration
from app.domain.errors import BadInput
from app.domain.freeze import WEEK, instants, parse_zone

FORMS = "2h, 18:00, Mon 08:00 or 2026-12-24 18:00"
SHOWN = 30  # characters of what cannot be read
# The first part of a zone's name in the IANA database; a reason may begin with CI/CD.
AREAS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Canada", "Etc"}
AREAS |= {"Europe", "Indian", "Pacific", "US"}

_DURATION = re.compile(r"[0-9]+[smhd]", re.ASCII)
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class When(NamedTuple):
    at: datetime  # UTC
    rest: tuple[str, ...]  # the words after it


class _Wall(NamedTuple):
    """What the clock on the wall shows."""

    time: time
    weekday: int | None = None  # 0 is Monday
    day: date | None = None


def parse_when(words: Sequence[str], zone: str | None, now: datetime) -> When:
    """Return the moment after `now` that the first words name. Raises BadInput.

    `zone` is where who typed it lives, and counts unless the words name another; without either it is UTC.
    """
    first = words[0] if words else ""
    if _DURATION.fullmatch(first):
        return When(now + parse_duration(first), tuple(words[1:]))
    wall, rest = _wall(words)
    named, rest = _zone(rest)
    return When(_next(wall, parse_zone(named or zone or "UTC"), now), rest)


def parse_since(word: str, zone: str | None, now: datetime) -> datetime | None:
    """Return the moment before `now` that `7d` or `2026-11-01` names, else None. Raises BadInput."""
    if _DURATION.fullmatch(word):
        return now - parse_duration(word)
    if not _DATE.fullmatch(word):
        return None
    began = min(instants(datetime.combine(_day(word), time()), parse_zone(zone or "UTC")))
    if began > now:
        raise BadInput(f"`{word}` is still to come")
    return began


def _wall(words: Sequence[str]) -> tuple[_Wall, tuple[str, ...]]:
    first, second = (*words[:2], "", "")[:2]
    if at := _TIME.fullmatch(first):
        return _Wall(_time(at)), tuple(words[1:])
    if at := _TIME.fullmatch(second):
        if (weekday := _weekday(first)) is not None:
            return _Wall(_time(at), weekday=weekday), tuple(words[2:])
        if _DATE.fullmatch(first):
            return _Wall(_time(at), day=_day(first)), tuple(words[2:])
    meant = f"{first} {second}" if _weekday(first) is not None or _DATE.fullmatch(first) else first
    raise BadInput(f"`{meant.strip()[:SHOWN]}` is not a time; write it as in {FORMS}")


def _zone(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the zone that the first word names. Raises BadInput for one of a known area that is none."""
    word = words[0] if words else ""
    if word.upper() == "UTC":
        return "UTC", words[1:]
    if word.partition("/")[0] not in AREAS or "/" not in word:
        return None, words
    parse_zone(word)
    return word, words[1:]


def _next(wall: _Wall, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the clock shows it next; of a day with a date only then."""
    if wall.day is not None:
        at = max(instants(datetime.combine(wall.day, wall.time), zone))
        if at <= now:
            raise BadInput(f"`{wall.day} {wall.time:%H:%M}` lies in the past; write a time that is to come")
        return at
    today = now.astimezone(zone).date()
    days = 0 if wall.weekday is None else (wall.weekday - today.weekday()) % WEEK.days
    step = timedelta(days=1) if wall.weekday is None else WEEK
    first = datetime.combine(today + timedelta(days=days), wall.time)
    shown = (max(instants(first + n * step, zone)) for n in range(3))
    return next(at for at in shown if at > now)


def _time(form: re.Match[str]) -> time:
    return time(int(form[1]), int(form[2]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(f"`{text}` is a day that is not in the calendar") from problem


def _weekday(word: str) -> int | None:
    """Return which day of the week `Mon` or `monday` is."""
    named = [n for n, day in enumerate(_DAYS) if word.lower() in (day, day[:3])]
    return named[0] if named else None
