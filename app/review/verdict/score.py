"""From what was seen to points, a number and a word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.past import History
from app.domain.report import Finding, Level
from app.review.rules import RULES
from app.review.verdict.points import COLD, FLOORS, START_COLD, START_WITH_HISTORY, WITH_HISTORY
from app.review.verdict.sighting import Sighting
from app.review.verdict.usual import more_than_usual

# The 70th and 90th percentile of the changes of a usual repository: three cards of ten ask for more care.
MEDIUM_FROM = 37
HIGH_FROM = 47
HIGHEST = 100
MESSAGE_MAX = 400  # characters
_ORDER = (Level.LOW, Level.MEDIUM, Level.HIGH)


@dataclass(frozen=True, slots=True)
class Scale:
    """What counts: one of the two tables of points, and what every change starts with."""

    start: float
    points: Mapping[str, float]


def scale_for(past: History | None) -> Scale:
    """Return the scale for a change whose past is known, or is not."""
    return Scale(START_COLD, COLD) if past is None else Scale(START_WITH_HISTORY, WITH_HISTORY)


def is_worth_a_word(finding: Finding) -> bool:
    """Whether a finding says anything: one that only ever adds points has to add some."""
    only_counts = finding.rule in COLD or finding.rule in WITH_HISTORY
    return not (only_counts and finding.severity is Level.LOW and not finding.points)


def finding_of(sighting: Sighting, scale: Scale) -> Finding:
    """Return the sighting with what its rule is worth, to one decimal."""
    rule = RULES[sighting.rule]
    return Finding(
        sighting.rule,
        rule.severity,
        sighting.message[:MESSAGE_MAX],
        round(scale.points.get(sighting.rule, 0.0) * more_than_usual(sighting), 1) + 0.0,  # no -0.0
        sighting.path,
        sighting.line,
        rule.gate,
    )


def score_of(findings: Iterable[Finding], scale: Scale) -> int:
    """Return the start and the sum of the points, within 0..100."""
    return min(HIGHEST, max(0, round(scale.start + sum(finding.points for finding in findings))))


def level_of(score: int, findings: Iterable[Finding] = (), *, is_all_known: bool = True) -> Level:
    """Return the level that the score names, and never one below a floor."""
    floors = [FLOORS.get(finding.rule, Level.LOW) for finding in findings]
    floors.append(Level.LOW if is_all_known else Level.MEDIUM)
    return _ORDER[max(_ORDER.index(level) for level in (_named(score), *floors))]


def _named(score: int) -> Level:
    if score >= HIGH_FROM:
        return Level.HIGH
    return Level.MEDIUM if score >= MEDIUM_FROM else Level.LOW
