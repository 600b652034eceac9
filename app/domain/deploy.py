"""The deploy: one attempt to bring one commit of one repository to one environment."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.effect import Debt, Effect, Receipt
from app.domain.lane import Hold
from app.domain.policy import Environment
from app.domain.summary import Summary

SCHEMA = 2  # 1: before lanes, locks and the chained record


class State(StrEnum):
    """Where a deploy stands. The transition table in `table.py` says how it moves."""

    QUEUED = "queued"  # recorded; nobody has looked yet
    REVIEWING = "reviewing"  # evidence is being read
    PENDING = "pending"  # the card is (being) posted; waits for a person
    ESCALATED = "escalated"  # nobody answered in time; still waits, more people were asked
    APPROVED = "approved"  # enough people said yes; promotion is owed
    PROMOTING = "promoting"  # the CI has started
    LIVE = "live"
    REJECTED = "rejected"
    FAILED = "failed"  # could not be reviewed for lack of rules, or promoted
    SUPERSEDED = "superseded"  # a newer commit took its place before anybody decided
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody decided for as long as the policy keeps a deploy waiting
    ROLLED_BACK = "rolled_back"  # was live; an older commit took its place


@dataclass(frozen=True)
class Key:
    """What makes two requests the same deploy."""

    repository: str  # OWNER/NAME
    environment: str
    sha: str  # 40 hex digits
    run_id: str = ""
    run_attempt: int = 1

    @property
    def deploy_id(self) -> str:
        """12 characters of base32 over the key: the same key has the same id everywhere."""
        text = "\n".join((self.repository, self.environment, self.sha, self.run_id, str(self.run_attempt)))
        return b32encode(hashlib.sha256(text.encode()).digest())[:12].decode().lower()


@dataclass(frozen=True)
class Request:
    """What somebody asked for; nothing in it is trusted beyond who sent it."""

    key: Key
    base: str | None = None  # 40 hex digits
    run_url: str | None = None
    actor: str | None = None  # who queued it: Slack user id, or a name that the CI gave
    local_path: str | None = None
    hotfix: str | None = None  # why it cannot wait for the end of a freeze; foreign text


@dataclass(frozen=True)
class Approval:
    by: str  # Slack user id
    at: datetime
    digest: str  # of the report it was given on
    rule: str  # which rule let this person decide
    belongs_to: frozenset[str] = frozenset()
    email: str | None = None  # as Slack told it: another account of theirs is no second person


@dataclass(frozen=True)
class Decision:
    """The last word on a deploy, by a person."""

    by: str  # Slack user id
    at: datetime
    digest: str | None
    rule: str
    reason: str | None = None  # of a rejection, cancellation or override; foreign text


@dataclass(frozen=True)
class Override:
    """The glass was broken: one person let it through past every rule."""

    by: str  # Slack user id
    at: datetime
    reason: str  # foreign text
    signed_by: str | None = None  # who looked at it afterwards
    signed_at: datetime | None = None
    note: str | None = None  # of who signed; foreign text
    email: str | None = None  # of who broke it, as Slack told it


@dataclass(frozen=True)
class Promotion:
    answer_by: datetime | None = None  # no word from the CI until then is a failure; None: not cleared yet
    started_at: datetime | None = None
    ended_at: datetime | None = None
    url: str | None = None  # of the run; foreign
    status_url: str | None = None  # where to ask; foreign
    look_by: datetime | None = None  # its turn has come: not cleared until then, it is asked about again
    cleared_at: datetime | None = None  # when the check right before it passed first


@dataclass(frozen=True)
class Deploy:
    id: str
    request: Request
    queued_at: datetime  # aware, UTC
    changed_at: datetime
    state: State = State.QUEUED
    version: int = 0  # grows with every change
    evidence: int = 0  # grows with everything that the CI sends
    rules: Environment | None = None  # as they stood at the last review
    summary: Summary | None = None
    deadline: datetime | None = None
    escalated_at: datetime | None = None
    asked_at: datetime | None = None  # when people were asked first
    report_at: datetime | None = None  # when the newest report was put before them
    reminders: tuple[datetime, ...] = ()  # not given yet, earliest first
    ping_at: datetime | None = None  # when the approvers are mentioned
    rungs: tuple[datetime, ...] = ()  # of the escalation, not reached yet, earliest first
    expires_at: datetime | None = None
    stuck: str | None = None  # why nobody can approve it
    hotfix: str | None = None  # why it cannot wait for the end of a freeze; foreign text
    hold: Hold | None = None  # what keeps it from being approved, as of the last change
    turns_at: datetime | None = None  # when a freeze begins or ends next
    behind: str | None = None  # approved: id of the deploy that has to be through first
    stopped: str | None = None  # what had changed since its approval, so that people are asked again
    had_approved: tuple[str, ...] = ()  # Slack user ids whose yes that voided
    override: Override | None = None
    took_over: str | None = None  # live: id of the deploy that was live before
    approvals: tuple[Approval, ...] = ()
    decision: Decision | None = None
    promotion: Promotion | None = None
    detail: str | None = None  # why it failed, or what superseded it; may hold foreign text
    owed: tuple[Debt, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    schema: int = SCHEMA

    @property
    def key(self) -> Key:
        return self.request.key

    @property
    def card(self) -> Receipt | None:
        return next((r for r in self.receipts if r.effect is Effect.POST_CARD), None)

    @property
    def neighbour(self) -> str | None:
        """Id of the deploy that this one waits for in line, or that took its place."""
        return self.detail if self.state in {State.SUPERSEDED, State.ROLLED_BACK} else self.behind

    @property
    def is_overridden(self) -> bool:
        """Whether the last word was an override: it may have been stopped since, and then approved."""
        was, last = self.override, self.decision
        return was is not None and last is not None and (was.by, was.at) == (last.by, last.at)

    @property
    def needs_signing(self) -> bool:
        """Whether it went past the rules and no second person has looked at that yet."""
        return self.override is not None and self.override.signed_by is None

    @property
    def names(self) -> frozenset[str]:
        """Every group and person that has a say here, in the policy's words."""
        owners = self.summary.owners if self.summary else ()
        return (self.rules.names if self.rules else frozenset()).union(*(names for _, names in owners))

    def debt(self, effect: Effect) -> Debt | None:
        return next((d for d in self.owed if d.effect is effect), None)


def queued(request: Request, at: datetime) -> Deploy:
    """Return a new deploy that owes its review."""
    debt = Debt(Effect.REVIEW, since=0, look_at=at, owed_at=at)
    return Deploy(
        request.key.deploy_id, request, queued_at=at, changed_at=at, hotfix=request.hotfix, owed=(debt,)
    )
