"""A workflow run as a value: what Actions knows of it at one moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

Verdict = Literal["approved", "rejected"]


class Status(StrEnum):
    QUEUED = "queued"
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Conclusion(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Comment:
    """A status report of a protection rule, or of the workflow itself."""

    text: str
    at: datetime
    environment: str
    attempt: int


@dataclass(frozen=True)
class Review:
    """What somebody decided on an environment's waiting jobs."""

    state: Verdict
    comment: str
    at: datetime
    environment: str
    attempt: int
    by: str  # login; an App's ends in [bot]
    is_ours: bool = False  # by our App's protection rule
    is_bypass: bool = False  # an administrator started the jobs without the rules


@dataclass(frozen=True)
class Job:
    id: int  # of the job and of its check run: on GitHub they are the same
    name: str
    attempt: int
    environment: str | None
    created_at: datetime
    deployment: int | None = None  # id
    status: Status = Status.QUEUED
    conclusion: Conclusion | None = None
    held_by: frozenset[str] = frozenset()  # the rules that have not agreed: OURS, REVIEWERS
    started_at: datetime | None = None
    completed_at: datetime | None = None
    detail: str | None = None  # why it failed


OURS = "custom"  # our App's protection rule
REVIEWERS = "required_reviewers"


@dataclass(frozen=True)
class Run:
    id: int
    number: int
    repository: int  # id
    workflow: str  # its path, .github/workflows/deploy.yml
    workflow_id: int
    head_sha: str
    head_branch: str | None
    event: str
    title: str
    actor: str  # login
    triggering_actor: str
    check_suite: int  # id
    created_at: datetime
    started_at: datetime  # of this attempt
    updated_at: datetime
    attempt: int = 1
    is_cancelled: bool = False
    all_jobs: tuple[Job, ...] = ()  # of every attempt
    all_comments: tuple[Comment, ...] = ()
    reviews: tuple[Review, ...] = ()  # of every attempt
    inputs: tuple[tuple[str, str], ...] = ()  # of a workflow_dispatch
    for_deployment: int | None = None  # the deployment whose creation started it

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs of the current attempt."""
        return self.jobs_of(self.attempt)

    def jobs_of(self, attempt: int) -> tuple[Job, ...]:
        return tuple(job for job in self.all_jobs if job.attempt == attempt)

    @property
    def waiting(self) -> tuple[Job, ...]:
        return tuple(job for job in self.jobs if job.status == Status.WAITING)

    @property
    def status(self) -> Status:
        return status_of(self.jobs)

    @property
    def conclusion(self) -> Conclusion | None:
        return conclusion_of(self.jobs)

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The status reports on the current attempt, oldest first."""
        return tuple(comment for comment in self.all_comments if comment.attempt == self.attempt)

    @property
    def verdict(self) -> Verdict | None:
        """What our App decided on the current attempt."""
        ours = self._ours()
        return ours.state if ours else None

    @property
    def verdict_comment(self) -> str | None:
        ours = self._ours()
        return ours.comment if ours else None

    @property
    def cancelled(self) -> bool:
        return self.conclusion == Conclusion.CANCELLED

    def _ours(self) -> Review | None:
        mine = [review for review in self.reviews if review.is_ours and review.attempt == self.attempt]
        return mine[-1] if mine else None


def status_of(jobs: tuple[Job, ...]) -> Status:
    """Sum up jobs as a run's page does: what moves first, then what waits."""
    present = {job.status for job in jobs}
    order = (Status.IN_PROGRESS, Status.QUEUED, Status.WAITING)
    return next((status for status in order if status in present), Status.COMPLETED)


def conclusion_of(jobs: tuple[Job, ...]) -> Conclusion | None:
    if status_of(jobs) != Status.COMPLETED:
        return None
    ends = {job.conclusion for job in jobs}
    order = (Conclusion.CANCELLED, Conclusion.FAILURE)
    return next((end for end in order if end in ends), Conclusion.SUCCESS)
