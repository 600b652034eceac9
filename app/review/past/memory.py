"""What the past says about a change: fed with the main line, the oldest first, and asked in between."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from app.domain.evidence import Evidence
from app.domain.past import History, Landed, Rate
from app.review.past.revert import DAY, Reverts

_HALF_LIFE = 365 * DAY
_SMOOTHING = {
    "file": 5.0,
    "module": 40.0,
}  # changes at the overall rate that each starts with
_STRANGER = 6.0


@dataclass(frozen=True, slots=True)
class Coming:
    """A change whose past is asked for."""

    at: int  # Unix seconds
    paths: tuple[str, ...]  # before and after a rename
    authors: frozenset[str]  # e-mail addresses in lower case


def coming(change: Landed) -> Coming:
    authors = {inner.email for inner in change.inner} or {change.email}
    return Coming(change.at, change.paths, frozenset(authors))


@dataclass(slots=True)
class _Count:
    changes: float = 0.0
    reverts: float = 0.0
    at: int = 0

    def add(self, at: int, changes: float = 0.0, reverts: float = 0.0) -> None:
        left = self.left(at)
        self.changes = self.changes * left + changes
        self.reverts = self.reverts * left + reverts
        self.at = max(at, self.at)

    def left(self, at: int) -> float:
        return exp(-max(0, at - self.at) * log(2) / _HALF_LIFE)


def recall(past: Iterable[Landed], evidence: Evidence) -> History:
    """Return what the main line up to the base, the oldest change first, says of a change."""
    memory = Memory()
    for change in past:
        memory.add(change)
    paths = {path for file in evidence.files or () for path in (file.path, file.old_path) if path}
    authors = frozenset(commit.email.lower() for commit in evidence.commits)
    at = max((commit.at for commit in evidence.commits), default=0)
    return memory.about(Coming(at, tuple(sorted(paths)), authors))


class Memory:
    """Holds what was seen so far; safe to ask at any point."""

    def __init__(self) -> None:
        self._reverts = Reverts()
        self._seen: list[Landed] = []
        self._taken_back: set[int] = set()
        self._counts: dict[str, defaultdict[str, _Count]] = {kind: defaultdict(_Count) for kind in _SMOOTHING}
        self._touched: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, change: Landed) -> None:
        """Remember a change; what it takes back counts against the places of that from now on."""
        for place in self._reverts.add(change):
            if place not in self._taken_back:
                self._taken_back.add(place)
                self._count(self._seen[place].paths, change.at, reverts=1)
        self._count(change.paths, change.at, changes=1)
        for author in coming(change).authors:
            for path in change.paths:
                self._touched[path][author] += 1
        self._seen.append(change)

    def about(self, change: Coming) -> History:
        """Return what is known before `change`."""
        return History(
            changes=len(self._seen),
            reverts=len(self._taken_back),
            file=self._riskiest("file", change.paths, change.at),
            module=self._riskiest("module", map(module_of, change.paths), change.at),
            unfamiliarity=self._unfamiliarity(change),
        )

    def _count(self, paths: Iterable[str], at: int, changes: float = 0, reverts: float = 0) -> None:
        for path in paths:
            self._counts["file"][path].add(at, changes, reverts)
        for module in sorted({module_of(path) for path in paths}):
            self._counts["module"][module].add(at, changes, reverts)

    def _riskiest(self, kind: str, places: Iterable[str], at: int) -> Rate | None:
        base = (len(self._taken_back) + 0.5) / (len(self._seen) + 50)
        rates = [self._rate(kind, place, at, base) for place in sorted(set(places))]
        return max(rates, key=lambda rate: rate.ratio, default=None)

    def _rate(self, kind: str, place: str, at: int, base: float) -> Rate:
        count, smoothing = self._counts[kind].get(place) or _Count(), _SMOOTHING[kind]
        left = count.left(at)
        ratio = (count.reverts * left + smoothing * base) / (count.changes * left + smoothing) / base
        return Rate(place, round(count.changes), round(count.reverts), round(ratio, 3))

    def _unfamiliarity(self, change: Coming) -> float:
        known = [self._touched[path] for path in change.paths if path in self._touched]
        mine = sum(touched[author] for touched in known for author in change.authors)
        every = sum(touched.total() for touched in known)
        return round(min(_STRANGER, max(0.0, -log((mine + 0.5) / (every + 1)))), 3)


def module_of(path: str) -> str:
    """Return the first two directories of a path."""
    return "/".join(path.split("/")[:-1][:2]) or "."
