"""How Airlock is: what one look at Redis shows of it, and what is not as it should be."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

BEAT = timedelta(seconds=5)  # between two signs of life of a process
ALIVE = timedelta(seconds=16)  # after the last one: three may be late or lost
LATE = timedelta(minutes=2)  # a debt that is older is not merely under way
FALTERS = 3  # calls to Slack in a row that failed: some seconds of it, and no single mishap


@dataclass(frozen=True)
class Process:
    """What a process says of itself."""

    name: str  # bot, web, worker, clock
    host: str
    pid: int
    version: str
    since: datetime  # aware, UTC
    sockets: int | None = None  # a bot's, open to Slack
    queues: tuple[str, ...] = ()  # a worker's


@dataclass(frozen=True)
class Backlog:
    """What waits in one of RQ's queues."""

    queue: str
    depth: int
    oldest: float  # seconds that the first of them has waited; 0 when nothing waits
    failed: int


@dataclass(frozen=True)
class Vitals:
    at: datetime  # by Redis's clock
    counts: Mapping[str, float] = field(default_factory=dict)  # what `meter` counted
    states: Mapping[str, int] = field(default_factory=dict)  # deploys by where they stand
    backlogs: tuple[Backlog, ...] = ()
    processes: tuple[Process, ...] = ()  # that are alive
    owing: int = 0  # deploys that owe something that should be done by now
    owed_since: datetime | None = None  # by the first of them
    debts: int = 0  # of all deploys, also what waits for its turn
    record: int = 0  # entries
    memory: int = 0  # bytes that Redis uses
    failing: int = 0  # calls to Slack that failed in a row


def named(vitals: Vitals, name: str) -> tuple[Process, ...]:
    return tuple(process for process in vitals.processes if process.name == name)


def age(vitals: Vitals) -> timedelta:
    """Return how old the oldest debt is that should be done by now."""
    return max(timedelta(0), vitals.at - vitals.owed_since) if vitals.owed_since else timedelta(0)


def checks(vitals: Vitals, queues: Collection[str]) -> dict[str, str | None]:
    """Return what is looked at, each with what is wrong with it, or None; `queues`: all there is work in."""
    return {
        "redis": None,
        "slack": _slack(vitals),
        "worker": next(_idle(vitals, queues), None),
        "clock": None if named(vitals, "clock") else "No clock is running: start `airlock clock`.",
        "outbox": _outbox(vitals),
    }


def _slack(vitals: Vitals) -> str | None:
    bots = named(vitals, "bot")
    if not bots:
        return "No bot is running: start `airlock bot`."
    if not any(bot.sockets for bot in bots):
        return "No bot has a connection to Slack: its log says why."
    return "Slack's API does not answer; Airlock goes on by itself." if vitals.failing >= FALTERS else None


def _idle(vitals: Vitals, queues: Collection[str]) -> Iterator[str]:
    workers = named(vitals, "worker")
    if not workers:
        yield "No worker is running: start `airlock worker`."
        return
    for queue in sorted(set(queues) - {queue for worker in workers for queue in worker.queues}):
        yield f"Nobody works on the queue {queue}: restart `airlock worker`."


def _outbox(vitals: Vitals) -> str | None:
    owed = age(vitals)
    if owed <= LATE:
        return None
    return f"{vitals.owing} deploys owe something, the first for {owed.total_seconds():.0f} s."
