"""Who knows which files: familiarity with what a change touches, and nothing about anybody's worth."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from math import log

from app.review.past.coming import Coming
from app.review.past.revert import DAY

_STRANGER = 6.0
_MONTH = 30 * DAY
_REMEMBERED = 200  # changes of one person; more within a month are no person's


@dataclass(slots=True)
class _File:
    at: int = 0
    last: str = ""
    authors: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Known:
    unfamiliarity: float
    own: int
    all: int
    by_others: float
    active: int
    untouched: int | None


class People:
    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._landed: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))

    def add(self, change: Coming) -> None:
        for path in change.paths:
            file = self._files.setdefault(path, _File())
            file.at, file.last = change.at, change.author
            file.authors[change.author] += 1
        self._landed[change.author].append(change.at)

    def about(self, change: Coming) -> Known:
        """Return what its author and others have done before in the files that it touches."""
        files = [self._files[path] for path in change.paths if path in self._files]
        own = sum(file.authors[change.author] for file in files)
        everybody = sum(file.authors.total() for file in files)
        others = sum(file.last != change.author for file in files)
        return Known(
            unfamiliarity=round(min(_STRANGER, max(0.0, -log((own + 0.5) / (everybody + 1)))), 4),
            own=own,
            all=everybody,
            by_others=round(others / max(1, len(files)), 4),
            active=sum(change.at - at <= _MONTH for at in self._landed[change.author]),
            untouched=max((max(0, change.at - file.at) // DAY for file in files), default=None),
        )
