"""What `/deploy status`, App Home and `/deploy history` cost with 100 and with 100,000 deploys in Redis.

The same page is drawn from both, in turn; of each the CPU time of this process and of Redis together, which
does not tell what else the machine does.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import cast

from redis import Redis
from rq import Queue

from app.adapters import embedded, indexes, keys
from app.adapters.archive import POLICY, RedisArchive
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY
from app.adapters.figures import RedisFigures
from app.adapters.lanes import RedisLanes
from app.domain.deploy import Decision, Deploy, State
from app.domain.filter import EVERYTHING, Filter, Outcome
from app.domain.person import Person
from app.domain.policy import Policy
from app.ports import Parts
from bench.figure import Row
from handlers import home
from handlers.commands import reading
from handlers.typed import Asked
from tests.unit.example import BO, IN_STATE, NOON, PENDING, RULES

FEW, MANY = 100, 100_000
ASKED, RUNNING = {FEW: 50, MANY: 1000}, {FEW: 10, MANY: 100}  # a page of App Home reads 50 and 6
TOGETHER = 500  # deploys written at once
RUNS = 41
ENDS = (State.LIVE, State.LIVE, State.LIVE, State.REJECTED, State.FAILED, State.SUPERSEDED, State.CANCELLED)


@dataclass(frozen=True)
class Nobody:
    """Slack, as far as a page asks it: everybody is a member, and what is drawn is thrown away."""

    def person(self, _user: str, _names: object) -> Person:
        return BO

    def zone(self, _user: str) -> None:
        return None

    def show_home(self, *_: object) -> None: ...


@dataclass(frozen=True)
class Store:
    """A database with so many deploys in it, and what draws from it."""

    redis: Redis
    archive: RedisArchive
    lanes: RedisLanes
    figures: RedisFigures
    chat: Nobody = Nobody()


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        few, many = stores(stack)
        for what, draw in PAGES.items():
            costs = interleaved(lambda draw=draw: draw(few), lambda draw=draw: draw(many), few.redis)  # type: ignore[misc]
            yield Row(f"{what}, {MANY:,} deploys against {FEW}", costs[1], costs[0])


def stores(stack: ExitStack) -> tuple[Store, Store]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    server = stack.enter_context(embedded.start(folder))
    made = []
    for number, size in enumerate((FEW, MANY)):
        redis = stack.enter_context(Redis.from_url(f"{server.url}?db={number}"))
        redis.config_set("appendfsync", "no")  # of filling it
        fill(redis, size)
        audit, queue = RedisAudit(redis), Queue("bench", connection=redis)
        made.append(Store(redis, RedisArchive(redis), RedisLanes(redis, queue, audit), RedisFigures(redis)))
    return made[0], made[1]


def interleaved(one: Callable[[], object], other: Callable[[], object], redis: Redis) -> tuple[float, float]:
    """Return the median seconds of each, in turn, after one of each to warm up."""
    taken: tuple[list[float], list[float]] = ([], [])
    one(), other()
    for _ in range(RUNS):
        for call, costs in zip((one, other), taken, strict=True):
            before = spent(redis)
            call()
            costs.append(spent(redis) - before)
    return median(taken[0]), median(taken[1])


def spent(redis: Redis) -> float:
    told = redis.info("cpu")
    return time.process_time() + float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def fill(redis: Redis, size: int) -> None:
    redis.hset(keys.POLICY, "harbour/shop", POLICY.dump_json(Policy({"production": RULES})).decode())
    for first in range(0, size, TOGETHER):
        with redis.pipeline(transaction=False) as pipe:
            for number in range(first, min(size, first + TOGETHER)):
                deploy = one(number, size)
                pipe.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
                indexes.index(pipe, deploy)
            pipe.execute()


def one(number: int, size: int) -> Deploy:
    """Return the deploy of that number: the newest wait, those before them run, the rest is over."""
    left, at = size - number, NOON + timedelta(minutes=number)
    key = replace(PENDING.key, run_id=str(number), environment=("production", "staging")[number % 3 == 0])
    deploy = replace(PENDING, id=key.deploy_id, request=replace(PENDING.request, key=key), queued_at=at)
    if left <= ASKED[size]:
        return deploy
    if left <= ASKED[size] + RUNNING[size]:
        return replace(deploy, state=State.PROMOTING, approvals=IN_STATE[State.PROMOTING].approvals)
    state = ENDS[number % len(ENDS)]
    by = Decision(("U0BO000001", "U0CY000001")[number % 2], at, None, "approver")
    return replace(deploy, state=state, changed_at=at, decision=by)


def status(store: Store) -> object:
    return reading.status(cast("Parts", store), Asked(BO.id))


def opened(store: Store) -> None:
    home.publish(cast("Parts", store), BO.id, EVERYTHING, 1)


def narrowed(store: Store) -> None:
    wanted = Filter("production", BO.id, outcome=Outcome.LIVE)
    home.publish(cast("Parts", store), BO.id, wanted, 1)


def listed(*words: str) -> Callable[[Store], object]:
    return lambda store: reading.history(cast("Parts", store), asked(*words))


def asked(*words: str) -> Asked:
    return Asked(BO.id, ("history", *words))


PAGES: dict[str, Callable[[Store], object]] = {
    "/deploy status": status,
    "App Home": opened,
    "App Home, three filters": narrowed,
    "/deploy history": listed(),
    "/deploy history production": listed("production"),
    "/deploy history production @bo": listed("production", f"<@{BO.id}>"),
}
