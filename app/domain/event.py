"""What can happen to a deploy, in the past tense. Time comes in as a field."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.deploy import Summary
from app.domain.person import Person
from app.domain.policy import Environment


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


@dataclass(frozen=True)
class ReviewFailed:
    """There are no rules to review by."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class CardLost:
    """Somebody deleted the card in Slack."""

    at: datetime


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
    """The promotion failed, or was not even asked for because something is not as it was reviewed."""

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
class Withdrawn:
    """The CI platform waits for it no more, whoever took it back there: nobody is left to answer."""

    at: datetime
    reason: str  # goes on from "it": "was cancelled on GitHub"; may hold foreign text


@dataclass(frozen=True)
class RolledBack:
    at: datetime
    by: str  # deploy id of what is live now


Event = (
    EvidenceGiven
    | ReviewStarted
    | Reviewed
    | ReviewFailed
    | CardLost
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
    | Withdrawn
    | RolledBack
)
