"""GitHub's comparison of two commits: how they stand to each other, the commits, and the files it lists.

docs.github.com/en/rest/commits/commits#compare-two-commits
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from app.adapters.github.answers import Sha, read
from app.adapters.github.api import PER_PAGE
from app.adapters.github.change.files import Files, Named
from app.adapters.gitoutput import BODY_MAX
from app.adapters.gitrelation import Relation, parted
from app.domain.email import co_authors
from app.domain.evidence import Commit
from app.domain.report import Unknown

_COMMITS_MAX = 2_000
_ENDS = "\r\n"


class _Signature(BaseModel):
    name: str = ""
    email: str = ""
    date: datetime | None = None


class _Message(BaseModel):
    author: _Signature | None = None
    committer: _Signature | None = None
    message: str


class _Commit(BaseModel):
    sha: Sha
    commit: _Message
    parents: list[Named] = []


class Row(BaseModel):
    """One changed file; the list counts its lines even where it leaves out the patch."""

    filename: str
    status: str
    additions: int
    deletions: int
    previous_filename: str | None = None
    patch: str | None = None  # hunks alone, without a newline at their end


class _Page(BaseModel):
    status: str  # "ahead", "behind", "diverged" or "identical"
    ahead_by: int
    behind_by: int
    total_commits: int
    base_commit: _Commit
    commits: list[_Commit]
    files: list[Row] = []


@dataclass(frozen=True)
class Compared:
    is_ahead: bool  # the head holds all of the base: only then the files are what lies between them
    rows: tuple[Row, ...]
    commits: tuple[Commit, ...]  # the newest first
    relation: Relation
    unknown: tuple[Unknown, ...] = ()


FROM_NOTHING = Compared(is_ahead=True, rows=(), commits=(), relation=Relation())


def compare(files: Files, base: str, head: str) -> Compared:
    """Return what GitHub says lies between two commits. It compares with where the two parted."""
    path = f"{files.path}/compare/{base}...{head}"
    first = _page(files, path, 1)
    told = list(first.commits)
    for page in range(2, min(first.total_commits, _COMMITS_MAX) // PER_PAGE + 2):
        if len(told) >= first.total_commits:
            break
        told += _page(files, path, page).commits
    is_ahead = first.status in {"ahead", "identical"} and first.behind_by == 0
    return Compared(
        is_ahead,
        tuple(first.files) if is_ahead else (),
        _newest_first([_commit(each) for each in told[:_COMMITS_MAX]], head),
        _relation(first, is_ahead=is_ahead),
        _left_out(first.total_commits, len(told)),
    )


def is_contained(files: Files, older: str, newer: str) -> bool:
    """Whether `newer` holds all of `older`. The second page lists no files, and few commits."""
    path = f"{files.path}/compare/{older}...{newer}"
    page = read(_Page, files.api.get(path, per_page=1, page=2), f"GET {path}")
    return page.status in {"ahead", "identical"}


def _page(files: Files, path: str, number: int) -> _Page:
    return read(_Page, files.api.get(path, per_page=PER_PAGE, page=number), f"GET {path}")


def _relation(page: _Page, *, is_ahead: bool) -> Relation:
    if is_ahead:
        return Relation()
    if page.status == "behind":
        return Relation(page.behind_by, (_commit(page.base_commit),))
    return Relation(unknown=(parted(page.behind_by),))


def _left_out(total: int, told: int) -> tuple[Unknown, ...]:
    if min(told, _COMMITS_MAX) >= total:
        return ()
    reason = f"GitHub tells of {total:,}, and {min(told, _COMMITS_MAX):,} were read"
    return (Unknown("commits", f"{reason}; the authors of the others are not known"),)


def _newest_first(commits: Sequence[Commit], head: str) -> tuple[Commit, ...]:
    """Return them with the head first: GitHub lists the oldest first, by date."""
    by_id: Mapping[str, Commit] = {commit.sha: commit for commit in reversed(commits)}
    first = (by_id[head],) if head in by_id else ()
    return (*first, *(commit for sha, commit in by_id.items() if sha != head))


def _commit(told: _Commit) -> Commit:
    author, committer = told.commit.author or _Signature(), told.commit.committer or _Signature()
    subject, _, body = told.commit.message.strip().partition("\n")
    return Commit(
        sha=told.sha,
        author=author.name,
        email=author.email,
        subject=subject,
        co_authors=co_authors(told.commit.message),
        committer_email=committer.email,
        at=int(committer.date.timestamp()) if committer.date else 0,
        parents=tuple(parent.sha for parent in told.parents),
        body=f"{body.strip(_ENDS)}\n"[:BODY_MAX] if body.strip(_ENDS) else "",  # as git tells it
    )
