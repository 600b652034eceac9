"""Decisions a second through the gate, by many at once, beside bare writes of the same size."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from statistics import median
from time import perf_counter, process_time

from redis import Redis
from rq import Queue

from app.adapters.gate import RedisGate
from app.domain import event as e
from bench.gate import embedded_redis, now
from tests.unit.example import BO, REQUEST, RULES, SUMMARY

THREADS = (1, 4, 16)
DECISIONS = 120  # in a run, shared by the threads
RUNS = 3
COLUMNS = "{:<44} {:>9} {:>12} {:>12} {:>6}"
HEADING = COLUMNS.format("approvals recorded at once", "a second", "bare writes", "CPU each", "tries")
NUMBERS = count()


@dataclass(frozen=True)
class Pace:
    """How it went with so many at once."""

    rate: float  # a second
    cpu: float  # seconds of this process for each
    tries: float  # transactions begun for each; one is the least


def rows() -> Iterator[str]:
    yield HEADING
    with embedded_redis() as redis:
        gate = RedisGate(redis, Queue("bench", connection=redis))
        for threads in THREADS:
            bare = paced(redis, threads, lambda: [partial(write, redis)] * DECISIONS)
            for where, lanes in (("each in a lane of its own", DECISIONS), ("all in one lane", 1)):
                pace = paced(redis, threads, partial(approvals, gate, lanes))
                what = f"{threads} thread{'s' if threads > 1 else ''}, {where}"
                cpu = f"{pace.cpu * 1e3:.2f} ms"
                yield COLUMNS.format(what, f"{pace.rate:.0f}", f"{bare.rate:.0f}", cpu, f"{pace.tries:.2f}")


def paced(redis: Redis, threads: int, made: Callable[[], Sequence[Callable[[], object]]]) -> Pace:
    """Return the median pace of some runs after one to warm up; `made` makes a run's calls, unmeasured."""
    paces = [_run(redis, threads, made()) for _ in range(RUNS + 1)][1:]
    return Pace(*(median(getattr(pace, name) for pace in paces) for name in ("rate", "cpu", "tries")))


def approvals(gate: RedisGate, lanes: int) -> list[Callable[[], object]]:
    return [partial(_approve, gate, _pending(gate, number % lanes)) for number in range(DECISIONS)]


def write(redis: Redis) -> None:
    """Write as much as one decision does, without reading or looking for others."""
    with redis.pipeline() as pipe:
        pipe.set("bare", b"x" * 4000)
        pipe.rpush("bare:record", b"x" * 1300)
        pipe.set("bare:head", b"x" * 100)
        pipe.set("bare:lane", b"x" * 200)
        for job in range(3):
            pipe.hset(f"bare:job:{job}", mapping={str(number): b"x" * 40 for number in range(12)})
            pipe.rpush("bare:queue", b"x" * 40)
        for name in ("due", "open"):
            pipe.zadd(f"bare:{name}", {"x": 1.0})
        pipe.execute()


def _run(redis: Redis, threads: int, calls: Sequence[Callable[[], object]]) -> Pace:
    begun = _executed(redis)
    with ThreadPoolExecutor(threads) as pool:
        wall, cpu = perf_counter(), process_time()
        for done in [pool.submit(call) for call in calls]:
            done.result()
        wall, cpu = perf_counter() - wall, process_time() - cpu
    return Pace(len(calls) / wall, cpu / len(calls), (_executed(redis) - begun) / len(calls))


def _executed(redis: Redis) -> int:
    """Return how many transactions this server has been asked to execute, those that gave way included."""
    told = redis.info("commandstats").get("cmdstat_exec", {})
    return int(told.get("calls", 0)) + int(told.get("rejected_calls", 0))


def _pending(gate: RedisGate, lane: int) -> str:
    key = replace(REQUEST.key, run_id=str(next(NUMBERS)), environment=f"lane-{lane}")
    deploy, _ = gate.queue(replace(REQUEST, key=key), now())
    gate.handle(deploy.id, e.ReviewStarted(now()))
    gate.handle(deploy.id, e.Reviewed(now(), SUMMARY, RULES))
    return deploy.id


def _approve(gate: RedisGate, deploy_id: str) -> None:
    gate.handle(deploy_id, e.Approved(now(), BO, SUMMARY.digest))
