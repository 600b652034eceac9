"""What a person says on a deploy."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.person import Person


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
class Rejected:
    at: datetime
    by: Person
    digest: str
    reason: str


@dataclass(frozen=True)
class Cancelled:
    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True)
class MarkedHotfix:
    at: datetime
    by: Person
    reason: str


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
    digest: str | None = None  # of the report beside the button; None: by command


ByPerson = (
    Approved | Endorsed | ApprovalWithdrawn | Rejected | Cancelled | MarkedHotfix | Overridden | SignedOff
)
