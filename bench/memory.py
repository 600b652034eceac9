"""What Redis keeps of one deploy, with its report, its lines of the record and its places in the indexes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from redis import Redis
from rq import Queue

from app.adapters import keys
from app.adapters.archive import REPORT, RedisArchive
from app.adapters.gate import RedisGate
from app.domain import event as e
from app.domain.report import Report
from bench.gate import embedded_redis, now
from tests.unit.example import BO, PENDING, RULES, SUMMARY

MEASURED = 1000  # deploys


def lines() -> Iterator[str]:
    """Yield what Redis keeps of one deploy that went live: all of it, and its parts."""
    with embedded_redis() as redis:
        gate, archive = RedisGate(redis, Queue("bench", connection=redis)), RedisArchive(redis)
        report = _real_report()
        went_live(gate, archive, report, MEASURED)
        before = _used(redis)
        for number in range(MEASURED):
            went_live(gate, archive, report, number)
        total = (_used(redis) - before) / MEASURED
        yield f"Redis memory for a deploy that went live, all of it: {total:,.0f} bytes"
        for name in ("deploy", "report"):
            sizes = [redis.memory_usage(key) or 0 for key in redis.scan_iter(f"airlock:{name}:*", count=1000)]
            yield f"  of that its {name}: {median(sizes):,.0f} bytes"


def went_live(gate: RedisGate, archive: RedisArchive, report: Report, number: int) -> None:
    key = replace(PENDING.key, run_id=str(number))
    own = replace(report, head=f"{number:040x}").sealed()
    archive.keep(own)
    deploy, _ = gate.queue(replace(PENDING.request, key=key), now())
    summary = replace(SUMMARY, digest=own.digest)
    for event in (
        e.ReviewStarted(now()),
        e.Reviewed(now(), summary, RULES),
        e.Approved(now(), BO, own.digest),
        e.Cleared(now()),
        e.PromotionStarted(now()),
        e.WentLive(now()),
    ):
        gate.handle(deploy.id, event)


def _real_report() -> Report:
    """Return what the fourth landing's review wrote of the sample's risky change."""
    kept = json.loads((Path(__file__).parents[1] / "tests/stories/upgrade/fourth.json").read_text("utf-8"))
    texts = [one["holds"]["gzip"] for name, one in kept["keys"].items() if name.startswith(keys.report(""))]
    return REPORT.validate_json(max(texts, key=len))


def _used(redis: Redis) -> int:
    """Return what Redis uses, without RQ's jobs, which are done and gone in a running Airlock."""
    for key in redis.scan_iter("rq:*", count=1000):
        redis.delete(key)
    return int(redis.info("memory")["used_memory"])
