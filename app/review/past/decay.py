"""Counts that fade: what happened a half-life ago counts half."""

from dataclasses import dataclass, field
from math import exp, log

from app.review.past.revert import DAY


@dataclass(slots=True)
class _Count:
    changes: float
    hits: float
    at: int


@dataclass(slots=True)
class Decayed:
    """For each key, how many changes there were and how many of them were hit."""

    half_life: int  # days
    _counts: dict[str, _Count] = field(default_factory=dict)

    def add(self, key: str, at: int, changes: float, hits: float) -> None:
        count = self._counts.setdefault(key, _Count(0.0, 0.0, at))
        left = self._left(count, at)
        count.changes = count.changes * left + changes
        count.hits = count.hits * left + hits
        count.at = max(at, count.at)

    def get(self, key: str, at: int) -> tuple[float, float]:
        """Return (changes, hits) as they count at `at`, Unix seconds."""
        count = self._counts.get(key)
        if count is None:
            return 0.0, 0.0
        left = self._left(count, at)
        return count.changes * left, count.hits * left

    def ratio(self, key: str, at: int, smoothing: float, base: float) -> float:
        """Return the key's rate to `base`; `smoothing` changes at the base rate are added to each key."""
        changes, hits = self.get(key, at)
        return (hits + smoothing * base) / (changes + smoothing) / base

    def _left(self, count: _Count, at: int) -> float:
        return exp(-max(0, at - count.at) * log(2) / (self.half_life * DAY))
