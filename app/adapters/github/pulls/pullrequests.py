"""Pull requests as GitHub has them: what they are about to bring, whose work it is, and who said what."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator

from app.adapters.github.account import Account, login_of
from app.adapters.github.answers import Sha, read
from app.adapters.github.api import PER_PAGE, Api
from app.domain.email import co_authors
from app.domain.errors import Transient
from app.domain.pullgate import PullRequest, Review
from app.domain.pullmark import Watermark
from app.domain.report import Unknown

COMMITS_MAX = 250  # docs.github.com/en/rest/pulls/pulls: list commits on a pull request gives no more
REVIEWS_MAX = 1000
LOOKED_AT = 300  # open pull requests, those that changed last
WEB = "web-flow"  # who commits what is done on GitHub's own pages


class _Repository(BaseModel):
    default_branch: str


class _Head(BaseModel):
    sha: Sha


class _Base(BaseModel):
    ref: str
    repo: _Repository


class _Pull(BaseModel):
    """One of docs.github.com/en/rest/pulls/pulls, as every answer has it."""

    number: int
    state: str
    updated_at: str
    user: Account | None
    head: _Head
    base: _Base
    commits: int | None = None  # in an answer about this one alone

    @property
    def is_open(self) -> bool:
        return self.state == "open"


class _Review(BaseModel):
    """One of docs.github.com/en/rest/pulls/reviews."""

    user: Account | None
    state: str
    commit_id: str | None = None

    @property
    def as_told(self) -> Review:
        is_person = self.user is not None and self.user.is_person
        return Review(login_of(self.user), self.state.upper(), self.commit_id, is_person)


class _Signature(BaseModel):
    email: str | None = None


class _Message(BaseModel):
    author: _Signature | None
    committer: _Signature | None
    message: str


# GitHub has nothing, or an empty object, where an address belongs to no account.
_Someone = Annotated[Account | None, BeforeValidator(lambda told: told or None)]


class _Commit(BaseModel):
    sha: Sha
    commit: _Message
    author: _Someone
    committer: _Someone


class _Branch(BaseModel):
    commit: _Head


class _Comparison(BaseModel):
    merge_base_commit: _Head
    total_commits: int


def read_pull(api: Api, repository: str, number: int) -> PullRequest | None:
    """Return an open pull request, draft or not; None for one that is over. Raises Transient, BadInput."""
    path = f"/repos/{repository}/pulls/{number}"
    found = api.find(path)
    row = None if found is None else read(_Pull, found, f"GET {path}")
    if row is None or not row.is_open:
        return None
    pull = _pull(api, repository, row)
    reviews = api.rows(f"{path}/reviews", most=REVIEWS_MAX)
    listed = api.rows(f"{path}/commits", most=COMMITS_MAX)
    commits = read(list[_Commit], listed.rows, f"GET {path}/commits")
    is_listed = listed.is_whole and row.commits == len(commits)
    if is_listed:
        _check_head(pull, commits)
    return replace(
        pull,
        reviews=tuple(each.as_told for each in read(list[_Review], reviews.rows, f"GET {path}/reviews")),
        writers=frozenset(_logins(commits)),
        addresses=frozenset(_addresses(commits)),
        unread=_unread(is_said=reviews.is_whole, is_listed=is_listed),
    )


def _check_head(pull: PullRequest, commits: Iterable[_Commit]) -> None:
    """Raise Transient when these are another head's: their authors would pass for those of this one."""
    if all(each.sha != pull.head for each in commits):
        raise Transient(f"#{pull.number} of {pull.repository} was pushed to while it was read.")


def same_head(api: Api, pull: PullRequest) -> tuple[int, ...]:
    """Return the other open pull requests of the same commit into the same branch: one check is for all."""
    path = f"/repos/{pull.repository}/commits/{pull.head}/pulls"
    found = read(list[_Pull], api.rows(path).rows, f"GET {path}")
    same = (row for row in found if (row.head.sha, row.base.ref) == (pull.head, pull.base))
    return tuple(row.number for row in same if row.is_open and row.number != pull.number)


def merge_base(api: Api, pull: PullRequest) -> tuple[str, int]:
    """Return the commit at which the pull request left its branch, and how many commits it brings."""
    path = f"/repos/{pull.repository}/compare/{pull.tip}...{pull.head}"
    told = api.get(path, per_page=1, page=2)  # the first page would have the files
    found = read(_Comparison, told, f"GET {path}")
    return found.merge_base_commit.sha, found.total_commits


def changed_pulls(api: Api, repository: str, since: Watermark) -> tuple[tuple[int, ...], Watermark]:
    """Return the open pull requests that changed since then, and up to where that is known now.

    What changed in the very second of the last look is returned again. Nothing new costs no rate limit.
    """
    path = f"/repos/{repository}/pulls"
    query: dict[str, str | int | bool] = {"state": "open", "sort": "updated", "direction": "desc"}
    answer = api.request("GET", path, query={**query, "per_page": PER_PAGE}, etag=since.etag)
    if answer.is_unchanged:
        return (), since
    pulls = read(list[_Pull], answer.data, f"GET {path}")
    if len(pulls) == PER_PAGE and pulls[-1].updated_at >= since.until:
        rows = api.rows(path, most=LOOKED_AT, state="open", sort="updated", direction="desc").rows
        pulls = read(list[_Pull], rows, f"GET {path}")
    until = max((pull.updated_at for pull in pulls), default=since.until)
    news = tuple(pull.number for pull in pulls if pull.updated_at >= since.until)
    return news, Watermark(max(until, since.until), answer.headers.get("etag"))


def _pull(api: Api, repository: str, row: _Pull) -> PullRequest:
    base = row.base.ref
    path = f"/repos/{repository}/branches/{quote(base, safe='')}"
    branch = read(_Branch, api.get(path), f"GET {path}")  # what the pull request tells of it is old
    return PullRequest(
        repository=repository,
        number=row.number,
        head=row.head.sha,
        base=base,
        tip=branch.commit.sha,
        author=login_of(row.user),
        is_base_default=base == row.base.repo.default_branch,
    )


def _logins(commits: Iterable[_Commit]) -> Iterator[str]:
    people = (one for each in commits for one in (each.author, each.committer))
    return (one.login.lower() for one in people if one and one.login != WEB)


def _addresses(commits: Iterable[_Commit]) -> Iterator[str]:
    for each in commits:
        people = (each.commit.author, each.commit.committer)
        yield from (one.email.lower() for one in people if one and one.email)
        yield from (found.lower() for found in co_authors(each.commit.message))


def _unread(*, is_said: bool, is_listed: bool) -> tuple[Unknown, ...]:
    commits = Unknown("commits", f"there are more than {COMMITS_MAX}, so not all authors are known; split it")
    reviews = Unknown("reviews", f"there are more than {REVIEWS_MAX:,}, so the last are not known")
    return (*(() if is_listed else (commits,)), *(() if is_said else (reviews,)))
