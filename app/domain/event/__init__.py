"""What can happen to a deploy, in the past tense. Time comes in as a field."""

from app.domain.event.people import (
    ApprovalWithdrawn,
    Approved,
    ByPerson,
    Cancelled,
    Endorsed,
    MarkedHotfix,
    Overridden,
    Rejected,
    SignedOff,
)
from app.domain.event.progress import (
    Cleared,
    Failed,
    LaneChanged,
    OnTheWay,
    PromotionStarted,
    Reopened,
    RolledBack,
    Superseded,
    WentLive,
    Withdrawn,
)
from app.domain.event.review import (
    CardLost,
    Deadlocked,
    EvidenceGiven,
    OfReview,
    Reviewed,
    ReviewFailed,
    ReviewStarted,
)
from app.domain.event.time import DeadlinePassed, Expired, OfTime, PingDue, ReminderDue, RungReached

__all__ = [
    "ApprovalWithdrawn",
    "Approved",
    "ByPerson",
    "Cancelled",
    "CardLost",
    "Cleared",
    "DeadlinePassed",
    "Deadlocked",
    "Endorsed",
    "Event",
    "EvidenceGiven",
    "Expired",
    "Failed",
    "LaneChanged",
    "MarkedHotfix",
    "OfReview",
    "OfTime",
    "OnTheWay",
    "Overridden",
    "PingDue",
    "PromotionStarted",
    "Rejected",
    "ReminderDue",
    "Reopened",
    "ReviewFailed",
    "ReviewStarted",
    "Reviewed",
    "RolledBack",
    "RungReached",
    "SignedOff",
    "Superseded",
    "WentLive",
    "Withdrawn",
]

Event = ByPerson | OfReview | OfTime | OnTheWay
