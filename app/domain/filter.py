"""Which deploys somebody wants to see, and how many of them there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.deploy import Deploy
from app.domain.table import is_over


class Outcome(StrEnum):
    """How a deploy ended."""

    LIVE = "live"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"  # nobody decided in time
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True)
class Filter:
    """What must hold of a deploy; None is anything."""

    environment: str | None = None
    person: str | None = None  # who queued, approved or decided: a Slack user id, or as the CI named them
    since: datetime | None = None  # aware; it ended then or later
    outcome: Outcome | None = None


EVERYTHING = Filter()


@dataclass(frozen=True)
class Found:
    """One page of what was found."""

    deploys: Sequence[Deploy]  # newest first
    total: int  # over all pages
    is_all: bool = True  # False: the search broke off, and older ones may exist
    is_counted: bool = True  # False: there is another page, and nobody has looked how many more

    def pages(self, size: int) -> int:
        """Return how many pages of `size` there are; an empty one is a page, too."""
        return max(1, -(-self.total // size))


@dataclass(frozen=True)
class Some:
    """The beginning of a list, oldest first, and how long it is."""

    deploys: Sequence[Deploy] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many there are beyond those that were read."""
        return max(0, self.total - len(self.deploys))


@dataclass(frozen=True)
class Waiting:
    """What is not over, and what waits for a second look: the first of each."""

    asked: Some = Some()  # wait for somebody's answer
    running: Some = Some()  # are reviewed, wait in line, or are on their way
    unsigned: Some = Some()  # overridden, and nobody has looked at that yet


def outcome(deploy: Deploy) -> Outcome | None:
    """Return how the deploy ended; None while more is to be expected of it."""
    return Outcome(deploy.state.value) if is_over(deploy) else None


def people(deploy: Deploy) -> frozenset[str]:
    """Return who has had a part in it: who queued, approved, decided or overrode it, or signed that off."""
    decision, override = deploy.decision, deploy.override
    others = (
        deploy.request.actor,
        decision.by if decision else None,
        override.by if override else None,
        override.signed_by if override else None,
    )
    return frozenset((*(approval.by for approval in deploy.approvals), *filter(None, others)))
