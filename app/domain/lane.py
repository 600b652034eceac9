"""The lane of one repository into one environment: what holds it up, and who goes through it, one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.freeze import freeze_at, frozen_until
from app.domain.person import AIRLOCK
from app.domain.policy import Freeze

EVERYWHERE = "*"  # in place of a repository: its locks and freezes hold in all of them


@dataclass(frozen=True)
class Lock:
    by: str  # Slack user id, or AIRLOCK
    at: datetime
    reason: str  # foreign text
    after_rollback: bool = False


@dataclass(frozen=True)
class Pause:
    """A freeze that somebody has called."""

    by: str  # Slack user id
    at: datetime
    until: datetime
    reason: str  # foreign text


@dataclass(frozen=True)
class Lane:
    lock: Lock | None = None
    pauses: tuple[Pause, ...] = ()
    line: tuple[str, ...] = ()  # ids of approved deploys that are not through yet; the first may go
    live: str | None = None  # id of the deploy that went live last
    version: int = 0  # grows with every lock and freeze
    schema: int = 1

    def under(self, everywhere: "Lane") -> "Lane":
        """Return this lane with what holds up every repository's; of two locks a person's: it is stricter."""
        locks = [lock for lock in (self.lock, everywhere.lock) if lock is not None]
        lock = min(locks, key=lambda each: each.after_rollback, default=None)
        return replace(self, lock=lock, pauses=(*self.pauses, *everywhere.pauses))

    def ahead_of(self, deploy_id: str) -> str | None:
        """Return the deploy that this one waits for; who is not in line yet comes last."""
        place = self.line.index(deploy_id) if deploy_id in self.line else len(self.line)
        return self.line[place - 1] if place else None

    def with_in_line(self, deploy_id: str) -> "Lane":
        return self if deploy_id in self.line else replace(self, line=(*self.line, deploy_id))

    def without(self, deploy_id: str) -> "Lane":
        return replace(self, line=tuple(waiting for waiting in self.line if waiting != deploy_id))


class HoldKind(StrEnum):
    LOCK = "lock"
    FREEZE = "freeze"


@dataclass(frozen=True)
class Hold:
    """What keeps deploys of a lane from being approved now."""

    kind: HoldKind
    by: str | None = None  # Slack user id, or AIRLOCK; None: the policy
    until: datetime | None = None  # None: until somebody lifts it
    reason: str | None = None  # foreign text
    after_rollback: bool = False
    since: datetime | None = None  # None: the policy's

    @property
    def person(self) -> str | None:
        """Slack user id of who called it; None for the policy, and after a rollback."""
        return None if self.is_by_itself else self.by

    @property
    def is_by_itself(self) -> bool:
        """Whether a rollback left it."""
        return self.after_rollback or self.by == AIRLOCK


def hold_of(lane: Lane, freezes: Iterable[Freeze], at: datetime) -> Hold | None:
    """Return what holds the lane up at `at`; a lock comes before a freeze, the longest freeze first.

    A freeze that was called holds at once, also where the clock is behind that of whoever called it.
    """
    if lane.lock is not None:
        lock = lane.lock
        return Hold(HoldKind.LOCK, lock.by, None, lock.reason, lock.after_rollback, lock.at)
    freezes = tuple(freezes)
    found = [Hold(HoldKind.FREEZE, p.by, p.until, p.reason, since=p.at) for p in lane.pauses if at < p.until]
    window, until = freeze_at(freezes, at), frozen_until(freezes, at)
    if window is not None:
        found.append(Hold(HoldKind.FREEZE, None, until, window.reason))
    return max(found, key=lambda hold: hold.until or at, default=None)
