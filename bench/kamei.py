"""The fourteen measures of a change of Kamei et al. (TSE 2013), each from what was known before it landed.

Two stand-ins: LT counts bytes, not lines, and a merge's experience is that of its most experienced author.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import log2, nan
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from app.adapters.gitprogram import Git, GitError
from app.domain.past import Landed

Floats = NDArray[np.float64]
DAY = 86_400  # seconds
YEAR = 365 * DAY
NAMES = ("NS", "ND", "NF", "ENTROPY", "LA", "LD", "LT", "FIX", "NDEV", "AGE", "NUC", "EXP", "REXP", "SEXP")
_AT_ONCE = 200  # changes that one run of git tells
_SIZES = (
    "diff-tree", "-r", "-M", "-l1000", "--full-index", "--ignore-submodules=none", "--no-ext-diff",
    "--no-textconv", "--root", "--always", "--stdin", "--raw", "--numstat",
)  # fmt: skip
_FIX = re.compile(r"\b(?:fix|bug|defect|patch)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _File:
    old: str  # the blob before the change, 40 hex digits
    added: int
    deleted: int


@dataclass(slots=True)
class _Known:
    """What the main line has told so far."""

    developers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    times: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    subsystems: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, change: Landed) -> None:
        subsystems = {_subsystem(path) for path in change.paths}
        for author in _authors(change):
            self.times[author].append(change.at)
            self.subsystems[author].update(subsystems)
        for path in change.paths:
            self.developers[path] |= _authors(change)
            self.last[path] = change.at, change.sha

    def about(self, change: Landed) -> list[float]:
        """Return NDEV, AGE (days), NUC, EXP, REXP and SEXP."""
        last = [self.last[path] for path in change.paths if path in self.last]
        developers = {each for path in change.paths for each in self.developers.get(path, ())}
        authors, subsystems = _authors(change), {_subsystem(path) for path in change.paths}
        return [
            len(developers),
            fmean(max(0, change.at - at) for at, _ in last) / DAY if last else 0.0,
            len({sha for _, sha in last}),
            max(len(self.times[author]) for author in authors),
            max(self._recent(author, change.at) for author in authors),
            max(sum(self.subsystems[author][each] for each in subsystems) for author in authors),
        ]

    def _recent(self, author: str, at: int) -> float:
        """Return the author's changes, each divided by its age in years and one."""
        ages = np.maximum(0, at - np.array(self.times[author], dtype=np.float64)) / YEAR
        return float((1 / (ages + 1)).sum())


def measures(git: Git, changes: Sequence[Landed], places: Sequence[int]) -> Floats:
    """Return one row of fourteen logarithms for each place of the main line `changes`, the oldest first.

    A row of a change that the mirror does not hold whole is NaN.
    """
    wanted = [changes[place] for place in places]
    known = dict(_histories(changes, set(places)))
    files = dict(_files(git, wanted))
    sizes = _sizes(git, {file.old for told in files.values() for file in told})
    rows = [
        [*_shape(change, files[change.sha], sizes), *known[change.sha]]
        if change.sha in files
        else [nan] * len(NAMES)
        for change in wanted
    ]
    logs: Floats = np.log1p(np.array(rows, dtype=np.float64).reshape(-1, len(NAMES)))
    return logs


def _histories(changes: Sequence[Landed], places: set[int]) -> Iterator[tuple[str, list[float]]]:
    known = _Known()
    for place, change in enumerate(changes):
        if place in places:
            yield change.sha, known.about(change)
        known.add(change)


def _shape(change: Landed, files: Sequence[_File], sizes: dict[str, int]) -> list[float]:
    """Return NS, ND, NF, ENTROPY, LA, LD, LT and FIX."""
    directories = {path.rpartition("/")[0] for path in change.paths}
    words = (change.subject, *(inner.subject for inner in change.inner))
    return [
        len({_subsystem(path) for path in change.paths}),
        len(directories),
        len(files),
        _entropy([file.added + file.deleted for file in files]),
        sum(file.added for file in files),
        sum(file.deleted for file in files),
        fmean(sizes.get(file.old, 0) for file in files) if files else 0.0,
        float(any(_FIX.search(each) for each in words)),
    ]


def _entropy(lines: Sequence[int]) -> float:
    """Return how evenly the changed lines are spread over the files, in bits."""
    total = sum(lines)
    return -sum(each / total * log2(each / total) for each in lines if each)


def _files(git: Git, changes: Sequence[Landed]) -> Iterator[tuple[str, list[_File]]]:
    """Yield the changed files of each change against its first parent, where they can be read."""
    for start in range(0, len(changes), _AT_ONCE):
        part = changes[start : start + _AT_ONCE]
        try:
            yield from _read(git, part)
        except GitError:
            for change in part:
                with suppress(GitError):
                    yield from _read(git, [change])


def _read(git: Git, changes: Sequence[Landed]) -> Iterator[tuple[str, list[_File]]]:
    given = "".join(f"{change.sha} {change.base or ''}".rstrip() + "\n" for change in changes)
    output = git.read(*_SIZES, given=given.encode(), problem="The sizes of changes cannot be read.")
    records = re.split(r"^([0-9a-f]{40})\n", output.decode("utf-8", "replace"), flags=re.MULTILINE)
    return zip(records[1::2], map(_told, records[2::2]), strict=True)


def _told(record: str) -> list[_File]:
    """Read git's raw lines, then as many lines of counts; a binary file has `-` for them."""
    lines = record.split("\n")
    blobs = [line.split(" ")[2] for line in lines if line.startswith(":")]
    counts = [line.split("\t")[:2] for line in lines if line and not line.startswith(":")]
    return [
        _File(old, *(int(count) if count.isdigit() else 0 for count in pair))
        for old, pair in zip(blobs, counts, strict=True)
    ]


def _sizes(git: Git, blobs: set[str]) -> dict[str, int]:
    """Return the bytes of each blob that is here."""
    given = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    form = "--batch-check=%(objectname) %(objectsize)"
    lines = git.read("cat-file", form, given=given, problem="The sizes of files cannot be read.").decode()
    told = (line.split(" ") for line in lines.splitlines())
    return {blob: int(size) for blob, size in told if size.isdigit()}


def _authors(change: Landed) -> set[str]:
    return {inner.email for inner in change.inner} or {change.email}


def _subsystem(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""
