"""How well a score finds what it should: ranks, shares and bands, of scored changes with known outcomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from operator import attrgetter

_DUST = 1e-9  # what sums of fractions may be off by
_Z = 1.96  # standard deviations on each side of 95 %


@dataclass(frozen=True, slots=True)
class Scored:
    """One past change: what the score said, and what became of it."""

    score: float
    is_reverted: bool
    weight: float = 1.0  # how many changes it stands for


@dataclass(frozen=True, slots=True)
class Band:
    """The changes of one level, or of one score."""

    changes: float
    reverted: float

    @property
    def rate(self) -> float:
        return self.reverted / self.changes if self.changes else 0.0


def auc(changes: Sequence[Scored]) -> float | None:
    """Return how often a reverted change scores above another one; a tie is half. None without both."""
    below = together = 0.0
    for band in _bands(changes):
        good = band.changes - band.reverted
        together += band.reverted * (below + good / 2)
        below += good
    reverted = sum(change.weight for change in changes if change.is_reverted)
    return together / (reverted * below) if reverted and below else None


def caught(changes: Sequence[Scored], share: float) -> float | None:
    """Return how many of the reverted changes are among the riskiest `share` (0..1); ties count in part."""
    total = sum(change.weight for change in changes)
    reverted = sum(change.weight for change in changes if change.is_reverted)
    if not reverted:
        return None
    left, found = share * total, 0.0
    for band in reversed(list(_bands(changes))):
        taken = min(1.0, left / band.changes)
        found += taken * band.reverted
        left -= taken * band.changes
        if left <= 0:
            break
    return found / reverted


def split(changes: Sequence[Scored], medium_from: float, high_from: float) -> tuple[Band, Band, Band]:
    """Return what the two thresholds make Low, Medium and High."""
    levels = ([], [], [])  # type: tuple[list[Scored], list[Scored], list[Scored]]
    for change in changes:
        levels[(change.score >= medium_from) + (change.score >= high_from)].append(change)
    low, medium, high = (_band(level) for level in levels)
    return low, medium, high


def percentile(changes: Sequence[Scored], share: float) -> float:
    """Return the lowest score that at most `1 - share` of all changes reach."""
    left = (1 - share) * sum(change.weight for change in changes) + _DUST
    reached = float("inf")
    for score, same in groupby(sorted(changes, key=attrgetter("score"), reverse=True), attrgetter("score")):
        left -= sum(change.weight for change in same)
        if left < 0:
            break
        reached = score
    return reached


def deciles(changes: Sequence[Scored], parts: int = 10) -> list[tuple[float, Band]]:
    """Return (mean score, band) of equally many changes each, the least risky first."""
    ordered = sorted(changes, key=attrgetter("score"))
    size = len(ordered) / parts
    slices = (ordered[round(n * size) : round((n + 1) * size)] for n in range(parts))
    return [(sum(c.score for c in part) / len(part), _band(part)) for part in slices if part]


def _bands(changes: Sequence[Scored]) -> Iterator[Band]:
    """Yield one band for each score, the lowest first."""
    for _, same in groupby(sorted(changes, key=attrgetter("score")), key=attrgetter("score")):
        yield _band(list(same))


def _band(changes: Sequence[Scored]) -> Band:
    return Band(
        sum(change.weight for change in changes),
        sum(change.weight for change in changes if change.is_reverted),
    )


def wilson(band: Band) -> tuple[float, float]:
    """Return the 95 % interval of a rate (Wilson 1927), which stays within 0..1 also for rare outcomes."""
    n, p = band.changes, band.rate
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)
