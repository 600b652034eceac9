"""How two commits stand to each other: what one has and the other has not, and who wrote that."""

from dataclasses import dataclass

from app.adapters.gitoutput import COMMIT_FIELDS, commits_in
from app.adapters.gitprogram import Git
from app.domain.evidence import Commit
from app.domain.report import Unknown

_MOST = 2_000  # commits
_UNREAD = "The history of {} cannot be read."


@dataclass(frozen=True)
class Relation:
    """What going from the base to the head takes away."""

    takes_back: int | None = None  # a rollback: how many commits
    taken_back: tuple[Commit, ...] = ()  # of these the newest
    unknown: tuple[Unknown, ...] = ()


def read_commits(
    git: Git, base: str | None, head: str, most: int = _MOST
) -> tuple[tuple[Commit, ...], tuple[Unknown, ...]]:
    """Return what the head has and the base has not, the newest first. Raises GitError."""
    output = git.read(*_log(base, head, most), problem=_UNREAD.format(head))
    commits = tuple(commits_in(output))
    if len(commits) <= most:
        return commits, ()
    reason = f"more than {most:,}; the authors of the older ones were not read"
    return commits[:most], (Unknown("commits", reason),)


def foresee_commits(git: Git, base: str | None, head: str) -> None:
    """Begin what `read_commits` reads."""
    git.foresee(*_log(base, head, _MOST), problem=_UNREAD.format(head))


def read_relation(git: Git, base: str | None, head: str) -> Relation:
    """Say what is taken away: a rollback takes the newest commits, and what has parted is odd."""
    if base is None or _holds(git, head, base):
        return Relation()
    if git.is_shallow:
        reason = "the clone is shallow, so not all of them are here; fetch with depth 0"
        return Relation(unknown=(Unknown("commits", reason),))
    lost = int(git.read("rev-list", "--count", base, f"^{head}", "--", problem=_UNREAD.format(base)))
    if not _holds(git, base, head):
        return Relation(unknown=(parted(lost),))
    return Relation(lost, read_commits(git, head, base, most=1)[0])


def parted(lost: int) -> Unknown:
    """Return what is said of a base that is not in the head's history, nor the head in its own."""
    commits = "1 commit" if lost == 1 else f"{lost:,} commits"
    return Unknown("base", f"the two have parted: {commits} that only the base has would be taken away")


def _log(base: str | None, head: str, most: int) -> tuple[str, ...]:
    revisions = [head, f"^{base}"] if base else [head]
    form = f"--format={'%x00'.join(COMMIT_FIELDS)}"
    return ("log", "-z", f"--max-count={most + 1}", form, *revisions, "--")


def _holds(git: Git, newer: str, older: str) -> bool:
    return git.says("merge-base", "--is-ancestor", older, newer)
