"""How the review of a deploy went, and what it is shown on."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.policy import Environment
from app.domain.summary import Summary


@dataclass(frozen=True)
class EvidenceGiven:
    """There is something to review anew: the CI sent evidence, or something else went live."""

    at: datetime


@dataclass(frozen=True)
class ReviewStarted:
    at: datetime


@dataclass(frozen=True)
class Reviewed:
    at: datetime
    summary: Summary
    rules: Environment
    stuck: str | None = None  # why nobody can approve it; for people


@dataclass(frozen=True)
class Deadlocked:
    """A review that put it before people of whom none may approve; `advance` makes it of a Reviewed."""

    at: datetime
    summary: Summary
    rules: Environment
    stuck: str


@dataclass(frozen=True)
class ReviewFailed:
    """There are no rules to review by."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class CardLost:
    """Somebody deleted the card in Slack."""

    at: datetime
    ts: str  # Slack's id of the message: another may have taken its place by now


OfReview = EvidenceGiven | ReviewStarted | Reviewed | Deadlocked | ReviewFailed | CardLost
