"""What each event writes on the deploy, besides its state. Guards that need the event's fields stand here.

What the passing of time writes stands in `timing.py`.
"""

from dataclasses import replace
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.deploy import Approval, Decision, Deploy, Override, Promotion
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.policy import Environment
from app.domain.summary import Summary
from app.domain.timing import passed, with_clock


@singledispatch
def changed(event: e.Event, deploy: Deploy) -> Deploy:
    """Return the deploy's fields after `event`; one not registered below changes none. Raises Refused."""
    return passed(event, deploy)


@changed.register
def _(event: e.EvidenceGiven, deploy: Deploy) -> Deploy:  # noqa: ARG001
    return replace(deploy, evidence=deploy.evidence + 1)


@changed.register(e.Reviewed)
@changed.register(e.Deadlocked)
def _(event: e.Reviewed | e.Deadlocked, deploy: Deploy) -> Deploy:
    """Void the approvals of the old report, unless it is the same one; the clock runs on."""
    if event.summary.evidence != deploy.evidence:
        raise Refused("Newer evidence has arrived; this report is out of date.")
    approvals = deploy.approvals if _says_the_same(deploy.summary, event.summary) else ()
    deploy = replace(deploy, summary=event.summary, rules=event.rules, approvals=approvals)
    deploy = replace(deploy, stuck=event.stuck, report_at=event.at)
    deploy = deploy if deploy.deadline else with_clock(deploy, event.rules, event.at)
    is_first = isinstance(event, e.Deadlocked) and deploy.escalated_at is None
    return replace(deploy, escalated_at=event.at, reminders=(), ping_at=None) if is_first else deploy


def _says_the_same(old: Summary | None, new: Summary) -> bool:
    """Whether an approval of the old report is one of the new: all that it rested on is alike."""
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in _RESTED_ON)


_RESTED_ON = ("digest", "live", "authors", "starters", "logins", "members", "gates", "owners", "checks")


@changed.register
def _(event: e.Endorsed, deploy: Deploy) -> Deploy:
    return replace(deploy, approvals=(*deploy.approvals, _given(event, deploy)))


@changed.register
def _(event: e.Approved, deploy: Deploy) -> Deploy:
    given = _given(event, deploy)
    return replace(
        deploy,
        approvals=(*deploy.approvals, given),
        decision=Decision(event.by.id, event.at, event.digest, given.rule),
        promotion=Promotion(),
        stopped=None,
    )


@changed.register
def _(event: e.ApprovalWithdrawn, deploy: Deploy) -> Deploy:
    return replace(deploy, approvals=rules.withdrawn(deploy, event.by))


@changed.register
def _(event: e.Overridden, deploy: Deploy) -> Deploy:
    rule = rules.override_rule(deploy, event.by, event.digest)
    rules.check_typed(deploy, event.typed)
    reason = _said(event.reason)
    return replace(
        deploy,
        override=Override(event.by.id, event.at, reason, email=event.by.email),
        decision=Decision(event.by.id, event.at, event.digest, rule, reason),
        promotion=Promotion(),
        stopped=None,
    )


@changed.register
def _(event: e.SignedOff, deploy: Deploy) -> Deploy:
    rules.signing_rule(deploy, event.by)
    was = deploy.override
    signed = was and replace(was, signed_by=event.by.id, signed_at=event.at, note=event.note.strip() or None)
    return replace(deploy, override=signed)


@changed.register
def _(event: e.MarkedHotfix, deploy: Deploy) -> Deploy:
    rules.hotfix_rule(deploy, event.by)
    return replace(deploy, hotfix=_said(event.reason))


@changed.register
def _(event: e.Cleared, deploy: Deploy) -> Deploy:
    """Start the wait for the CI: until now the deploy may have waited in line."""
    rules.check_clear(deploy)
    was = deploy.promotion or Promotion()
    answer_by = was.answer_by or event.at + _rules(deploy).promote.within
    return replace(deploy, promotion=replace(was, answer_by=answer_by))


@changed.register
def _(event: e.Reopened, deploy: Deploy) -> Deploy:
    """Forget the approvals, and begin to ask anew once there is a new report."""
    if deploy.promotion is not None and deploy.promotion.started_at is not None:
        raise Refused("Its promotion has begun, so it is not asked about again.")
    return replace(
        deploy,
        stopped=event.reason,
        had_approved=_said_yes(deploy),
        evidence=deploy.evidence + 1,
        approvals=(),
        decision=None,
        promotion=None,
        deadline=None,
        escalated_at=None,
        reminders=(),
        ping_at=None,
        rungs=(),
        expires_at=event.at + _rules(deploy).expire_after,
    )


def _said_yes(deploy: Deploy) -> tuple[str, ...]:
    said = [given.by for given in deploy.approvals]
    return tuple(dict.fromkeys([*said, *([deploy.decision.by] if deploy.decision else [])]))


def _given(event: e.Approved | e.Endorsed, deploy: Deploy) -> Approval:
    return rules.approval(deploy, event.by, event.digest, event.at)


@changed.register
def _(event: e.Rejected, deploy: Deploy) -> Deploy:
    rule = rules.rejection_rule(deploy, event.by, event.digest)
    decision = Decision(event.by.id, event.at, event.digest, rule, _said(event.reason))
    return replace(deploy, decision=decision)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why in a sentence; others will read it.")
    return reason.strip()


@changed.register
def _(event: e.Cancelled, deploy: Deploy) -> Deploy:
    rule = rules.cancellation_rule(deploy, event.by)
    digest = deploy.summary.digest if deploy.summary else None
    return replace(
        deploy, decision=Decision(event.by.id, event.at, digest, rule, event.reason.strip() or None)
    )


@changed.register
def _(event: e.PromotionStarted, deploy: Deploy) -> Deploy:
    """Start the wait anew at the first word: from here the CI has the policy's time to finish."""
    was = deploy.promotion or Promotion()
    if was.answer_by is None:
        raise Refused("Its turn has not come: it waits in line, or for the check right before its promotion.")
    first = was.started_at is None
    promotion = Promotion(
        answer_by=event.at + _rules(deploy).promote.within if first else was.answer_by,
        started_at=was.started_at or event.at,
        url=event.url or was.url,
        status_url=event.status_url or was.status_url,
    )
    return replace(deploy, promotion=promotion)


@changed.register
def _(event: e.WentLive, deploy: Deploy) -> Deploy:
    if deploy.promotion is None:
        raise Refused("This deploy was never approved, so it cannot have gone live through Airlock.")
    promotion = replace(deploy.promotion, ended_at=event.at, url=event.url or deploy.promotion.url)
    return replace(deploy, promotion=promotion, detail=None)


@changed.register
def _(event: e.ReviewFailed, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.reason)


@changed.register
def _(event: e.CardLost, deploy: Deploy) -> Deploy:  # noqa: ARG001
    receipts = tuple(r for r in deploy.receipts if r.effect is not Effect.POST_CARD)
    return replace(deploy, receipts=receipts)


@changed.register
def _(event: e.Failed, deploy: Deploy) -> Deploy:
    promotion = deploy.promotion
    if promotion is not None:
        promotion = replace(promotion, ended_at=event.at, url=event.url or promotion.url)
    return replace(deploy, promotion=promotion, detail=event.reason)


@changed.register
def _(event: e.Superseded, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.by)


@changed.register
def _(event: e.Withdrawn, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.reason)


@changed.register
def _(event: e.RolledBack, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.by)


def _rules(deploy: Deploy) -> Environment:
    if deploy.rules is None:
        raise Refused("This deploy has no rules yet; wait for its card.")
    return deploy.rules
