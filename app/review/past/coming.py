"""A change as the past looks at it: when, where, by whom, and in which words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain.evidence import Evidence
from app.domain.past import Landed
from app.review.past.landing import landings
from app.review.past.title import title_of
from app.review.place.kind import Kind, kind_of

TOP = "."  # the module of files in no directory
_MOST_PATHS = 300
_WORD = re.compile(r"[a-z][a-z_]{2,40}")


@dataclass(frozen=True)
class Coming:
    """A change whose past is asked for, or which is remembered."""

    at: int  # Unix seconds
    title: str
    author: str  # who wrote most of it, by name in lower case
    touched: tuple[str, ...]  # paths

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return the touched paths but documents, at most 300; documents when there is nothing else."""
        speaking = [path for path in self.touched if kind_of(path) is not Kind.DOCS]
        return tuple((speaking or self.touched)[:_MOST_PATHS])

    @cached_property
    def modules(self) -> tuple[str, ...]:
        return tuple(sorted({module_of(path) for path in self.paths}))

    @cached_property
    def kinds(self) -> str:
        return "+".join(sorted({kind_of(path) for path in self.paths}))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.title.lower()))


def coming(change: Landed) -> Coming:
    return Coming(change.at, _title(change), _author([change]), change.paths)


def coming_of(evidence: Evidence) -> Coming:
    """Return the change that evidence is about; several landed changes count as one."""
    changes = landings(evidence.commits)
    paths = {path for file in evidence.files or () for path in (file.path, file.old_path) if path}
    return Coming(
        at=max((commit.at for commit in evidence.commits), default=0),
        title=" ".join(map(_title, changes)),
        author=_author(changes),
        touched=tuple(sorted(paths)),
    )


def module_of(path: str) -> str:
    """Return the first two directories of a path."""
    return "/".join(path.split("/")[:-1][:2]) or TOP


def _title(change: Landed) -> str:
    return title_of(change.subject, change.body, [inner.subject for inner in change.inner])


def _author(changes: Sequence[Landed]) -> str:
    names = Counter(name.lower() for change in changes for name in _names(change))
    return min(names, key=lambda name: (-names[name], name), default="")


def _names(change: Landed) -> Iterable[str]:
    return [inner.name for inner in change.inner] or [change.name]
