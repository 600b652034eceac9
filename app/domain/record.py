"""What the record keeps of an event: what a person said on a deploy, and what ended without anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.audit.entry import BY_ITSELF, Count, Entry, Inputs, What, Who
from app.domain.deploy import Deploy
from app.domain.holding import held
from app.domain.lane import Lock
from app.domain.person import Person
from app.domain.quorum import Quorum, quorum


@dataclass(frozen=True)
class _Said:
    """One word on a deploy; nobody's is Airlock's own."""

    what: What
    by: Person | None
    rule: str
    reason: str | None = None


def entries(before: Deploy, after: Deploy, event: e.Event, lock: Lock | None = None) -> tuple[Entry, ...]:
    """Return what is kept of `event`, which made `after` of `before`; nothing when nobody decided.

    `lock`: what the event has put on the lane, as a rollback does.
    """
    locked = _Said("lock", None, "after a rollback", lock.reason) if lock else None
    about = before if isinstance(event, e.Reopened) else after  # which has no decision any more
    said = (_word(event, before, after), locked)
    return tuple(_entry(each, about, after.changed_at) for each in said if each is not None)


def is_kept(event: e.Event) -> bool:
    """Whether something is kept of every such event; of others only what they do to the lane."""
    return _word.dispatch(type(event)) is not _word.dispatch(object)


@singledispatch
def _word(event: e.Event, before: Deploy, after: Deploy) -> _Said | None:  # noqa: ARG001 - on the event
    return None


@_word.register(e.Approved)
@_word.register(e.Endorsed)
def _(event: e.Approved | e.Endorsed, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    return _Said("approve", event.by, after.approvals[-1].rule)


@_word.register
def _(event: e.ApprovalWithdrawn, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    return _Said("withdraw", event.by, "one's own approval")


@_word.register(e.Rejected)
@_word.register(e.Cancelled)
@_word.register(e.Overridden)
def _(event: e.Rejected | e.Cancelled | e.Overridden, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    decision = after.decision
    assert decision is not None, "the event has just written it"
    return _Said(_DECIDED[type(event)], event.by, decision.rule, decision.reason)


_DECIDED: dict[type[e.Event], What] = {e.Rejected: "reject", e.Cancelled: "cancel", e.Overridden: "override"}


@_word.register
def _(event: e.SignedOff, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    return _Said("sign-off", event.by, rules.signing_rule(before, event.by), event.note.strip() or None)


@_word.register
def _(event: e.MarkedHotfix, before: Deploy, after: Deploy) -> _Said:
    return _Said("hotfix", event.by, rules.hotfix_rule(before, event.by), after.hotfix)


@_word.register
def _(event: e.Reopened, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    return _Said("reopen", None, "exactly what was approved", event.reason)


@_word.register
def _(event: e.Expired, before: Deploy, after: Deploy) -> _Said:  # noqa: ARG001
    return _Said("expire", None, "expire_after")


def who(person: Person) -> Who:
    """Return a person as the record keeps them: what they were known as at that moment."""
    names = tuple(sorted(person.logins)), str(person.standing), tuple(sorted(person.belongs_to))
    return Who(person.id, person.email, *names)


def _entry(said: _Said, deploy: Deploy, at: datetime) -> Entry:
    key, summary = deploy.key, deploy.summary
    return Entry(
        at=at,
        what=said.what,
        by=who(said.by) if said.by else BY_ITSELF,
        rule=said.rule,
        reason=said.reason,
        deploy=deploy.id,
        repository=key.repository,
        environment=key.environment,
        sha=key.sha,
        run_id=key.run_id,
        run_attempt=key.run_attempt,
        digest=summary.digest if summary else None,
        policy=(deploy.rules.policy or None) if deploy.rules else None,
        inputs=_inputs(deploy),
        detail=_detail(deploy),
    )


def _inputs(deploy: Deploy) -> Inputs:
    summary, rules_ = deploy.summary, deploy.rules
    if summary is None or rules_ is None:
        return Inputs()
    return Inputs(
        quorum=_count(quorum(deploy, deploy.approvals)),
        hold=held(deploy.hold) if deploy.hold else None,
        level=summary.level,
        score=summary.score,
        gates=tuple(sorted(summary.gates)),
        approvers=rules_.approvers,
        authors=len(summary.authors),
        strangers=summary.strangers,
    )


def _count(found: Quorum) -> Count:
    missing = tuple(f"{gate}: {', '.join(names)}" for gate, names in found.missing)
    return Count(found.have, found.need, missing, "; ".join(found.why) or None)


def _detail(deploy: Deploy) -> Mapping[str, str]:
    said = {"hotfix": deploy.hotfix, "queued_by": deploy.request.actor}
    approved_by = ", ".join(given.by for given in deploy.approvals)
    return {name: text for name, text in {**said, "approved_by": approved_by}.items() if text}
