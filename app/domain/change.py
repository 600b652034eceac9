"""What each event writes on the deploy, besides its state. Guards that need the event's fields stand here."""

from dataclasses import replace
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.deploy import Approval, Decision, Deploy, Promotion, Summary
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.policy import Environment


@singledispatch
def changed(event: e.Event, deploy: Deploy) -> Deploy:  # noqa: ARG001 - the dispatch is on the event
    """Return the deploy's fields after `event`; one not registered below changes none. Raises Refused."""
    return deploy


@changed.register
def _(event: e.EvidenceGiven, deploy: Deploy) -> Deploy:  # noqa: ARG001
    return replace(deploy, evidence=deploy.evidence + 1)


@changed.register
def _(event: e.Reviewed, deploy: Deploy) -> Deploy:
    """Void the approvals of the old report, unless it is the same one; the clock runs on."""
    if event.summary.evidence != deploy.evidence:
        raise Refused("Newer evidence has arrived; this report is out of date.")
    approvals = deploy.approvals if _says_the_same(deploy.summary, event.summary) else ()
    deploy = replace(deploy, summary=event.summary, rules=event.rules, approvals=approvals)
    return deploy if deploy.deadline else _with_clock(deploy, event)


def _says_the_same(old: Summary | None, new: Summary) -> bool:
    return old is not None and (old.digest, old.authors, old.live) == (new.digest, new.authors, new.live)


def _with_clock(deploy: Deploy, event: e.Reviewed) -> Deploy:
    timeout = event.rules.timeout
    reminders = sorted(event.at + after for after in event.rules.remind_after if after < timeout)
    return replace(deploy, deadline=event.at + timeout, reminders=tuple(reminders))


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
        promotion=Promotion(answer_by=event.at + _rules(deploy).promote.within),
    )


def _given(event: e.Approved | e.Endorsed, deploy: Deploy) -> Approval:
    return rules.approval(deploy, event.by, event.digest, event.at)


@changed.register
def _(event: e.Rejected, deploy: Deploy) -> Deploy:
    rule = rules.rejection_rule(deploy, event.by, event.digest)
    if not event.reason.strip():
        raise Refused("Say why in a sentence; the author will read it.")
    decision = Decision(event.by.id, event.at, event.digest, rule, event.reason.strip())
    return replace(deploy, decision=decision)


@changed.register
def _(event: e.Cancelled, deploy: Deploy) -> Deploy:
    rule = rules.cancellation_rule(deploy, event.by)
    digest = deploy.summary.digest if deploy.summary else None
    return replace(
        deploy, decision=Decision(event.by.id, event.at, digest, rule, event.reason.strip() or None)
    )


@changed.register
def _(event: e.ReminderDue, deploy: Deploy) -> Deploy:
    """One reminder stands for all that were due, so that a clock that was away does not nag."""
    later = tuple(at for at in deploy.reminders if at > event.at)
    if later == deploy.reminders:
        raise Refused("No reminder is due yet.")
    return replace(deploy, reminders=later)


@changed.register
def _(event: e.DeadlinePassed, deploy: Deploy) -> Deploy:
    if deploy.deadline is None or event.at < deploy.deadline:
        raise Refused("There is time left to answer.")
    return replace(deploy, escalated_at=event.at, reminders=())


@changed.register
def _(event: e.PromotionStarted, deploy: Deploy) -> Deploy:
    """Start the wait anew at the first word: from here the CI has the policy's time to finish."""
    was = deploy.promotion or Promotion(answer_by=event.at)
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
