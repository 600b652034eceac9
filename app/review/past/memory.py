"""What the past says about a change: fed with the main line, the oldest first, and asked in between."""

from collections import deque
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, replace
from math import log2

from app.domain.evidence import Evidence
from app.domain.past import Echo, History, Landed, Rate
from app.review.past.coming import Coming, coming, coming_of
from app.review.past.decay import Decayed
from app.review.past.people import People
from app.review.past.revert import DAY, Reverts
from app.review.past.title import is_fix

_YEAR, _QUARTER = 365, 90  # days: half-lives
_LATELY = 30  # days, and changes
_ECHOES = 60  # changes taken back that are remembered for their likeness
_ANY = "*"
# Changes at the overall rate that each starts with: one bad day is no habit.
_FILE, _MODULE, _OWN, _KINDS, _WORD, _FIXED = 5.0, 40.0, 20.0, 40.0, 8.0, 5.0
_WORDS_MIN, _WORDS_MAX = -6.0, 8.0
_PLACES = 4  # digits that are kept, so that every machine keeps the same
_MEAN = 0.8  # how much the mean over the title's words counts beside their sum


def recall(past: Iterable[Landed], evidence: Evidence) -> History:
    """Return what the main line up to the base, the oldest change first, says of a change."""
    memory = Memory()
    for change in past:
        memory.add(change)
    return memory.about(coming_of(evidence))


class Memory:
    """Holds what was seen so far. A revert counts from the moment when it landed, and not before."""

    def __init__(self) -> None:
        self._reverts = Reverts()
        self._seen: list[Coming] = []
        self._taken_back: set[int] = set()
        self._echoes: deque[tuple[int, Coming]] = deque(maxlen=_ECHOES)
        self._rates = {
            "file": Decayed(_YEAR),
            "module": Decayed(_YEAR),
            "module_lately": Decayed(_QUARTER),
            "own_module": Decayed(_YEAR),
            "kinds": Decayed(_YEAR),
        }
        self._words, self._fixed = Decayed(_YEAR), Decayed(_YEAR)
        self._people = People()

    def add(self, landed: Landed) -> None:
        """Remember a change; what it takes back counts against the places of that from now on."""
        for place in self._reverts.add(landed):
            if place not in self._taken_back:
                self._taken_back.add(place)
                self._count(self._seen[place], landed.at, changes=0, reverts=1)
                self._echoes.append((landed.at, self._seen[place]))
        change = coming(landed)
        self._count(change, change.at, changes=1, reverts=0)
        for path in (_ANY, *change.paths):
            self._fixed.add(path, change.at, 1, is_fix(change.title))
        self._people.add(change)
        self._seen.append(change)

    def about(self, change: Coming) -> History:
        """Return what is known before `change`."""
        base = (len(self._taken_back) + 0.5) / (len(self._seen) + 50)
        at = change.at
        near = [other for back, other in self._echoes if 0 <= at - back <= _LATELY * DAY]
        last = range(max(0, len(self._seen) - _LATELY), len(self._seen))
        lately = sum(place in self._taken_back for place in last)
        return History(
            changes=len(self._seen),
            reverts=len(self._taken_back),
            file=_highest(self._rates["file"], change.paths, at, _FILE, base),
            module=_highest(self._rates["module"], change.modules, at, _MODULE, base),
            module_lately=_highest(self._rates["module_lately"], change.modules, at, _MODULE, base),
            own_module=_own(self._rates["own_module"], change, at, base),
            kinds=_highest(self._rates["kinds"], (change.kinds,), at, _KINDS, base),
            fixes=_highest(self._fixed, change.paths, at, _FIXED, self._fix_rate(at)),
            words=self._like_reverted(change.words, at),
            same_files=_nearest((other.title, set(other.paths), set(change.paths)) for other in near),
            same_title=_nearest((other.title, other.words, change.words) for other in near),
            lately=lately,
            lately_ratio=round((lately + 0.5) / (len(last) * base + 0.5), _PLACES),
            **asdict(self._people.about(change)),
        )

    def _count(self, change: Coming, at: int, changes: int, reverts: int) -> None:
        for path in change.paths:
            self._rates["file"].add(path, at, changes, reverts)
        for module in change.modules:
            self._rates["module"].add(module, at, changes, reverts)
            self._rates["module_lately"].add(module, at, changes, reverts)
            self._rates["own_module"].add(_by(change.author, module), at, changes, reverts)
        self._rates["kinds"].add(change.kinds, at, changes, reverts)
        for word in (_ANY, *change.words):
            self._words.add(word, at, changes, reverts)

    def _fix_rate(self, at: int) -> float:
        changes, fixed = self._fixed.get(_ANY, at)
        return (fixed + 0.5) / (changes + 2)

    def _like_reverted(self, words: AbstractSet[str], at: int) -> float:
        changes, reverts = self._words.get(_ANY, at)
        base = (reverts + 0.5) / (changes + 50)
        told = [log2(self._words.ratio(word, at, _WORD, base)) for word in sorted(words)]
        total = min(_WORDS_MAX, max(_WORDS_MIN, sum(told)))
        return round(total + _MEAN * sum(told) / len(told), _PLACES) if told else 0.0


def _highest(rates: Decayed, places: Iterable[str], at: int, smoothing: float, base: float) -> Rate | None:
    found = [Rate(place, round(rates.ratio(place, at, smoothing, base), _PLACES)) for place in places]
    return max(found, key=lambda rate: (rate.ratio, rate.place), default=None)


def _own(rates: Decayed, change: Coming, at: int, base: float) -> Rate | None:
    told = _highest(rates, [_by(change.author, module) for module in change.modules], at, _OWN, base)
    return told and replace(told, place=told.place.removeprefix(_by(change.author, "")))


def _by(author: str, module: str) -> str:
    return f"{author}\0{module}"


def _nearest(pairs: Iterable[tuple[str, AbstractSet[str], AbstractSet[str]]]) -> Echo | None:
    """Return the earlier change that has most in common with this one (Jaccard), if any has."""
    found = [Echo(title, round(len(a & b) / len(a | b), _PLACES)) for title, a, b in pairs if a & b]
    return max(found, key=lambda echo: (echo.overlap, echo.title), default=None)
