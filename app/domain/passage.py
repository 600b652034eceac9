"""A deploy's way through its lane: what holds it up, whom it waits for, and what it leaves behind."""

from dataclasses import replace
from datetime import datetime

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.freeze import next_turn
from app.domain.lane import Lane, Lock, hold_of
from app.domain.person import AIRLOCK
from app.domain.quorum import is_rollback
from app.domain.table import is_going, is_open

BACK = "Rolled back to {sha}; unlock it once what went wrong is understood."


def in_lane(deploy: Deploy, lane: Lane, at: datetime) -> Deploy:
    """Return the deploy with what its lane means for it at `at`."""
    is_waiting = is_open(deploy) or is_going(deploy)
    freezes = deploy.rules.freeze if deploy.rules else ()
    deploy = replace(
        deploy,
        hold=hold_of(lane, freezes, at) if is_waiting else None,
        turns_at=_next_turn(deploy, lane, at) if is_waiting else None,
        behind=lane.ahead_of(deploy.id) if is_going(deploy) else None,
    )
    return _in_turn(deploy, at) if is_going(deploy) and deploy.behind is None else deploy


def _in_turn(deploy: Deploy, at: datetime) -> Deploy:
    """Let the last look take as long as the CI may be silent, so that nobody holds the lane for ever."""
    promotion = deploy.promotion
    if deploy.rules is None or promotion is None or promotion.look_by or promotion.answer_by:
        return deploy
    return replace(deploy, promotion=replace(promotion, look_by=at + deploy.rules.promote.within))


def lane_after(lane: Lane, after: Deploy, event: e.Event) -> Lane:
    """Return the lane once `event` has led to `after`."""
    lane = lane.with_in_line(after.id) if is_going(after) else lane.without(after.id)
    if not isinstance(event, e.WentLive):
        return lane
    lock = lane.lock
    if is_rollback(after) and lock is None:
        lock = Lock(AIRLOCK, event.at, BACK.format(sha=after.key.sha[:12]), after_rollback=True)
    version = lane.version + (lock is not lane.lock)
    return replace(lane, live=after.id, lock=lock, version=version)


def _next_turn(deploy: Deploy, lane: Lane, at: datetime) -> datetime | None:
    """Return when a freeze begins or ends next, as far as it is known now."""
    moments = [pause.until for pause in lane.pauses if pause.until > at]
    turn = next_turn(deploy.rules.freeze, at) if deploy.rules else None
    return min([*moments, *([turn] if turn else [])], default=None)
