"""What happens to a deploy on its way: in its lane, on the CI platform, and by other deploys."""

from dataclasses import dataclass
from datetime import datetime


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
    is_urgent: bool = False  # whether that one is a hotfix or a rollback


@dataclass(frozen=True)
class Withdrawn:
    """The CI platform waits for it no more, whoever took it back there: nobody is left to answer."""

    at: datetime
    reason: str  # goes on from "it": "was cancelled on GitHub"; may hold foreign text


@dataclass(frozen=True)
class RolledBack:
    at: datetime
    by: str  # deploy id of what is live now


OnTheWay = (
    LaneChanged
    | Cleared
    | Reopened
    | PromotionStarted
    | WentLive
    | Failed
    | Superseded
    | Withdrawn
    | RolledBack
)
