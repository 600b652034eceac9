"""One entry of the record: who did what, under which rule, and what the rule looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from app.domain.person import AIRLOCK

What = Literal[
    "approve",
    "withdraw",
    "reject",
    "cancel",
    "override",
    "sign-off",
    "hotfix",
    "reopen",
    "expire",
    "lock",
    "unlock",
    "freeze",
    "unfreeze",
    "claim",
    "link",
    "prune",
]

# What a line may hold, so that nobody can make one that no verifier reads.
TEXT_MAX = 8_000  # characters; Slack's modals take 3,000
ITEM_MAX = 254  # characters; the longest e-mail address
ITEMS_MAX = 64
CUT = "…"


@dataclass(frozen=True)
class Who:
    """Somebody as they were known at that moment."""

    id: str  # Slack user id; AIRLOCK for what it did by itself
    email: str | None = None  # lower case
    logins: tuple[str, ...] = ()  # GitHub, linked and confirmed
    standing: str = "member"
    belongs_to: tuple[str, ...] = ()  # the policy's names ("@dba", "U0BO") that held for them


BY_ITSELF = Who(AIRLOCK, standing="airlock")


@dataclass(frozen=True)
class Count:
    """How far the approvals had come, this one included."""

    have: int
    need: int
    missing: tuple[str, ...] = ()  # groups that had yet to be among the approvers
    why: str | None = None  # why `need` is more than the level asks for


@dataclass(frozen=True)
class Inputs:
    """What the rule looked at."""

    quorum: Count | None = None
    hold: str | None = None  # the lock or freeze that stood, in words
    level: str | None = None
    score: int | None = None  # 0..100
    gates: tuple[str, ...] = ()  # of the findings that stood
    approvers: tuple[str, ...] = ()  # whom the policy names
    authors: int | None = None  # how many people wrote the change
    strangers: tuple[str, ...] = ()  # authors who match nobody in Slack; foreign text


@dataclass(frozen=True)
class Entry:
    """One thing that was done, as it is kept for ever; docs/audit.md tells each field."""

    at: datetime  # aware
    what: What
    by: Who
    rule: str  # that let them
    reason: str | None = None  # foreign text
    deploy: str | None = None
    repository: str | None = None  # OWNER/NAME, or "*"
    environment: str | None = None
    sha: str | None = None  # 40 hex digits
    run_id: str | None = None
    run_attempt: int | None = None
    digest: str | None = None  # "sha256:…" of the report that was decided on
    policy: str | None = None  # "sha256:…" of the policy file in force
    inputs: Inputs | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """Return a value of this module as JSON knows it: times in UTC, lists of names sorted, texts bounded."""
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, str):
        return _cut(value, TEXT_MAX)
    if isinstance(value, tuple):
        return sorted(_cut(item, ITEM_MAX) for item in value)[:ITEMS_MAX]
    if isinstance(value, Mapping):
        return {_cut(name, ITEM_MAX): plain(value[name]) for name in sorted(value)[:ITEMS_MAX]}
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def written(at: datetime) -> str:
    """Return an aware time as the record writes it: "2026-03-02T12:30:00.000000Z"."""
    assert at.tzinfo is not None, "times are aware"
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(CUT)] + CUT
