"""What the gate finds wrong about itself: values, and which of them are new, told already, or mended."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.deploy import Deploy

LOOKS_BEFORE_TELLING = 3  # in a row, of what may pass by itself
REMEMBERED = timedelta(days=7)  # what has happened, for whoever asks `airlock doctor`


class Aspect(StrEnum):
    """What is looked at together: all of it can be checked, or none."""

    APP = "the GitHub App"
    INSTALLATION = "the App's installation"
    WEBHOOKS = "the webhooks"
    POLICY = "the policy"
    GUARD = "the environment's protection"
    DEPLOYMENTS = "the deployments"
    RECORD = "what waits in Airlock"


class Kind(StrEnum):
    UNCHECKED = "cannot be checked"
    LACKS_PERMISSION = "lacks a permission"
    LACKS_EVENT = "lacks a webhook event"
    SUSPENDED = "suspended"
    NOT_INSTALLED = "not installed"
    WEBHOOKS_FAIL = "webhooks fail"
    NEEDS_APP = "needs the GitHub App"
    MISSING = "no such environment"
    EMPTY = "no protection at all"
    UNGUARDED = "Airlock does not guard it"
    BYPASS = "administrators may bypass"
    BYPASS_UNKNOWN = "not known whether administrators may bypass"
    NOT_IN_POLICY = "not in the policy"
    UNAPPROVED = "deployed without an approval"
    BYPASSED = "the gate was bypassed"
    NO_CARD = "no card"
    HELD = "holds up others"


HAPPENED = {Kind.UNAPPROVED, Kind.BYPASSED}  # cannot be mended: it was so


@dataclass(frozen=True)
class Place:
    aspect: Aspect
    repository: str = ""  # OWNER/NAME; OWNER alone for an installation; empty for all
    environment: str = ""


@dataclass(frozen=True)
class Alarm:
    """Something about the gate that a person has to mend. Words may hold foreign text."""

    kind: Kind
    place: Place
    words: str  # one sentence: what is wrong
    mend: str  # one sentence: what to do
    link: str | None = None  # where
    subject: str = ""  # what tells two of one kind and place apart
    patience: int = 1  # how many looks in a row must find it before it is told

    @property
    def id(self) -> str:
        """12 characters of base32: the same alarm has the same id everywhere."""
        place = self.place
        said = (self.kind, place.aspect, place.repository, place.environment, self.subject)
        return b32encode(hashlib.sha256("\n".join(said).encode()).digest())[:12].decode().lower()


@dataclass(frozen=True)
class Cursor:
    """How far an environment's deployments have been looked at."""

    newest: int  # id of the newest deployment that was seen
    open: tuple[int, ...] = ()  # ids of those that had not started then


@dataclass(frozen=True)
class Look:
    """What one audit saw."""

    seen: Mapping[Place, tuple[Alarm, ...]]  # every place that could be looked at, and what is wrong there
    cursors: Mapping[str, Cursor] = field(default_factory=dict)  # "REPOSITORY ENVIRONMENT" → how far
    is_whole: bool = True  # whether it is known which places there are to look at
    unruled: tuple[str, ...] = ()  # repositories that no policy speaks of


@dataclass(frozen=True)
class Told:
    """An alarm on its way to people: owed, posted, and once mended said so."""

    alarm: Alarm
    since: datetime
    looks: int = 1  # how many in a row found it
    channel: str | None = None  # where it was posted
    ts: str | None = None
    ended_at: datetime | None = None  # mended; to be said in its thread
    in_doubt: bool = False  # a post was tried and nobody knows how it went
    schema: int = 1

    @property
    def is_due(self) -> bool:
        """Whether people have not been told yet and should be."""
        return self.ts is None and self.looks >= self.alarm.patience

    @property
    def mark(self) -> str:
        """What the message carries, so that it is found again."""
        return f"alarm.{self.alarm.id}.{int(self.since.timestamp())}"


def unchecked(place: Place, problem: str, *, may_pass: bool) -> Alarm:
    """Return the alarm that a place could not be looked at: never silence."""
    return Alarm(
        Kind.UNCHECKED,
        place,
        f"{place.aspect.capitalize()} cannot be checked: {problem}",
        "Mend what it says; until then nobody watches this.",
        patience=LOOKS_BEFORE_TELLING if may_pass else 1,
    )


def reconciled(told: Iterable[Told], look: Look, at: datetime) -> list[Told]:
    """Return what is to be kept after a look: new alarms owed, known ones as they were, mended ones ended."""
    known = {each.alarm.id: each for each in told}
    found = {alarm.id: alarm for alarms in look.seen.values() for alarm in alarms}
    kept = [_found(known.get(alarm_id), alarm, at) for alarm_id, alarm in found.items()]
    gone = (each for alarm_id, each in known.items() if alarm_id not in found)
    return kept + [left for each in gone if (left := _not_found(each, look, at)) is not None]


def _found(known: Told | None, alarm: Alarm, at: datetime) -> Told:
    if known is None:
        return Told(alarm, at)
    return replace(known, alarm=alarm, looks=known.looks + 1, ended_at=None)  # back before its end was said


def _not_found(known: Told, look: Look, at: datetime) -> Told | None:
    """Keep what could not be looked at, and what happened once; the rest has ended."""
    if known.alarm.kind in HAPPENED:
        return known if known.is_due or at - known.since < REMEMBERED else None
    if not _could_be_found(known.alarm.place, look) or known.ended_at:
        return known
    was_told = known.ts is not None or known.in_doubt
    return replace(known, ended_at=at) if was_told else None


def _could_be_found(place: Place, look: Look) -> bool:
    """Whether the look would have found it: not when the place could not be checked, or not be known of."""
    alarms = look.seen.get(place)
    if alarms is None:
        return look.is_whole
    return all(alarm.kind is not Kind.UNCHECKED for alarm in alarms)


def approved_at(deploy: Deploy) -> datetime | None:
    """Return from when a deploy might begin: approved, its turn, and looked at once more; None: never."""
    promotion, decision = deploy.promotion, deploy.decision
    if promotion is None or decision is None or promotion.answer_by is None:
        return None
    return promotion.cleared_at or decision.at  # older records do not tell when that was
