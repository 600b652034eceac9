"""One look at how Airlock is, in two round trips whose cost does not grow with the history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.job import Job

from app.adapters import audit, keys
from app.adapters.outage import answering, text
from app.adapters.pulse import PROCESS
from app.domain.filter import Outcome
from app.domain.meter import OPEN
from app.domain.vitals import Backlog, Process, Vitals

PROCESSES_MAX = 200  # that spoke last
HEAD = 10  # jobs at the head of a queue, of which the oldest is told: what is urgent goes before older ones
LINES_MAX = 100  # to Slack, that somebody waits in


class RedisVitals:
    def __init__(self, redis: Redis, queues: Sequence[str]) -> None:
        self._redis = redis
        self.queues = tuple(queues)  # by name; all that there is work in

    def look(self) -> Vitals:
        """Look now. Raises Transient."""
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            found = _Found(self.queues, _first(pipe, self.queues))
            second = _second(pipe, found)
        return found.vitals(second)


class _Found:
    """The answers of the first round trip, by what was asked."""

    def __init__(self, queues: Sequence[str], answers: list[Any]) -> None:
        rest = iter(answers)
        seconds, micros = next(rest)
        self.at = datetime.fromtimestamp(seconds + micros / 1e6, UTC)
        self.counts = {text(name): float(count) for name, count in next(rest).items()}
        self.states = {str(state): int(next(rest)) for state in OPEN}
        self.states |= {str(outcome): int(next(rest)) for outcome in Outcome}
        self.debts, self.owing, first, self.record = next(rest), next(rest), next(rest), next(rest)
        self.owed_since = datetime.fromtimestamp(first[0][1], UTC) if first else None
        self.memory = int(next(rest).get("used_memory", 0))
        self.processes = [text(name) for name in next(rest)]
        self.lines = sorted(map(text, next(rest)))[:LINES_MAX]
        self.queues = [
            (name, int(next(rest)), list(map(text, next(rest))), int(next(rest))) for name in queues
        ]

    def vitals(self, second: list[Any]) -> Vitals:
        rest = iter(second)
        alive = [one for one in (_process(next(rest)) for _ in self.processes) if one]
        failing = [int(count) for count in (next(rest) for _ in self.lines) if count]
        backlogs = []
        for name, depth, jobs, failed in self.queues:
            ages = [_age(self.at, queued) for queued in (next(rest) for _ in jobs)]
            backlogs.append(Backlog(name, depth, max(ages, default=0.0), failed))
        return Vitals(
            self.at,
            self.counts,
            self.states,
            tuple(backlogs),
            tuple(sorted(alive, key=_order)),
            self.owing,
            self.owed_since,
            self.debts,
            self.record,
            self.memory,
            max(failing, default=0),
        )


def _first(pipe: Pipeline, queues: Sequence[str]) -> list[Any]:
    pipe.time()
    pipe.hgetall(keys.METER)
    for place in range(len(OPEN)):
        pipe.zcount(keys.STANDS, place, place)
    for outcome in Outcome:
        pipe.zcard(keys.by_outcome(outcome))
    pipe.scard(keys.DEBTS)
    pipe.zcard(keys.OWED)
    pipe.zrange(keys.OWED, 0, 0, withscores=True)
    audit.count(pipe)
    pipe.info("memory")
    pipe.zrevrange(keys.PROCESSES, 0, PROCESSES_MAX - 1)
    pipe.smembers(keys.LINES)
    for name in queues:
        pipe.llen(Queue.redis_queue_namespace_prefix + name)
        pipe.lrange(Queue.redis_queue_namespace_prefix + name, 0, HEAD - 1)
        pipe.zcard(f"rq:failed:{name}")  # FailedJobRegistry.key_template
    return pipe.execute()


def _second(pipe: Pipeline, found: _Found) -> list[Any]:
    for member in found.processes:
        pipe.get(keys.process(member))
    for name in found.lines:
        pipe.hget(keys.line_state(name), "failures")
    for _, _, jobs, _ in found.queues:
        for job in jobs:
            pipe.hget(Job.key_for(job), "enqueued_at")
    return pipe.execute()


def _age(now: datetime, queued: bytes | None) -> float:
    """Return seconds; a job that is gone has no age."""
    if queued is None:
        return 0.0
    return max(0.0, (now - datetime.fromisoformat(text(queued))).total_seconds())


def _process(said: bytes | None) -> Process | None:
    """Return what a process says of itself; None: it is silent, or of a version that says it differently."""
    try:
        return PROCESS.validate_json(said) if said else None
    except ValidationError:
        return None


def _order(process: Process) -> tuple[str, str, int]:
    return process.name, process.host, process.pid
