"""What the passing of time brings."""

from dataclasses import dataclass
from datetime import datetime


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


OfTime = ReminderDue | PingDue | DeadlinePassed | RungReached | Expired
