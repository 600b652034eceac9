"""What the stand-in CI was asked to make live, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class Payload(BaseModel):
    """The body of a promotion, as DESIGN.md has it. Raises ValidationError."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: Name
    repository: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$", max_length=255)]
    sha: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    environment: Name
    report_digest: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    decided_by: Name | Annotated[list[Name], Field(min_length=1)]  # Slack user ids
    callback_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+", max_length=2000)]
    attestation: dict[str, Any] | None = None  # a DSSE envelope; a CI of its own would verify it


class State(StrEnum):
    """How a run stands, in the words that Airlock is told."""

    STARTED = "started"
    LIVE = "live"
    FAILED = "failed"


@dataclass(frozen=True)
class Line:
    """One line of a run's log."""

    at: datetime  # aware, UTC
    text: str  # may hold foreign text


@dataclass(frozen=True)
class Promotion:
    key: str  # its Idempotency-Key; foreign text
    number: int  # of the run: 1, 2, …
    payload: Payload
    state: State = State.STARTED
    started: int = 0  # how often a deployment was really begun; more than once is a fault of this sandbox
    requests: int = 1  # how often it was asked for
    detail: str | None = None  # why it failed
    log: tuple[Line, ...] = ()
