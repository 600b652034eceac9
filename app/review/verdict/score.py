"""From findings to a number and a word."""

from collections.abc import Iterable

from app.domain.report import Finding, Level
from app.review.verdict.rule import RULES

# The 70th and 90th percentile of the changes of 38 public repositories: see RULES.
MEDIUM_FROM = 26
HIGH_FROM = 50
HIGHEST = 100
_FROM = {Level.LOW: 0, Level.MEDIUM: MEDIUM_FROM, Level.HIGH: HIGH_FROM}


def score_of(findings: Iterable[Finding], *, is_all_known: bool) -> int:
    """Return the sum of the points within 0..100, and never below the highest floor."""
    floors = [Level.LOW if is_all_known else Level.MEDIUM]
    total = 0
    for finding in findings:
        total += finding.points
        floors.append(RULES[finding.rule].floor)
    return min(HIGHEST, max(0, total, *(_FROM[floor] for floor in floors)))


def level_of(score: int) -> Level:
    if score >= HIGH_FROM:
        return Level.HIGH
    return Level.MEDIUM if score >= MEDIUM_FROM else Level.LOW
