"""Pull requests as GitHub has them: what they are about to bring, whose work it is, and who said what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from app.adapters.github.api import PER_PAGE, Api
from app.adapters.github.app import known_form
from app.domain.errors import Transient
from app.domain.pullgate import PullRequest, Review
from app.domain.pullmark import Watermark
from app.domain.report import Unknown

COMMITS_MAX = 250  # docs.github.com/en/rest/pulls/pulls: list commits on a pull request gives no more
REVIEWS_MAX = 1000
LOOKED_AT = 300  # open pull requests, those that changed last
WEB = "web-flow"  # who commits what is done on GitHub's own pages
# Anywhere in the message: who is named as co-author by mistake asks somebody else.
_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[^<>\n]*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)


def read_pull(api: Api, repository: str, number: int) -> PullRequest | None:
    """Return an open pull request, draft or not; None for one that is over. Raises Transient, BadInput."""
    path = f"/repos/{repository}/pulls/{number}"
    row = api.find(path)
    with known_form("GET pull"):
        if row is None or row["state"] != "open":
            return None
        pull = _pull(api, repository, row)
        reviews = api.rows(f"{path}/reviews", most=REVIEWS_MAX)
        commits = api.rows(f"{path}/commits", most=COMMITS_MAX)
        is_listed = commits.is_whole and row["commits"] == len(commits.rows)
        if is_listed:
            _check_head(pull, commits.rows)
        unread = _unread(is_said=reviews.is_whole, is_listed=is_listed)
        return replace(
            pull,
            reviews=tuple(map(_review, reviews.rows)),
            writers=frozenset(_logins(commits.rows)),
            addresses=frozenset(_addresses(commits.rows)),
            unread=unread,
        )


def _check_head(pull: PullRequest, commits: Iterable[Mapping[str, Any]]) -> None:
    """Raise Transient when these are another head's: their authors would pass for those of this one."""
    if all(row["sha"] != pull.head for row in commits):
        raise Transient(f"#{pull.number} of {pull.repository} was pushed to while it was read.")


def same_head(api: Api, pull: PullRequest) -> tuple[int, ...]:
    """Return the other open pull requests of the same commit into the same branch: one check is for all."""
    with known_form("GET pulls of a commit"):
        rows = api.rows(f"/repos/{pull.repository}/commits/{pull.head}/pulls").rows
        return tuple(
            int(row["number"])
            for row in rows
            if row["state"] == "open"
            and (row["head"]["sha"], row["base"]["ref"]) == (pull.head, pull.base)
            and row["number"] != pull.number
        )


def merge_base(api: Api, pull: PullRequest) -> tuple[str, int]:
    """Return the commit at which the pull request left its branch, and how many commits it brings."""
    with known_form("GET compare"):
        path = f"/repos/{pull.repository}/compare/{pull.tip}...{pull.head}"
        found = api.get(path, per_page=1, page=2)  # the first page would have the files
        return str(found["merge_base_commit"]["sha"]), int(found["total_commits"])


def changed_pulls(api: Api, repository: str, since: Watermark) -> tuple[tuple[int, ...], Watermark]:
    """Return the open pull requests that changed since then, and up to where that is known now.

    What changed in the very second of the last look is returned again. Nothing new costs no rate limit.
    """
    path = f"/repos/{repository}/pulls"
    query: dict[str, str | int | bool] = {"state": "open", "sort": "updated", "direction": "desc"}
    answer = api.request("GET", path, query={**query, "per_page": PER_PAGE}, etag=since.etag)
    if answer.is_unchanged:
        return (), since
    with known_form("GET pulls"):
        rows = answer.data
        if len(rows) == PER_PAGE and str(rows[-1]["updated_at"]) >= since.until:
            rows = api.rows(path, most=LOOKED_AT, state="open", sort="updated", direction="desc").rows
        until = max((str(row["updated_at"]) for row in rows), default=since.until)
        news = tuple(int(row["number"]) for row in rows if str(row["updated_at"]) >= since.until)
        return news, Watermark(max(until, since.until), answer.headers.get("etag"))


def _pull(api: Api, repository: str, row: Mapping[str, Any]) -> PullRequest:
    base = row["base"]["ref"]
    branch = api.get(
        f"/repos/{repository}/branches/{quote(base, safe='')}"
    )  # what the pull request tells is old
    return PullRequest(
        repository=repository,
        number=int(row["number"]),
        head=str(row["head"]["sha"]),
        base=str(base),
        tip=str(branch["commit"]["sha"]),
        author=_login(row["user"]),
        is_base_default=base == row["base"]["repo"]["default_branch"],
    )


def _review(row: Mapping[str, Any]) -> Review:
    user, commit = row["user"], row.get("commit_id")
    is_person = user is not None and user["type"] == "User"
    return Review(_login(user), str(row["state"]).upper(), str(commit) if commit else None, is_person)


def _login(user: Mapping[str, Any] | None) -> str:
    return str(user["login"]) if user else "ghost"  # as GitHub draws an account that is no more


def _logins(commits: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    people = (row[role] for row in commits for role in ("author", "committer"))
    return (str(one["login"]).lower() for one in people if one and one["login"] != WEB)


def _addresses(commits: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in commits:
        people = (row["commit"][role] for role in ("author", "committer"))
        yield from (str(one["email"]).lower() for one in people if one and one.get("email"))
        yield from (found.lower() for found in _CO_AUTHOR.findall(str(row["commit"]["message"])))


def _unread(*, is_said: bool, is_listed: bool) -> tuple[Unknown, ...]:
    commits = Unknown("commits", f"there are more than {COMMITS_MAX}, so not all authors are known; split it")
    reviews = Unknown("reviews", f"there are more than {REVIEWS_MAX:,}, so the last are not known")
    return (*(() if is_listed else (commits,)), *(() if is_said else (reviews,)))
