"""Counters and gauges on Redis, written in the transaction of what they count."""

from datetime import datetime

from redis import Redis
from redis.client import Pipeline

from app.adapters import keys
from app.adapters.member import written
from app.adapters.outage import answering
from app.domain.deploy import Deploy
from app.domain.event import Event
from app.domain.meter import OPEN, POLICIES, Tick, bucket, counted

Change = tuple[Deploy | None, Deploy]  # before, and after; None: it is new
SUM = "sum"


def note(pipe: Pipeline, change: Change, event: Event | None, at: datetime) -> None:
    """Queue in `pipe` what a change counts for, and where the deploy stands now."""
    before, after = change
    for tick in counted(before, after, event, at):
        _count(pipe, tick)
    if after.state in OPEN and (before is None or before.state != after.state):
        pipe.zadd(keys.STANDS, {after.id: OPEN.index(after.state)})
    elif after.state not in OPEN:
        pipe.zrem(keys.STANDS, after.id)
    owed, was = _debts(after), _debts(before) if before else frozenset()
    if new := owed - was:
        pipe.sadd(keys.DEBTS, *sorted(new))
    if gone := was - owed:
        pipe.srem(keys.DEBTS, *sorted(gone))


def forget(pipe: Pipeline, deploy: Deploy) -> None:
    """Take a deploy that is pruned out of the gauges; what was counted stays counted."""
    pipe.zrem(keys.STANDS, deploy.id)
    if owed := _debts(deploy):
        pipe.srem(keys.DEBTS, *sorted(owed))


def policy_failed(redis: Redis) -> None:
    """Count a policy that could not be read."""
    with answering():
        redis.hincrby(keys.METER, POLICIES, 1)


def _count(pipe: Pipeline, tick: Tick) -> None:
    if tick.seconds is None:
        pipe.hincrby(keys.METER, " ".join((tick.name, *tick.labels)), 1)
    else:
        pipe.hincrby(keys.METER, f"{tick.name} {bucket(tick.name, tick.seconds)}", 1)
        pipe.hincrbyfloat(keys.METER, f"{tick.name} {SUM}", tick.seconds)


def _debts(deploy: Deploy) -> frozenset[str]:
    return frozenset(written(deploy.id, debt.effect) for debt in deploy.owed)
