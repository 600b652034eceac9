"""What a person's word writes on the deploy. Who may say it, `rules.py` tells."""

from dataclasses import replace
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.deploy import Approval, Decision, Deploy, Override, Promotion
from app.domain.errors import Refused


@singledispatch
def said(event: e.ByPerson, deploy: Deploy) -> Deploy:
    """Return the deploy after somebody's word. Raises Refused."""
    raise NotImplementedError(type(event).__name__)


@said.register
def _(event: e.Endorsed, deploy: Deploy) -> Deploy:
    return replace(deploy, approvals=(*deploy.approvals, _given(event, deploy)))


@said.register
def _(event: e.Approved, deploy: Deploy) -> Deploy:
    given = _given(event, deploy)
    return replace(
        deploy,
        approvals=(*deploy.approvals, given),
        decision=Decision(event.by.id, event.at, event.digest, given.rule),
        promotion=Promotion(),
        stopped=None,
    )


@said.register
def _(event: e.ApprovalWithdrawn, deploy: Deploy) -> Deploy:
    return replace(deploy, approvals=rules.withdrawn(deploy, event.by))


@said.register
def _(event: e.Overridden, deploy: Deploy) -> Deploy:
    rule = rules.override_rule(deploy, event.by, event.digest)
    rules.check_typed(deploy, event.typed)
    reason = _reason(event.reason)
    return replace(
        deploy,
        override=Override(event.by.id, event.at, reason, email=event.by.email),
        decision=Decision(event.by.id, event.at, event.digest, rule, reason),
        promotion=Promotion(),
        stopped=None,
    )


@said.register
def _(event: e.SignedOff, deploy: Deploy) -> Deploy:
    rules.signing_rule(deploy, event.by)
    rules.check_seen(deploy, event.digest)
    was = deploy.override
    signed = was and replace(was, signed_by=event.by.id, signed_at=event.at, note=event.note.strip() or None)
    return replace(deploy, override=signed)


@said.register
def _(event: e.MarkedHotfix, deploy: Deploy) -> Deploy:
    rules.hotfix_rule(deploy, event.by)
    return replace(deploy, hotfix=_reason(event.reason))


def _given(event: e.Approved | e.Endorsed, deploy: Deploy) -> Approval:
    return rules.approval(deploy, event.by, event.digest, event.at)


@said.register
def _(event: e.Rejected, deploy: Deploy) -> Deploy:
    rule = rules.rejection_rule(deploy, event.by, event.digest)
    decision = Decision(event.by.id, event.at, event.digest, rule, _reason(event.reason))
    return replace(deploy, decision=decision)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why in a sentence; others will read it.")
    return reason.strip()


@said.register
def _(event: e.Cancelled, deploy: Deploy) -> Deploy:
    rule = rules.cancellation_rule(deploy, event.by)
    digest = deploy.summary.digest if deploy.summary else None
    return replace(
        deploy, decision=Decision(event.by.id, event.at, digest, rule, event.reason.strip() or None)
    )
