"""The gate on Redis: state, decision record, owed work and indexes change in one transaction."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from redis import Redis, RedisError, WatchError
from redis.client import Pipeline
from rq import Queue

from app.adapters import indexes, keys
from app.domain import clocks, outbox, record
from app.domain.deploy import Deploy, Request, queued
from app.domain.effect import LEASE, LEASES, MARGIN, Effect, Receipt
from app.domain.errors import Missing, Refused, Transient
from app.domain.event import Event, WentLive
from app.domain.outbox import Trouble, Turn
from app.domain.table import is_open, is_over

log = logging.getLogger(__name__)

DEPLOY = TypeAdapter(Deploy)
ENTRY = TypeAdapter(record.Entry)

# The module in workers/ that does each effect; what is not named here is a message to post.
JOBS = {
    Effect.REVIEW: "workers.review.run",
    Effect.REFRESH_CARD: "workers.refresh.run",
    Effect.SUPERSEDE: "workers.supersede.run",
    Effect.RECHECK: "workers.recheck.run",
    Effect.PROMOTE: "workers.promote.run",
    Effect.FOLLOW: "workers.follow.run",
    Effect.DECLINE: "workers.platform.decline",
    Effect.EXPLAIN: "workers.platform.explain",
    Effect.SHOW_CHECK: "workers.platform.show_check",
}
POST = "workers.post.run"
FAILURE_KEPT = 7 * 24 * 3600  # seconds


@contextmanager
def answering() -> Iterator[None]:
    """Translate what Redis raises when it is away."""
    try:
        yield
    except WatchError:
        raise
    except RedisError as error:
        raise Transient(f"Redis does not answer ({type(error).__name__}); check REDIS_URL.") from error


class RedisGate:
    """Implements `ports.Gate`."""

    def __init__(self, redis: Redis, queue: Queue) -> None:
        self._redis = redis
        self._queue = queue

    def queue(self, request: Request, at: datetime) -> tuple[Deploy, bool]:
        fresh = queued(request, at)
        with answering(), self._redis.pipeline() as pipe:
            while True:
                try:
                    _watch(pipe, fresh.id)
                    if known := pipe.get(keys.deploy(fresh.id)):
                        return _same(DEPLOY.validate_json(known), request), False
                    return self._commit(pipe, fresh, at), True
                except WatchError:
                    continue

    def get(self, deploy_id: str) -> Deploy:
        with answering():
            return _parsed(self._redis.get(keys.deploy(deploy_id)), deploy_id)

    def handle(self, deploy_id: str, event: Event) -> Deploy:
        after = self._change(deploy_id, lambda deploy: outbox.move(deploy, event), event.at, event)
        extra = {"deploy": deploy_id, "event": type(event).__name__, "state": after.state}
        log.info("deploy moved", extra=extra)
        return after

    def begin(self, deploy_id: str, effect: Effect, at: datetime) -> Turn | None:
        turns: list[Turn | None] = []

        def take(deploy: Deploy) -> Deploy:
            deploy, turn = outbox.begin(deploy, effect, at)
            turns.append(turn)
            return deploy

        self._change(deploy_id, take, at)
        return turns[-1]

    def settle(self, turn: Turn, at: datetime, receipt: Receipt | None = None) -> Deploy:
        return self._change(turn.deploy.id, lambda deploy: outbox.settle(deploy, turn, at, receipt), at)

    def postpone(self, turn: Turn, at: datetime, trouble: Trouble) -> Deploy:
        return self._change(turn.deploy.id, lambda deploy: outbox.postpone(deploy, turn, at, trouble), at)

    def due(self, at: datetime) -> list[str]:
        with answering():
            ids = self._redis.zrange(keys.DUE, "-inf", at.timestamp(), byscore=True, offset=0, num=1000)
        return [text(deploy_id) for deploy_id in ids]

    def look(self, deploy_id: str, at: datetime) -> None:
        event = clocks.due_event(self.get(deploy_id), at)
        if event is None:
            self._change(deploy_id, lambda deploy: deploy, at)
            return
        try:
            self.handle(deploy_id, event)
        except Refused as refused:  # somebody was faster: what is due now shows at the next look
            log.info("nothing due", extra={"deploy": deploy_id, "why": str(refused)})

    def _change(
        self, deploy_id: str, step: Callable[[Deploy], Deploy], at: datetime, event: Event | None = None
    ) -> Deploy:
        with answering(), self._redis.pipeline() as pipe:
            while True:
                try:
                    _watch(pipe, deploy_id)
                    after = step(_parsed(pipe.get(keys.deploy(deploy_id)), deploy_id))
                    return self._commit(pipe, after, at, event)
                except WatchError:
                    continue  # somebody else moved it first: read again and let the table decide

    def _commit(self, pipe: Pipeline, deploy: Deploy, at: datetime, event: Event | None = None) -> Deploy:
        """Write everything that follows from `deploy` in one MULTI. Raises WatchError."""
        deploy, effects = outbox.hinted(deploy, at)
        pipe.multi()
        pipe.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
        _index(pipe, deploy)
        if isinstance(event, WentLive):  # and at no later change: another may be live by then
            field = keys.live_field(deploy.key.repository, deploy.key.environment)
            pipe.hset(keys.LIVE, field, deploy.key.sha)
        if event is not None and (entry := record.entry(deploy, event)):
            pipe.rpush(keys.RECORD, ENTRY.dump_json(entry))
        for effect in effects:
            self._hint(pipe, deploy, effect)
        pipe.execute()
        return deploy

    def _hint(self, pipe: Pipeline, deploy: Deploy, effect: Effect) -> None:
        self._queue.enqueue_call(
            JOBS.get(effect, POST),
            args=(deploy.id, effect.value),
            timeout=int((LEASES.get(effect, LEASE) - MARGIN).total_seconds()),
            result_ttl=0,
            failure_ttl=FAILURE_KEPT,
            description=f"{effect.value} {deploy.id}",
            pipeline=pipe,
        )


def text(value: Any) -> str:
    """Return what a connection that never decodes has read; redis-py's types allow for those that do."""
    return bytes(value).decode()


def _index(pipe: Pipeline, deploy: Deploy) -> None:
    indexes.index(pipe, deploy)
    wake = clocks.wake_at(deploy)
    if wake is None:
        pipe.zrem(keys.DUE, deploy.id)
    else:
        pipe.zadd(keys.DUE, {deploy.id: wake.timestamp()})
    if is_over(deploy):
        pipe.zrem(keys.OPEN, deploy.id)
        pipe.zadd(keys.HISTORY, {deploy.id: deploy.changed_at.timestamp()})
    else:
        pipe.zadd(keys.OPEN, {deploy.id: deploy.queued_at.timestamp()})
        pipe.zrem(keys.HISTORY, deploy.id)
    if deploy.decision is not None and not is_open(deploy):
        pipe.delete(keys.evidence(deploy.id))


def _watch(pipe: Pipeline, deploy_id: str) -> None:
    pipe.watch(keys.deploy(deploy_id))  # type: ignore[no-untyped-call] # redis-py left it untyped


def _same(known: Deploy, request: Request) -> Deploy:
    if known.key != request.key:
        raise Refused(f"The id {known.id} is taken by another deploy; give this one another run id.")
    return known


def _parsed(raw: bytes | str | None, deploy_id: str) -> Deploy:
    if raw is None:
        raise Missing(f"There is no deploy `{deploy_id[:40]}`; `/deploy status` lists them.")
    return DEPLOY.validate_json(raw)
