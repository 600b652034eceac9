"""What a usual change has of what every change has some of: only what differs from it counts."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.review.verdict.sighting import Sighting


class Usual(NamedTuple):
    times: float  # as in a sighting of the rule
    without: str  # what is said of a change that has none of it


# The middle of 3,000 changes of twelve public repositories, rounded; docs/review.md tells how.
USUAL: Mapping[str, Usual] = MappingProxyType(
    {
        "size.code": Usual(2.3, "Adds no line of code."),
        "size.hunks": Usual(1.4, "Touches no line of code."),
        "size.files": Usual(1.0, "Touches no code file."),
        "size.spread": Usual(0.5, "Its lines lie in a single file."),
        "history.explained": Usual(4.6, "No message explains it."),
        "history.unfamiliar": Usual(1.9, "Nobody changed these files before: they are new."),
        "history.by-others": Usual(0.6, "None of these files was last changed by somebody else."),
        "history.active": Usual(2.8, "Its main author landed nothing else here in the last 30 days."),
        "history.untouched": Usual(4.2, "No file of it lay untouched for a day."),
    }
)


def more_than_usual(sighting: Sighting) -> float:
    """Return how many times over the rule's points count: fewer than none when there is less of it."""
    return sighting.times - USUAL[sighting.rule].times if sighting.rule in USUAL else sighting.times


def with_absent(sightings: Iterable[Sighting], points: Iterable[str]) -> Iterator[Sighting]:
    """Yield the sightings, and one for each of those rules in `points` of which there is nothing to see."""
    seen = set[str]()
    for sighting in sightings:
        seen.add(sighting.rule)
        yield sighting
    for rule in points:
        if rule in USUAL and rule not in seen:
            yield Sighting(rule, USUAL[rule].without, times=0)
