"""What people do to a lane by command: lock and unlock it, freeze and unfreeze it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from app.domain.audit.entry import Entry
from app.domain.errors import Refused
from app.domain.lane import EVERYWHERE, Lane, Lock, Pause
from app.domain.person import AIRLOCK, Person, Standing
from app.domain.record import who
from app.domain.rules import MEMBER

LONGEST = timedelta(days=366)
PAUSES_MAX = 20


@dataclass(frozen=True)
class Place:
    repository: str  # OWNER/NAME, or lane.EVERYWHERE
    environment: str

    def __str__(self) -> str:
        where = "" if self.repository == EVERYWHERE else f" of {self.repository}"
        return f"{self.environment}{where}"


@dataclass(frozen=True)
class Halt:
    """Somebody's word on a lane. `by.belongs_to` tells which of the names with a say there hold for them."""

    what: Literal["lock", "unlock", "freeze", "unfreeze"]
    at: datetime
    by: Person
    reason: str  # foreign text; never empty
    until: datetime | None = None  # of a freeze


def halted(lane: Lane, place: Place, halt: Halt) -> tuple[Lane, Entry]:
    """Return the lane after somebody's word, and what the record keeps of it. Raises Refused."""
    if halt.by.standing is not Standing.MEMBER:
        raise Refused("Only members of the workspace lock, unlock, freeze or unfreeze an environment.")
    if not halt.reason.strip():
        raise Refused(f"Say why: `/deploy {halt.what} {place.environment} REASON`.")
    after, rule = _TURNS[halt.what](replace(lane, version=lane.version + 1), place, halt)
    entry = Entry(
        at=halt.at,
        what=halt.what,
        by=who(halt.by),
        rule=rule,
        reason=halt.reason.strip(),
        repository=place.repository,
        environment=place.environment,
        detail={"until": halt.until.isoformat()} if halt.until else {},
    )
    return after, entry


def is_said(lane: Lane, halt: Halt) -> bool:
    """Whether this very word is on the lane: the answer to it was lost."""
    words = (*lane.pauses, *((lane.lock,) if lane.lock else ()))
    return any((word.by, word.at) == (halt.by.id, halt.at) for word in words)


def _lock(lane: Lane, place: Place, halt: Halt) -> tuple[Lane, str]:
    if lane.lock is not None:
        raise Refused(f"{place} is locked already, by {_name(lane.lock.by)}; nothing changed.")
    return replace(lane, lock=Lock(halt.by.id, halt.at, halt.reason.strip())), MEMBER


def _unlock(lane: Lane, place: Place, halt: Halt) -> tuple[Lane, str]:
    if lane.lock is None:
        raise Refused(f"{place} is not locked; {_elsewhere(place, 'lock')}.")
    return replace(lane, lock=None), _lifting_rule([lane.lock.by], halt.by)


def _freeze(lane: Lane, place: Place, halt: Halt) -> tuple[Lane, str]:
    if halt.until is None or not halt.at < halt.until <= halt.at + LONGEST:
        raise Refused("A freeze ends in the future, within a year.")
    pauses = tuple(pause for pause in lane.pauses if pause.until > halt.at)
    if len(pauses) >= PAUSES_MAX:
        raise Refused(f"{place} has {PAUSES_MAX} freezes already; `/deploy unfreeze` ends them.")
    return replace(
        lane, pauses=(*pauses, Pause(halt.by.id, halt.at, halt.until, halt.reason.strip()))
    ), MEMBER


def _unfreeze(lane: Lane, place: Place, halt: Halt) -> tuple[Lane, str]:
    """End every freeze called by command; those of the policy are changed in the policy."""
    standing = [pause for pause in lane.pauses if pause.until > halt.at]
    if not standing:
        told = f"Nobody has frozen {place} by command; {_elsewhere(place, 'freeze')}"
        raise Refused(f"{told}, one of the policy in the policy.")
    return replace(lane, pauses=()), _lifting_rule([pause.by for pause in standing], halt.by)


def _elsewhere(place: Place, what: str) -> str:
    """Say how the other kind of a lock or freeze is ended: that of one repository, or that of all."""
    if place.repository == EVERYWHERE:
        return f"`/deploy status` shows what is. A {what} of one repository is ended with its OWNER/NAME"
    return f"`/deploy status` shows what is. A {what} of every repository is ended without OWNER/NAME"


_TURNS = {"lock": _lock, "unlock": _unlock, "freeze": _freeze, "unfreeze": _unfreeze}


def _lifting_rule(owners: Iterable[str], by: Person) -> str:
    """Return the rule that lets this person lift it: whose it is, or who has a say there. Raises Refused."""
    owners = list(dict.fromkeys(owners))
    if owners == [by.id]:
        return "one's own"
    if not by.belongs_to:
        names = ", ".join(_name(owner) for owner in owners)
        raise Refused(f"Only {names} or somebody whom the policy names there may end this.")
    return f"named in the policy as {min(by.belongs_to)}"


def _name(owner: str) -> str:
    return "a rollback" if owner == AIRLOCK else f"<@{owner}>"
