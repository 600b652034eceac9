"""What can happen to a deploy, in the past tense. Time comes in as a field."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.deploy import Summary
from app.domain.person import Person
from app.domain.policy import Environment


@dataclass(frozen=True)
class EvidenceGiven:
    at: datetime


@dataclass(frozen=True)
class ReviewStarted:
    at: datetime


@dataclass(frozen=True)
class Reviewed:
    at: datetime
    summary: Summary
    rules: Environment


@dataclass(frozen=True)
class Approved:
    """A person said yes. Whether it is enough, and allowed, the rules say."""

    at: datetime
    by: Person
    digest: str  # of the report on the card that was clicked


@dataclass(frozen=True)
class Endorsed:
    """An approval that counts but is not enough yet; `advance` makes it of an Approved."""

    at: datetime
    by: Person
    digest: str


@dataclass(frozen=True)
class Rejected:
    at: datetime
    by: Person
    digest: str
    reason: str


@dataclass(frozen=True)
class ReminderDue:
    at: datetime


@dataclass(frozen=True)
class DeadlinePassed:
    at: datetime


@dataclass(frozen=True)
class PromotionStarted:
    at: datetime
    url: str | None = None
    status_url: str | None = None


@dataclass(frozen=True)
class WentLive:
    at: datetime
    url: str | None = None


@dataclass(frozen=True)
class Failed:
    """No rules to review by, the commit is not what was reviewed, or the promotion failed."""

    at: datetime
    reason: str
    url: str | None = None


@dataclass(frozen=True)
class Superseded:
    at: datetime
    by: str  # deploy id


@dataclass(frozen=True)
class Cancelled:
    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True)
class RolledBack:
    at: datetime
    by: str  # deploy id of what is live now


Event = (
    EvidenceGiven
    | ReviewStarted
    | Reviewed
    | Approved
    | Endorsed
    | Rejected
    | ReminderDue
    | DeadlinePassed
    | PromotionStarted
    | WentLive
    | Failed
    | Superseded
    | Cancelled
    | RolledBack
)
