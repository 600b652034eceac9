"""What the passing of time writes on a deploy: reminders, the ladder of escalation, and its end."""

from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.errors import Refused
from app.domain.policy import Environment

TIME_LEFT = "There is time left to answer."


def with_clock(deploy: Deploy, rules: Environment, at: datetime) -> Deploy:
    """Return the deploy with every moment at which somebody is to be asked, from `at` on."""
    timeout = rules.timeout
    return replace(
        deploy,
        asked_at=deploy.asked_at or at,
        deadline=at + timeout,
        reminders=tuple(sorted(at + after for after in rules.remind_after if after < timeout)),
        ping_at=at + rules.ping_after if rules.ping_after < timeout else None,
        rungs=tuple(sorted(at + rung.after for rung in rules.escalate.then)),
        expires_at=at + rules.expire_after,
    )


@singledispatch
def passed(event: e.OfTime, deploy: Deploy) -> Deploy:
    """Return the deploy after a moment has passed. Raises Refused when it is early."""
    raise NotImplementedError(type(event).__name__)


@passed.register
def _(event: e.ReminderDue, deploy: Deploy) -> Deploy:
    """One reminder stands for all that were due, so that a clock that was away does not nag."""
    later = tuple(at for at in deploy.reminders if at > event.at)
    if later == deploy.reminders:
        raise Refused("No reminder is due yet.")
    return replace(deploy, reminders=later)


@passed.register
def _(event: e.PingDue, deploy: Deploy) -> Deploy:
    _check_due(deploy.ping_at, event.at)
    return replace(deploy, ping_at=None)


@passed.register
def _(event: e.DeadlinePassed, deploy: Deploy) -> Deploy:
    _check_due(deploy.deadline, event.at)
    return replace(deploy, escalated_at=event.at, reminders=(), ping_at=None)


@passed.register
def _(event: e.RungReached, deploy: Deploy) -> Deploy:
    """Let the highest rung that is due stand for those below it."""
    later = tuple(at for at in deploy.rungs if at > event.at)
    if later == deploy.rungs:
        raise Refused(TIME_LEFT)
    return replace(deploy, rungs=later)


@passed.register
def _(event: e.Expired, deploy: Deploy) -> Deploy:
    _check_due(expiry(deploy), event.at)
    return deploy


def expiry(deploy: Deploy) -> datetime:
    """When a deploy that nobody decides ends: by its policy, or what is usual before there is one."""
    return deploy.expires_at or deploy.queued_at + Environment.expire_after


def _check_due(moment: datetime | None, at: datetime) -> None:
    if moment is None or at < moment:
        raise Refused(TIME_LEFT)
