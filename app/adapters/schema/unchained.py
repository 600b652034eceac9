"""The record as the first versions kept it: a list of entries without a chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from app.domain.audit.entry import Count, Entry, Inputs, Who

FROM = {"from": "the record of before it was chained, which nothing vouches for"}


@dataclass(frozen=True)
class Said:
    """One entry, as it was written then."""

    at: datetime
    what: Literal["approve", "reject", "cancel"]
    by: str  # Slack user id
    email: str | None
    rule: str
    reason: str | None  # foreign text
    deploy: str
    repository: str
    environment: str
    sha: str
    digest: str | None
    approvals: str  # "1 of 2"


SAID = TypeAdapter(Said)


def chained(line: str) -> Entry | None:
    """Return the entry as it is written now; None when it cannot be read."""
    try:
        said = SAID.validate_json(line)
        have, _, need = said.approvals.partition(" of ")
        count = Count(int(have), int(need))
    except (ValidationError, ValueError):
        return None
    return Entry(
        at=said.at,
        what=said.what,
        by=Who(said.by, said.email.lower() if said.email else None),
        rule=said.rule,
        reason=said.reason,
        deploy=said.deploy,
        repository=said.repository,
        environment=said.environment,
        sha=said.sha,
        digest=said.digest,
        inputs=Inputs(quorum=count),
        detail=FROM,
    )
