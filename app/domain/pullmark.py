"""How pull requests are known again: by the mark on their check run, and by when they changed."""

import re
from dataclasses import dataclass

from app.domain.pullgate import PullRequest

_MARK = "airlock-human-review-"  # and the pull request's number: what a check run of ours carries
_MARKED = re.compile(rf"{_MARK}([1-9]\d{{0,17}})", re.ASCII)


@dataclass(frozen=True)
class Watermark:
    """Up to where a repository's pull requests were looked through, in GitHub's own words."""

    until: str = ""  # ISO 8601: when the last that was seen changed
    etag: str | None = None  # of that answer


def mark_of(pull: PullRequest) -> str:
    """Return what a check run carries so that it is known again."""
    return f"{_MARK}{pull.number}"


def number_of(mark: object) -> int | None:
    """Return the pull request that a mark names; None for what is no mark."""
    found = _MARKED.fullmatch(mark) if isinstance(mark, str) else None
    return int(found[1]) if found else None
