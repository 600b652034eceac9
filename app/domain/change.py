"""What each event writes on the deploy, besides its state. Guards that need the event's fields stand here.

What people say is in `saying.py`, what the passing of time writes in `timing.py`.
"""

from dataclasses import replace
from functools import singledispatch

from app.domain import event as e
from app.domain import rules
from app.domain.deploy import Deploy, Promotion
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.policy import Environment
from app.domain.quorum import is_urgent
from app.domain.saying import said
from app.domain.summary import Summary
from app.domain.timing import passed, with_clock


def changed(event: e.Event, deploy: Deploy) -> Deploy:
    """Return the deploy's fields after `event`. Raises Refused."""
    if isinstance(event, e.ByPerson):
        return said(event, deploy)
    return passed(event, deploy) if isinstance(event, e.OfTime) else _became(event, deploy)


@singledispatch
def _became(event: e.OfReview | e.OnTheWay, deploy: Deploy) -> Deploy:  # noqa: ARG001 - on the event
    """Return the same where an event is not registered below: it changes no field."""
    return deploy


@_became.register
def _(event: e.EvidenceGiven, deploy: Deploy) -> Deploy:  # noqa: ARG001
    return replace(deploy, evidence=deploy.evidence + 1)


@_became.register(e.Reviewed)
@_became.register(e.Deadlocked)
def _(event: e.Reviewed | e.Deadlocked, deploy: Deploy) -> Deploy:
    """Void the approvals of the old report, unless it is the same one; the clock runs on."""
    if event.summary.evidence != deploy.evidence:
        raise Refused("Newer evidence has arrived; this report is out of date.")
    is_same = _rested_on(event.summary, event.rules) == _rested_on(deploy.summary, deploy.rules)
    approvals = deploy.approvals if is_same else ()
    voided = () if approvals else tuple(given.by for given in deploy.approvals)
    voided = voided if deploy.stopped is None else voided or deploy.had_approved  # the thread tells these
    deploy = replace(
        deploy, summary=event.summary, rules=event.rules, approvals=approvals, had_approved=voided
    )
    deploy = replace(deploy, stuck=event.stuck, report_at=event.at)
    deploy = deploy if deploy.deadline else with_clock(deploy, event.rules, event.at)
    is_first = isinstance(event, e.Deadlocked) and deploy.escalated_at is None
    return replace(deploy, escalated_at=event.at, reminders=(), ping_at=None) if is_first else deploy


def _rested_on(summary: Summary | None, rules: Environment | None) -> tuple[object, ...] | None:
    """Return all that an approval rests on: while it is alike, one of the old report is one of the new."""
    if summary is None or rules is None:
        return None
    people = (summary.authors, summary.starters, summary.logins, summary.members, summary.owners)
    return (summary.digest, summary.live, summary.gates, summary.checks, rules.policy, *people)


@_became.register
def _(event: e.Cleared, deploy: Deploy) -> Deploy:
    """Start the wait for the CI: until now the deploy may have waited in line."""
    rules.check_clear(deploy)
    was = deploy.promotion or Promotion()
    answer_by = was.answer_by or event.at + _rules(deploy).promote.within
    cleared_at = was.cleared_at or event.at
    return replace(deploy, promotion=replace(was, answer_by=answer_by, cleared_at=cleared_at))


@_became.register
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


@_became.register
def _(event: e.PromotionStarted, deploy: Deploy) -> Deploy:
    """Start the wait anew at the first word: from here the CI has the policy's time to finish."""
    was = deploy.promotion or Promotion()
    if was.answer_by is None:
        raise Refused("Its turn has not come: it waits in line, or for the check right before its promotion.")
    first = was.started_at is None
    promotion = replace(
        was,
        answer_by=event.at + _rules(deploy).promote.within if first else was.answer_by,
        started_at=was.started_at or event.at,
        url=event.url or was.url,
        status_url=event.status_url or was.status_url,
    )
    return replace(deploy, promotion=promotion)


@_became.register
def _(event: e.WentLive, deploy: Deploy) -> Deploy:
    if deploy.promotion is None:
        raise Refused("This deploy was never approved, so it cannot have gone live through Airlock.")
    promotion = replace(deploy.promotion, ended_at=event.at, url=event.url or deploy.promotion.url)
    return replace(deploy, promotion=promotion, detail=None)


@_became.register
def _(event: e.ReviewFailed, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.reason)


@_became.register
def _(event: e.CardLost, deploy: Deploy) -> Deploy:
    if deploy.card is None or deploy.card.ts != event.ts:
        raise Refused("That message is not the card any more.")
    receipts = tuple(r for r in deploy.receipts if r.effect is not Effect.POST_CARD)
    return replace(deploy, receipts=receipts)


@_became.register
def _(event: e.Failed, deploy: Deploy) -> Deploy:
    promotion = deploy.promotion
    if promotion is not None:
        promotion = replace(promotion, ended_at=event.at, url=event.url or promotion.url)
    return replace(deploy, promotion=promotion, detail=event.reason)


@_became.register
def _(event: e.Superseded, deploy: Deploy) -> Deploy:
    """Let nothing ordinary push aside what has become a hotfix since the two were compared."""
    if is_urgent(deploy) and not event.is_urgent:
        raise Refused("A hotfix or a rollback makes room only for another.")
    return replace(deploy, detail=event.by)


@_became.register
def _(event: e.Withdrawn, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.reason)


@_became.register
def _(event: e.RolledBack, deploy: Deploy) -> Deploy:
    return replace(deploy, detail=event.by)


def _rules(deploy: Deploy) -> Environment:
    if deploy.rules is None:
        raise Refused("This deploy has no rules yet; wait for its card.")
    return deploy.rules
