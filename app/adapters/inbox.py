"""What GitHub told and is not done with yet, in Redis: debts, with jobs as hints; and rounds of looking."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from json import dumps, loads
from secrets import token_hex

from redis import Redis
from redis.client import Pipeline
from rq import Queue

from app.adapters import keys
from app.adapters.hints import FAILURE_KEPT
from app.adapters.outage import answering, text
from app.adapters.transaction import Transactions
from app.domain.arrival import ANY_RUN_LASTS, Arrival, Checked, Mail, Moved, Proposed

log = logging.getLogger(__name__)

TAKEN_KEPT = timedelta(days=7)  # GitHub delivers again what is at most three days old
HINT_AGAIN, WAIT_MAX = 60.0, 300.0  # seconds
CALM = 5.0  # seconds; fifty checks that end together are one review
JOB_TIMEOUT = 120  # seconds
ROUND_TIMEOUT = 110
LEASE = 120  # seconds; above any round's
MOST = 100  # jobs in one look

_KINDS: dict[str, type[Mail]] = {
    "arrive": Arrival,
    "attend": Moved,
    "check": Checked,
    "propose": Proposed,
}
_JOBS: dict[type[Mail], tuple[str, str]] = {
    Arrival: ("arrive", "workers.arrive.run"),
    Moved: ("attend", "workers.attend.run"),
    Checked: ("check", "workers.attend.check"),
    Proposed: ("propose", "workers.proposed.hear"),
}


class RedisInbox:
    """Implements `ports.Inbox`."""

    def __init__(self, redis: Redis, queue: Queue, later: Queue) -> None:
        """`later`: for what nobody waits for."""
        self._redis = redis
        self._transactions = Transactions(redis)
        self._queue, self._later = queue, later

    def take(self, delivery: str, mail: Mail, at: datetime) -> bool:
        return self._transactions.do(lambda pipe: self._take(pipe, delivery, mail, at.timestamp()))

    def settle(self, mail: Mail) -> None:
        with answering(), self._redis.pipeline() as pipe:
            pipe.zrem(keys.INBOX, _written(mail))
            pipe.hdel(keys.INBOX_SINCE, _written(mail))
            pipe.execute()

    def postpone(
        self, mail: Mail, at: datetime, wait: float | None = None, within: timedelta = ANY_RUN_LASTS
    ) -> None:
        now, member = at.timestamp(), _written(mail)
        age = self._age(member, now)
        if age > within.total_seconds():
            self.settle(mail)
            return
        with answering(), self._redis.pipeline() as pipe:
            pipe.zadd(keys.INBOX, {member: now + (wait or min(max(age, 1.0), WAIT_MAX))})
            pipe.hsetnx(keys.INBOX_SINCE, member, str(now))
            pipe.execute()

    def hint(self, at: datetime) -> None:
        now = at.timestamp()
        with answering():
            due = self._redis.zrange(keys.INBOX, "-inf", now, byscore=True, offset=0, num=MOST)
        for member in map(text, due):
            self._hint(member, now)

    def begin_round(self, name: str, job: str, every: timedelta) -> None:
        with answering():
            if self._redis.set(keys.round_of(name), job, nx=True, px=every):
                self._later.enqueue_call(
                    job, timeout=ROUND_TIMEOUT, result_ttl=0, failure_ttl=FAILURE_KEPT, description=name
                )

    def hold_round(self, name: str, seconds: float) -> None:
        with answering():
            self._redis.set(keys.round_of(name), "held", px=max(1, int(seconds * 1000)))

    @contextmanager
    def lease(self, name: str) -> Iterator[bool]:
        key, mine = keys.lease(name), token_hex(8)
        is_ours = self._is_first(key, mine, timedelta(seconds=LEASE))
        try:
            yield is_ours
        finally:
            with answering():
                if is_ours and self._redis.get(key) == mine.encode():
                    self._redis.delete(key)

    def once(self, what: str) -> bool:
        return self._is_first(keys.once(what), token_hex(8), ANY_RUN_LASTS)

    def undo_once(self, what: str) -> None:
        with answering():
            self._redis.delete(keys.once(what))

    def has_taken(self, delivery: str) -> bool:
        with answering():
            return bool(self._redis.exists(keys.delivery(delivery)))

    def _is_first(self, key: str, mine: str, lasts: timedelta) -> bool:
        """Write `mine` where nothing is; it is ours too where a first answer was lost with its connection."""
        with answering():
            is_new = self._redis.set(key, mine, nx=True, ex=lasts)
            return bool(is_new) or self._redis.get(key) == mine.encode()

    def _take(self, pipe: Pipeline, delivery: str, mail: Mail, now: float) -> bool:
        key = keys.delivery(delivery)
        pipe.watch(key)  # type: ignore[no-untyped-call] # redis-py left it untyped
        if pipe.exists(key):
            return False
        pipe.multi()
        pipe.set(key, type(mail).__name__, ex=TAKEN_KEPT)
        self._owe(pipe, mail, now)
        pipe.execute()
        return True

    def _hint(self, member: str, now: float) -> None:
        again = now + max(HINT_AGAIN, self._age(member, now))
        with answering(), self._redis.pipeline() as pipe:
            pipe.multi()  # before any command, or RQ cannot join in
            if mail := _read(member):
                pipe.zadd(keys.INBOX, {member: again}, xx=True)
                self._job(pipe, mail)
            else:
                pipe.zrem(keys.INBOX, member)
            pipe.execute()

    def _age(self, member: str, now: float) -> float:
        with answering():
            since = self._redis.hget(keys.INBOX_SINCE, member)
        try:
            return max(0.0, now - float(since)) if since else 0.0
        except ValueError:  # not what is written there: as if it were new
            return 0.0

    def _owe(self, pipe: Pipeline, mail: Mail, now: float) -> None:
        """Write the debt; a job goes with it, unless more of its kind is to be expected at once."""
        is_urgent = not isinstance(mail, Checked)
        first_look = now + (HINT_AGAIN if is_urgent else CALM)
        pipe.zadd(keys.INBOX, {_written(mail): first_look}, nx=True)
        pipe.hsetnx(keys.INBOX_SINCE, _written(mail), str(now))
        if is_urgent:
            self._job(pipe, mail)

    def _job(self, pipe: Pipeline, mail: Mail) -> None:
        name, job = _JOBS[type(mail)]
        self._queue.enqueue_call(
            job,
            args=tuple(asdict(mail).values()),
            timeout=JOB_TIMEOUT,
            result_ttl=0,
            failure_ttl=FAILURE_KEPT,
            description=f"{name} {mail.repository}",
            pipeline=pipe,
        )


def _written(mail: Mail) -> str:
    """Return the same text for the same mail, which is what makes two of them one debt."""
    return dumps([_JOBS[type(mail)][0], *asdict(mail).values()])


def _read(member: str) -> Mail | None:
    """Return what was written; None when another version of Airlock wrote it, in a form of its own."""
    try:
        kind, *fields = loads(member)
        return _KINDS[kind](*fields)
    except (ValueError, TypeError, KeyError, RecursionError):
        log.exception("told in another form, dropped", extra={"told": member[:200]})
        return None
