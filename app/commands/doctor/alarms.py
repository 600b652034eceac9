"""What the gate found wrong about itself, and how an alarm reads on a line."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor.line import Check, Line, Mark
from app.domain.alarm import HAPPENED, Alarm, Kind, Place
from app.domain.standstill import standstill

ONLY_TO_KNOW = {Kind.BYPASS_UNKNOWN}


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield what stands still in Airlock, and what went around the gate in the last days."""
    for alarms in standstill(parts.archive.waiting(), wiring.now()).values():
        yield from map(told, alarms)
    for kept in parts.alarms.told():
        if kept.alarm.kind in HAPPENED:
            words, since = f"{kept.alarm.words} {kept.alarm.link or ''}", f"{kept.since:%Y-%m-%d %H:%M} UTC"
            yield Line(Mark.NOTE, Check.AROUND, words, since)


def told(alarm: Alarm, check: Check = Check.STANDSTILL) -> Line:
    """Return what is wrong, how to mend it, and where to look."""
    mark = Mark.NOTE if alarm.kind in ONLY_TO_KNOW else Mark.MEND
    where = f" {alarm.link}" if alarm.link else ""
    return Line(mark, check, f"{alarm.words} {alarm.mend}{where}", named(alarm.place))


def named(place: Place) -> str:
    """Return "harbour/shop production: the environment's protection"."""
    where = " ".join(part for part in (place.repository, place.environment) if part)
    return f"{where}: {place.aspect}" if where else str(place.aspect)
