"""The gate on Redis: state, decision record, owed work and indexes change in one transaction."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from redis import Redis
from redis.client import Pipeline
from rq import Queue

from app.adapters import indexes, keys, lanes, meter
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY, parsed, same
from app.adapters.ground import Grounds
from app.adapters.hints import Hints
from app.adapters.lanes import RedisLanes
from app.adapters.outage import answering, text
from app.adapters.schema import stamp
from app.adapters.step import Step
from app.adapters.transaction import Transactions
from app.domain import clocks, outbox, record
from app.domain.deploy import SCHEMA, Deploy, Request, queued
from app.domain.effect import Effect, Receipt
from app.domain.errors import Missing, Refused
from app.domain.event import Event, Reviewed, WentLive
from app.domain.halt import Place
from app.domain.outbox import Trouble, Turn
from app.domain.passage import lane_after
from app.domain.table import is_open
from app.domain.wanted import waits_for_card

log = logging.getLogger(__name__)


class RedisGate:
    """Implements `ports.Gate`."""

    def __init__(self, redis: Redis, queue: Queue) -> None:
        self._redis = redis
        self._transactions = Transactions(redis)
        self._grounds = Grounds()
        self._hints = Hints(queue)
        self._audit = RedisAudit(redis)
        self._lanes = RedisLanes(redis, queue, self._audit)

    def queue(self, request: Request, at: datetime) -> tuple[Deploy, bool]:
        fresh = queued(request, at)

        def put(pipe: Pipeline) -> tuple[Deploy, bool]:
            if known := stamp.watched(pipe, keys.deploy(fresh.id)):
                return same(DEPLOY.validate_json(known), request), False
            return self._commit(pipe, (None, fresh), at), True

        deploy, is_new = self._transactions.do(put)
        log.info("deploy queued", extra={"deploy": deploy.id, "sha": deploy.key.sha, "new": is_new})
        return deploy, is_new

    def get(self, deploy_id: str) -> Deploy:
        with answering():
            return self._grounds.noted(parsed(self._redis.get(keys.deploy(deploy_id)), deploy_id))

    def handle(self, deploy_id: str, event: Event, here: frozenset[Effect] = outbox.NOTHING) -> Deploy:
        extra = {"deploy": deploy_id, "event": type(event).__name__}
        try:
            after = self._transactions.do(lambda pipe: self._step(pipe, deploy_id, event, here))
        except Refused as refused:
            if not refused.is_doubtful or (after := self.get(deploy_id)).changed_at != event.at:
                log.info("move refused", extra={**extra, "why": str(refused)})
                raise
        log.info("deploy moved", extra={**extra, "state": after.state})
        return after

    def begin(self, deploy_id: str, effect: Effect, at: datetime) -> Turn | None:
        turns: list[Turn | None] = []

        def take(deploy: Deploy) -> Deploy:
            deploy, turn = outbox.begin(deploy, effect, at)
            turns.append(turn)
            return deploy

        self._change(deploy_id, take, at)
        return turns[-1]

    def renew(self, deploy_id: str, effect: Effect, at: datetime) -> None:
        """Prolong the lease of an attempt that is still at it. Raises Refused when there is no deploy."""
        self._change(deploy_id, lambda deploy: outbox.renew(deploy, effect, at), at)

    def let_go(self, deploy_id: str, effect: Effect, at: datetime) -> None:
        """Give back the lease of an attempt that died. Raises Refused when there is no deploy."""
        self._change(deploy_id, lambda deploy: outbox.let_go(deploy, effect, at), at)

    def settle(self, turn: Turn, at: datetime, receipt: Receipt | None = None) -> Deploy:
        return self._change(turn.deploy.id, lambda deploy: outbox.settle(deploy, turn, at, receipt), at)

    def postpone(self, turn: Turn, at: datetime, trouble: Trouble) -> Deploy:
        return self._change(turn.deploy.id, lambda deploy: outbox.postpone(deploy, turn, at, trouble), at)

    def due(self, at: datetime) -> list[str]:
        with answering():
            ids = self._redis.zrange(keys.DUE, "-inf", at.timestamp(), byscore=True, offset=0, num=1000)
        return [text(deploy_id) for deploy_id in ids]

    def full(self) -> frozenset[Effect]:
        """Return the effects that have many jobs before them already."""
        return self._hints.full()

    def look(self, deploy_id: str, at: datetime, full: frozenset[Effect] = outbox.NOTHING) -> None:
        event = clocks.due_event(self.get(deploy_id), at)
        if event is None:
            self._change(deploy_id, lambda deploy: deploy, at, full)
            return
        with suppress(Refused):  # somebody was faster: what is due now shows at the next look
            self.handle(deploy_id, event)

    def hint(self, deploy_id: str, effect: Effect) -> bool:
        """Queue a job for an effect whose turn has come; False when there is nothing to do, or not yet."""
        try:
            owing = self.get(deploy_id)
        except Missing:
            return False
        with answering(), self._redis.pipeline() as pipe:
            pipe.multi()
            debt = owing.debt(effect)
            if is_wanted := debt is not None and not waits_for_card(owing, debt):
                self._hints.call(pipe, deploy_id, effect, at_front=True)
            pipe.execute()
        return is_wanted

    def _step(self, pipe: Pipeline, deploy_id: str, event: Event, here: frozenset[Effect]) -> Deploy:
        """Read all that an event depends on, and write all that follows from it. Raises WatchError."""
        ground = self._grounds.read(pipe, deploy_id, with_head=record.is_kept(event))
        before, own = ground.deploy, ground.own
        after = outbox.move(before, event, own.under(ground.everywhere))
        lane = lane_after(own, after, event)
        entries = record.entries(before, after, event, lane.lock if lane.lock != own.lock else None)
        head = self._audit.watch(pipe, ground.head) if entries else None
        step = Step(event, after, own, lane, head, entries, here)
        return self._commit(pipe, (before, after), after.changed_at, step)

    def _change(
        self,
        deploy_id: str,
        step: Callable[[Deploy], Deploy],
        at: datetime,
        full: frozenset[Effect] = outbox.NOTHING,
    ) -> Deploy:
        def put(pipe: Pipeline) -> Deploy:
            before = parsed(stamp.watched(pipe, keys.deploy(deploy_id)), deploy_id)
            return self._commit(pipe, (before, step(before)), at, full=full)

        return self._transactions.do(put, in_turn=False)

    def _commit(
        self,
        pipe: Pipeline,
        change: meter.Change,
        at: datetime,
        step: Step | None = None,
        full: frozenset[Effect] = outbox.NOTHING,
    ) -> Deploy:
        """Write everything that follows from a change in one MULTI. Raises WatchError, Transient."""
        stamp.check_own(change[1].schema, SCHEMA)
        after = replace(change[1], schema=SCHEMA)
        deploy, effects = outbox.hinted(after, at, step.here if step else outbox.NOTHING, full)
        pipe.multi()
        pipe.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
        indexes.index(pipe, deploy, change[0])
        meter.note(pipe, (change[0], deploy), step.event if step else None, at)
        if deploy.decision is not None and not is_open(deploy):
            pipe.delete(keys.evidence(deploy.id))
        if step is not None:
            self._note(pipe, step)
        for effect in effects:
            self._hints.hint(pipe, deploy, effect)
        pipe.execute()
        return deploy

    def _note(self, pipe: Pipeline, step: Step) -> None:
        """Queue what an event leaves behind besides the deploy: the record, the lane, what is live."""
        key = step.after.key
        if step.head is not None:
            self._audit.append(pipe, step.head, step.entries)
        if isinstance(step.event, WentLive):  # and at no later change: another may be live by then
            pipe.hset(keys.LIVE, keys.live_field(key.repository, key.environment), key.sha)
        if isinstance(step.event, Reviewed):
            self._audit.hold(pipe, step.after.id, step.event.summary.digest)
        if step.lane != step.was:
            self._turn(pipe, Place(key.repository, key.environment), step)

    def _turn(self, pipe: Pipeline, place: Place, step: Step) -> None:
        """Queue the lane, and tell whose turn it is now; a new lock shows on every card."""
        lanes.write(pipe, place, step.lane)
        first = step.lane.line[:1]
        if first not in (step.was.line[:1], (), (step.after.id,)):  # who owes its own
            self._hints.call(pipe, first[0], Effect.PROMOTE)
        if step.lane.version != step.was.version:
            self._lanes.owe(pipe, place, step.after.changed_at)
