"""What is kept on Redis: the record, the jobs, and all that may be lost."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from socket import gethostname

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

from app.adapters.alarms import Leads, RedisAlarms
from app.adapters.archive import RedisArchive
from app.adapters.audit import RedisAudit
from app.adapters.faultbook import RedisFaultBook
from app.adapters.figures import RedisFigures
from app.adapters.gate import RedisGate
from app.adapters.inbox import RedisInbox
from app.adapters.lanes import RedisLanes
from app.adapters.line import RedisLine
from app.adapters.lines import RedisLines
from app.adapters.links import RedisLinks
from app.adapters.pullgates import RedisPullGates
from app.adapters.pulse import Pulse
from app.adapters.recall import RedisRecall
from app.adapters.retention import RedisRetention
from app.adapters.vitals import RedisVitals
from app.domain.vitals import Process
from app.settings import Settings
from app.wiring.places import redis_url

QUEUE = "airlock"
PLATFORM, REVIEWS = f"{QUEUE}-platform", f"{QUEUE}-reviews"
LATER = "airlock-later"  # what nobody waits for: looks around, and gates on pull requests
CREW = ((QUEUE,), (PLATFORM,), (REVIEWS, LATER), (REVIEWS,))  # what each worker takes, its first queue first
QUEUES = (QUEUE, PLATFORM, REVIEWS, LATER)
REDIS_TIMEOUT = 1  # seconds; a click must be answered within three


@dataclass(frozen=True)
class Stores:
    """Each is made when first asked for."""

    settings: Settings

    @cached_property
    def redis(self) -> Redis:
        """The connection for short calls; RQ's workers block longer and make their own."""
        return Redis.from_url(
            redis_url(self.settings),
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(
                NoBackoff(), 1
            ),  # one stale connection is no outage; more would keep a person waiting
            driver_info=None,  # else each new one, so each job, names its library to Redis in two calls
        )

    @cached_property
    def queue(self) -> Queue:
        return Queue(QUEUE, connection=self.redis)

    @cached_property
    def platform_queue(self) -> Queue:
        """Return where what GitHub told is looked into."""
        return Queue(PLATFORM, connection=self.redis)

    @cached_property
    def later(self) -> Queue:
        return Queue(LATER, connection=self.redis)

    @cached_property
    def gate(self) -> RedisGate:
        return RedisGate(self.redis, self.queue)

    @cached_property
    def lines(self) -> RedisLines:
        return RedisLines(self.redis)

    @cached_property
    def recall(self) -> RedisRecall:
        return RedisRecall(self.redis)

    @cached_property
    def lanes(self) -> RedisLanes:
        return RedisLanes(self.redis, self.queue, self.record)

    @cached_property
    def line(self) -> RedisLine:
        return RedisLine(self.redis, self.queue)

    @cached_property
    def links(self) -> RedisLinks:
        return RedisLinks(self.redis, self.record)

    @cached_property
    def record(self) -> RedisAudit:
        return RedisAudit(self.redis)

    @cached_property
    def retention(self) -> RedisRetention:
        return RedisRetention(self.redis)

    @cached_property
    def archive(self) -> RedisArchive:
        return RedisArchive(self.redis)

    @cached_property
    def inbox(self) -> RedisInbox:
        return RedisInbox(self.redis, self.platform_queue, self.later)

    @cached_property
    def pull_gates(self) -> RedisPullGates:
        return RedisPullGates(self.redis, self.later)

    @cached_property
    def alarms(self) -> RedisAlarms:
        return RedisAlarms(self.redis)

    @cached_property
    def figures(self) -> RedisFigures:
        return RedisFigures(self.redis)

    @cached_property
    def vitals(self) -> RedisVitals:
        return RedisVitals(self.redis, QUEUES)

    @cached_property
    def faultbook(self) -> RedisFaultBook:
        return RedisFaultBook(self.redis)

    def pulse(self, name: str, queues: Sequence[str] = ()) -> Pulse:
        """Return this process's sign of life; `queues`: what it works on."""
        now = datetime.now(UTC)
        process = Process(name, gethostname(), os.getpid(), version("airlock"), now, queues=tuple(queues))
        return Pulse(self.redis, process, lambda: datetime.now(UTC))

    @cached_property
    def leads(self) -> Leads:
        return Leads(self.redis, self.archive)
