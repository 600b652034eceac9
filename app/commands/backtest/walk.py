"""Past changes, each reviewed with what was known before it landed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from app.adapters.git import GitRepository
from app.adapters.gitdiffs import diffs
from app.adapters.gitpast import landed
from app.domain.errors import BadInput
from app.domain.evidence import Commit, Evidence, Expectation
from app.domain.past import History, Landed
from app.review import review
from app.review.past.coming import coming
from app.review.past.memory import Memory
from app.review.past.revert import DAY, Reverts, is_revert
from app.review.past.title import title_of

WITHIN = 30 * DAY  # a change that is taken back later than that was not wrong, but outlived
_ALL = 10_000_000  # changes; more than any repository has
_PROCESSES = 2
_AT_ONCE = 25  # changes that a process takes at a time


@dataclass(frozen=True)
class Past:
    """The whole main line, the oldest first."""

    changes: Sequence[Landed]
    reverted: frozenset[int]  # places of those taken back within 30 days

    def named(self, ids: Iterable[str]) -> list[int]:
        """Return the places of the commits that a list names. Raises BadInput."""
        places = {change.sha: place for place, change in enumerate(self.changes)}
        return [
            self._place(number, line.strip(), places) for number, line in enumerate(ids, 1) if line.strip()
        ]

    def _place(self, number: int, sha: str, places: dict[str, int]) -> int:
        if sha not in places:
            raise BadInput(
                f"--commits, line {number}: `{sha[:40]}` is no commit of the main line by its full id."
            )
        return places[sha]


@dataclass(frozen=True)
class Tested:
    """What the score says of one past change, and what became of it."""

    sha: str
    at: int  # Unix seconds
    score: int
    level: str
    additions: int
    files: int
    is_reverted: bool

    def json(self) -> str:
        return json.dumps({"sha": self.sha, "score": self.score, "level": self.level})


@dataclass(frozen=True)
class _Task:
    change: Landed
    known: History | None
    is_reverted: bool


def read_past(repository: GitRepository, head: str) -> Past:
    """Return the main line of `head`. Raises BadInput."""
    changes = list(landed(repository.git, repository.resolve(head), _ALL))
    reverts, reverted = Reverts(), set[int]()
    for change in changes:
        reverted.update(place for place in reverts.add(change) if change.at - changes[place].at <= WITHIN)
    return Past(changes, frozenset(reverted))


def chosen(past: Past, limit: int) -> list[int]:
    """Return the places of the last changes whose outcome is known; what takes back is no change itself."""
    newest = past.changes[-1].at if past.changes else 0
    places = [
        place
        for place, change in enumerate(past.changes)
        if change.at <= newest - WITHIN and not _is_revert(change)
    ]
    return places[-limit:]


def tested(
    repository: GitRepository, past: Past, places: Sequence[int], *, is_cold: bool
) -> Iterator[Tested]:
    """Yield the score of each change, in the order given."""
    tasks = _tasks(past, places, is_cold=is_cold)
    parts = [tasks[start : start + _AT_ONCE] for start in range(0, len(tasks), _AT_ONCE)]
    work = partial(_tested, repository.path, repository.name)
    if len(parts) <= 1:
        for part in parts:
            yield from work(part)
        return
    with get_context("spawn").Pool(_PROCESSES) as pool:
        for lines in pool.imap(work, parts):
            yield from lines


def _tasks(past: Past, places: Sequence[int], *, is_cold: bool) -> list[_Task]:
    wanted, known, memory = set(places), dict[int, History](), Memory()
    for place, change in enumerate(past.changes):
        if is_cold:
            break
        if place in wanted:
            known[place] = memory.about(coming(change))
        memory.add(change)
    return [_Task(past.changes[place], known.get(place), place in past.reverted) for place in places]


def _tested(path: Path, name: str, tasks: Sequence[_Task]) -> list[Tested]:
    git = GitRepository(path).git
    told = dict(diffs(git, [(task.change.sha, task.change.base) for task in tasks]))
    return [_one(name, task, told[task.change.sha]) for task in tasks]


def _one(name: str, task: _Task, diff: str | None) -> Tested:
    change = task.change
    evidence = Evidence(
        name,
        change.sha,
        change.base,
        diff=diff,
        files=() if diff == "" else None,
        commits=_commits(change),
        past=task.known,
    )
    report = review(evidence, Expectation())
    totals = report.totals
    return Tested(
        change.sha, change.at, report.score, report.level, totals.additions, totals.files, task.is_reverted
    )


def _commits(change: Landed) -> tuple[Commit, ...]:
    """Return them as a range from the base would give them, the newest first."""
    base = (change.base,) if change.base else ()
    own = Commit(
        change.sha, change.name, change.email, change.subject, at=change.at, parents=base, body=change.body
    )
    return own, *(
        Commit(inner.sha, inner.name, inner.email, inner.subject, body=inner.body)
        for inner in reversed(change.inner)
    )


def _is_revert(change: Landed) -> bool:
    title = title_of(change.subject, change.body, [inner.subject for inner in change.inner])
    return is_revert(title, change.subject)
