"""What can happen to a deploy, in the past tense. Time comes in as a field."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.person import Person
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
class ApprovalWithdrawn:
    """Somebody took their own approval back, before there were enough."""

    at: datetime
    by: Person


@dataclass(frozen=True)
class Overridden:
    """Somebody broke the glass."""

    at: datetime
    by: Person
    digest: str
    reason: str
    typed: str  # the beginning of the commit's id, typed by hand


@dataclass(frozen=True)
class SignedOff:
    """A second person looked at an override afterwards."""

    at: datetime
    by: Person
    note: str


@dataclass(frozen=True)
class MarkedHotfix:
    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True)
class LaneChanged:
    """A lock or freeze began or ended, or the line moved on."""

    at: datetime


@dataclass(frozen=True)
class Cleared:
    """Right before the promotion all was still as approved, and it is this deploy's turn."""

    at: datetime


@dataclass(frozen=True)
class Reopened:
    """Right before the promotion something was not as approved: people are asked again."""

    at: datetime
    reason: str  # a sentence for people; may hold foreign text


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
class PingDue:
    at: datetime


@dataclass(frozen=True)
class DeadlinePassed:
    at: datetime


@dataclass(frozen=True)
class RungReached:
    """Still nobody answered: the next place is asked."""

    at: datetime


@dataclass(frozen=True)
class Expired:
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
    | Deadlocked
    | ReviewFailed
    | CardLost
    | Approved
    | Endorsed
    | ApprovalWithdrawn
    | Overridden
    | SignedOff
    | MarkedHotfix
    | LaneChanged
    | Cleared
    | Reopened
    | Rejected
    | ReminderDue
    | PingDue
    | DeadlinePassed
    | RungReached
    | Expired
    | PromotionStarted
    | WentLive
    | Failed
    | Superseded
    | Cancelled
    | Withdrawn
    | RolledBack
)
