"""Lanes on Redis: locks, freezes and the line, read in the transaction of every event."""

import logging
from collections.abc import Mapping
from datetime import datetime

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline
from rq import Queue

from app.adapters import keys
from app.adapters import watch as watch_keys
from app.adapters.audit import RedisAudit
from app.adapters.outage import answering, text
from app.adapters.schema import stamp
from app.adapters.transaction import Transactions
from app.domain.errors import Refused
from app.domain.halt import Halt, Place, halted, is_said
from app.domain.lane import EVERYWHERE, Lane

log = logging.getLogger(__name__)

LANE = TypeAdapter(Lane)
AGAIN = 30  # seconds until a redrawing whose job was lost is hinted at again
JOB = "workers.lane.run"


def watch(pipe: Pipeline, repository: str, environment: str) -> tuple[Lane, Lane]:
    """Return the lane and what holds in every repository, neither of which may change before EXEC."""
    own, everywhere = keys.lane(repository, environment), keys.lane(EVERYWHERE, environment)
    here, there, form = watch_keys.read(pipe, own, everywhere, keys.SCHEMA)
    stamp.check(form)
    return parsed(here), parsed(there)


def write(pipe: Pipeline, place: Place, lane: Lane) -> None:
    """Queue the lane in `pipe`'s MULTI."""
    field = keys.live_field(place.repository, place.environment)
    pipe.set(keys.lane(place.repository, place.environment), LANE.dump_json(lane))
    if lane.lock or lane.pauses:
        pipe.sadd(keys.HELD, field)
    else:
        pipe.srem(keys.HELD, field)


class RedisLanes:
    """Implements `ports.Lanes`."""

    def __init__(self, redis: Redis, queue: Queue, audit: RedisAudit) -> None:
        self._redis = redis
        self._transactions = Transactions(redis)
        self._queue = queue
        self._audit = audit

    def halt(self, place: Place, halt: Halt) -> Lane:
        return self._transactions.do(lambda pipe: self._halt(pipe, place, halt))

    def _halt(self, pipe: Pipeline, place: Place, halt: Halt) -> Lane:
        own, _ = watch(pipe, place.repository, place.environment)
        if is_said(own, halt):
            return own
        lane, entry = halted(own, place, halt)
        head = self._audit.watch(pipe)
        pipe.multi()
        write(pipe, place, lane)
        self._audit.append(pipe, head, (entry,))
        self.owe(pipe, place, halt.at)
        pipe.execute()
        log.info("lane changed", extra={"lane": str(place), "what": halt.what})
        return lane

    def owe(self, pipe: Pipeline, place: Place, at: datetime) -> None:
        """Queue in `pipe` that the cards of the lane are to be redrawn."""
        pipe.zadd(keys.LANES_DUE, {keys.live_field(place.repository, place.environment): at.timestamp()})
        self._hint(place, pipe)

    def hint(self, at: datetime) -> None:
        """Queue a job for each lane whose cards should have been redrawn by now. Safe to run twice."""
        with answering():
            due = self._redis.zrange(keys.LANES_DUE, "-inf", at.timestamp() - AGAIN, byscore=True)
            for field in map(text, due):
                self._redis.zadd(keys.LANES_DUE, {field: at.timestamp()}, xx=True)
                self._hint(_place(field))

    def settle(self, place: Place, version: int) -> None:
        """Strike what `owe` wrote, unless the lane has changed since `version`."""
        self._transactions.do(lambda pipe: self._settle(pipe, place, version))

    def get(self, place: Place) -> Lane:
        """Return the lane by itself, without what holds in every repository."""
        with answering():
            return parsed(self._redis.get(keys.lane(place.repository, place.environment)))

    def of(self, repository: str, environment: str) -> Lane:
        """Return the lane with what holds in every repository."""
        return self.get(Place(repository, environment)).under(self.get(Place(EVERYWHERE, environment)))

    def held(self) -> Mapping[Place, Lane]:
        """Return every lane that is locked, or frozen by command."""
        with answering():
            places = [_place(text(field)) for field in sorted(self._redis.smembers(keys.HELD))]
            kept = (
                self._redis.mget([keys.lane(place.repository, place.environment) for place in places])
                if places
                else []
            )
        return dict(zip(places, map(parsed, kept), strict=True))

    def _settle(self, pipe: Pipeline, place: Place, version: int) -> None:
        own, _ = watch(pipe, place.repository, place.environment)
        if own.version == version:
            pipe.multi()
            pipe.zrem(keys.LANES_DUE, keys.live_field(place.repository, place.environment))
            pipe.execute()

    def _hint(self, place: Place, pipe: Pipeline | None = None) -> None:
        self._queue.enqueue_call(
            JOB, args=(place.repository, place.environment), timeout=60, result_ttl=0, pipeline=pipe
        )


def _place(field: str) -> Place:
    repository, _, environment = field.partition(" ")
    return Place(repository, environment)


def parsed(raw: bytes | str | None) -> Lane:
    """Return the lane as it is kept. Raises Refused: what is not known may be a lock."""
    try:
        return LANE.validate_json(raw) if raw else Lane()
    except ValueError as problem:
        raise Refused("The lock of this environment cannot be read, so nothing is decided.") from problem
