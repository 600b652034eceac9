"""What the passing of time asks of a deploy: when to look again, and what has happened by then."""

from collections.abc import Callable
from datetime import datetime

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.outbox import next_look
from app.domain.table import may
from app.domain.timing import expiry


def wake_at(deploy: Deploy) -> datetime | None:
    """When somebody should look at this deploy next; None when nothing is owed or awaited."""
    moments = [next_look(deploy, debt) for debt in deploy.owed]
    moments += [at for _, at in _clocks(deploy) if at is not None]
    return min(moments, default=None)


def due_event(deploy: Deploy, at: datetime) -> e.Event | None:
    """Return what the passing of time has done to this deploy, if anything."""
    for event, moment in _clocks(deploy):
        if moment is not None and at >= moment:
            return _timed(event, deploy, at)
    return None


def _clocks(deploy: Deploy) -> list[tuple[type[e.Event], datetime | None]]:
    """Return what comes when, what makes the rest needless first."""
    promotion = deploy.promotion
    clocks: list[tuple[type[e.Event], datetime | None]] = [
        (e.Expired, expiry(deploy)),
        (e.DeadlinePassed, deploy.deadline),
        (e.RungReached, deploy.rungs[0] if deploy.rungs else None),
        (e.PingDue, deploy.ping_at),
        (e.ReminderDue, deploy.reminders[0] if deploy.reminders else None),
        (e.LaneChanged, deploy.turns_at),
        (e.Reopened, promotion.look_by if promotion and promotion.answer_by is None else None),
        (e.Failed, promotion.answer_by if promotion and promotion.ended_at is None else None),
    ]
    return [(event, at) for event, at in clocks if may(deploy, event)]


def _timed(event: type[e.Event], deploy: Deploy, at: datetime) -> e.Event:
    if event is e.Failed:
        return e.Failed(
            at, f"{_silence(deploy)} within the policy's time; look at the CI before you try again."
        )
    if event is e.Reopened:
        return e.Reopened(at, _unseen(deploy))
    return _AT[event](at)


_AT: dict[type[e.Event], Callable[[datetime], e.Event]] = {
    e.Expired: e.Expired,
    e.DeadlinePassed: e.DeadlinePassed,
    e.RungReached: e.RungReached,
    e.PingDue: e.PingDue,
    e.ReminderDue: e.ReminderDue,
    e.LaneChanged: e.LaneChanged,
}


def _unseen(deploy: Deploy) -> str:
    owed = deploy.debt(Effect.PROMOTE)
    why = f": {owed.problem}" if owed and owed.problem else "."
    return f"The check right before the promotion could not be made within the policy's time{why}"


def _silence(deploy: Deploy) -> str:
    if deploy.promotion is not None and deploy.promotion.started_at is not None:
        return "The CI started the promotion and then fell silent"
    owed = deploy.debt(Effect.PROMOTE)
    if owed and owed.problem:
        return f"{owed.problem} That did not change"
    return "Nobody asked the CI" if owed and not owed.attempts else "The CI did not answer"
