"""A pull request and its reviews, as stored."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Review:
    id: int
    author: str  # login
    state: str  # APPROVED, CHANGES_REQUESTED, COMMENTED or DISMISSED
    commit_id: str  # that was looked at
    at: datetime
    body: str = ""


@dataclass(frozen=True)
class Pull:
    id: int
    number: int
    title: str
    author: str  # login
    head: str  # a branch, followed as it moves; or a full id
    base: str  # a branch
    created_at: datetime
    body: str = ""
    merged_sha: str | None = None  # the commit that brought it into the base
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    reviews: tuple[Review, ...] = field(default_factory=tuple)
    is_draft: bool = False
    reviewers: tuple[str, ...] = ()  # logins whose review is asked for

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.merged_at is None
