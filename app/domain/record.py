"""The decision record: one entry for each word that a person said on a deploy."""

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.deploy import Deploy
from app.domain.person import Person
from app.domain.table import is_open

SCHEMA = 1


@dataclass(frozen=True)
class Entry:
    """Who said what on which commit and which report, and which rule let them."""

    at: datetime
    what: str  # "approve", "reject" or "cancel"
    by: str  # Slack user id
    email: str | None
    rule: str
    reason: str | None
    deploy: str
    repository: str
    environment: str
    sha: str
    digest: str | None
    approvals: str  # "1 of 2"
    schema: int = SCHEMA


def entry(after: Deploy, event: e.Event) -> Entry | None:
    """Return what the record keeps of `event`, which has just led to `after`; None when nobody decided."""
    said = _said(event)
    if said is None:
        return None
    what, by = said
    count = rules.quorum(after, after.approvals)
    endorsed = is_open(after)
    decision = None if endorsed else after.decision
    return Entry(
        at=event.at,
        what=what,
        by=by.id,
        email=by.email,
        rule=after.approvals[-1].rule if endorsed or decision is None else decision.rule,
        reason=decision.reason if decision else None,
        deploy=after.id,
        repository=after.key.repository,
        environment=after.key.environment,
        sha=after.key.sha,
        digest=after.summary.digest if after.summary else None,
        approvals=f"{count.have} of {count.need}",
    )


@singledispatch
def _said(event: e.Event) -> tuple[str, Person] | None:  # noqa: ARG001 - the dispatch is on the event
    return None


@_said.register(e.Approved)
@_said.register(e.Endorsed)
def _(event: e.Approved | e.Endorsed) -> tuple[str, Person] | None:
    return "approve", event.by


@_said.register
def _(event: e.Rejected) -> tuple[str, Person] | None:
    return "reject", event.by


@_said.register
def _(event: e.Cancelled) -> tuple[str, Person] | None:
    return "cancel", event.by
