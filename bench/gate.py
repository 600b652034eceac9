"""One approval in the record, beside two bare writes to the same Redis; wall-clock time."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from redis import Redis
from rq import Queue

from app.adapters import embedded
from app.adapters.gate import RedisGate
from app.domain import event as e
from bench.figure import Row, wall
from tests.unit.example import BO, REQUEST, RULES, SUMMARY

RUNS = 200


def rows() -> Iterator[Row]:
    with embedded_redis() as redis:
        gate = RedisGate(redis, Queue("bench", connection=redis))
        ids = iter(_pending(gate, RUNS + 1))
        approve = wall(lambda: gate.handle(next(ids), _approved()), RUNS)
        bare = wall(lambda: (redis.set("a", b"x" * 2000), redis.get("a")), RUNS)
        yield Row("approval recorded (against one SET and one GET)", approve, bare)


@contextmanager
def embedded_redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory() as folder, embedded.start(Path(folder)) as server:
        yield Redis.from_url(server.url)


def _pending(gate: RedisGate, number: int) -> list[str]:
    return [_one(gate, run) for run, _ in zip(count(), range(number), strict=False)]


def _one(gate: RedisGate, run: int) -> str:
    request = replace(REQUEST, key=replace(REQUEST.key, run_id=str(run)))
    deploy, _ = gate.queue(request, now())
    gate.handle(deploy.id, e.ReviewStarted(now()))
    gate.handle(deploy.id, e.Reviewed(now(), SUMMARY, RULES))
    return deploy.id


def _approved() -> e.Approved:
    return e.Approved(now(), BO, SUMMARY.digest)


def now() -> datetime:
    return datetime.now(UTC)
