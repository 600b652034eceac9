"""From what was seen to points, a number and a word."""

from collections.abc import Iterable, Mapping

from app.domain.report import Finding, Level
from app.review.rules import RULES
from app.review.verdict.points import FLOORS
from app.review.verdict.sighting import Sighting

# The 70th and 90th percentile of the changes of 38 public repositories.
MEDIUM_FROM = 26
HIGH_FROM = 50
HIGHEST = 100
MESSAGE_MAX = 400  # characters
_ORDER = (Level.LOW, Level.MEDIUM, Level.HIGH)


def finding_of(sighting: Sighting, points: Mapping[str, float]) -> Finding:
    """Return the sighting with what its rule is worth."""
    rule = RULES[sighting.rule]
    return Finding(
        sighting.rule,
        rule.severity,
        sighting.message[:MESSAGE_MAX],
        round(points.get(sighting.rule, 0) * sighting.times),
        sighting.path,
        sighting.line,
        rule.gate,
    )


def score_of(findings: Iterable[Finding]) -> int:
    """Return the sum of the points within 0..100."""
    return min(HIGHEST, max(0, sum(finding.points for finding in findings)))


def level_of(score: int, findings: Iterable[Finding] = (), *, is_all_known: bool = True) -> Level:
    """Return the level that the score names, and never one below a floor."""
    floors = [FLOORS.get(finding.rule, Level.LOW) for finding in findings]
    floors.append(Level.LOW if is_all_known else Level.MEDIUM)
    return _ORDER[max(_ORDER.index(level) for level in (_named(score), *floors))]


def _named(score: int) -> Level:
    if score >= HIGH_FROM:
        return Level.HIGH
    return Level.MEDIUM if score >= MEDIUM_FROM else Level.LOW
