"""What is wanted of Redis, so that it keeps what it acknowledges: for every start, and for the doctor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redis import Redis, ResponseError

from app.adapters.outage import answering, unwritten

OLDEST = (6, 2)  # ZMSCORE, and ZRANGE with BYSCORE: redis.io/docs/latest/commands/zrange
FULL = 0.8  # of maxmemory
DEPLOY_TAKES = 10_000  # bytes, about: with its report, its lines in the record, and its places in indexes
ASKED = ("appendfsync", "stop-writes-on-bgsave-error")
SAID = "AIRLOCK_DURABILITY_SAID"  # set by `airlock up` for all its processes but one: each would say the same
TRIED = "airlock:tried"  # never there: an empty string written at 0 leaves nothing behind


class Aspect(StrEnum):
    """What is looked at; a test has each of them wrong."""

    PERSISTENCE = "persistence"
    SYNC = "appendfsync"
    FILE = "append-only file"
    REWRITE = "rewriting"
    SNAPSHOT = "snapshots"
    EVICTION = "maxmemory-policy"
    MEMORY = "memory"
    WRITES = "writes"
    ROLE = "role"
    MODE = "mode"
    VERSION = "version"
    UNKNOWN = "not looked at"


@dataclass(frozen=True)
class Concern:
    """One sentence on what is wrong and how to mend it."""

    aspect: Aspect
    words: str
    is_grave: bool = True  # False: it is a choice that somebody may have made, or cannot be known


@dataclass(frozen=True)
class Told:
    """What Redis says of itself; None for what it refuses to say."""

    info: Mapping[str, Any] | None
    config: Mapping[str, str] | None
    refusal: str | None = None  # of a write


def look(redis: Redis) -> list[Concern]:
    """Return what is wrong with Redis. Raises Transient when it does not answer."""
    with answering():
        return list(concerns(Told(_info(redis), _config(redis), _refusal(redis))))


def concerns(told: Told) -> Iterator[Concern]:
    """Yield what is wrong by what Redis tells; what it does not tell is not taken for fine."""
    if told.refusal is not None:
        yield Concern(Aspect.WRITES, told.refusal)
    if told.info is None:
        yield Concern(Aspect.UNKNOWN, NO_INFO, is_grave=False)
    else:
        for aspect, check in CHECKS.items():
            if (words := check(told.info)) is not None:
                yield Concern(aspect, words)
    yield from _configured(told)


NO_INFO = (
    "Redis refuses INFO, so whether it loses anything could not be looked at: allow it to Airlock's user, "
    "or see by hand that it has `appendonly yes`, `appendfsync always` and `maxmemory-policy noeviction`."
)
NO_CONFIG = (
    "Redis refuses CONFIG, so appendfsync could not be looked at: ask whoever runs it. "
    "`always` loses nothing, `everysec` the last second at a power cut, `no` more than that."
)
NOT_STANDALONE = {
    "cluster": "REDIS_URL is a Redis Cluster, which cannot change several keys in one transaction: name a "
    "Redis without cluster mode.",
    "sentinel": "REDIS_URL is a Sentinel, which keeps nothing: name the Redis that it looks after.",
}
LOST = {
    "everysec": "the last second of decisions",
    "no": "the last half minute of decisions, or what the system has not written yet",
}


def _configured(told: Told) -> Iterator[Concern]:
    if told.config is None:
        yield Concern(Aspect.UNKNOWN, NO_CONFIG, is_grave=False)
        return
    keeps = told.info is None or bool(told.info.get("aof_enabled"))
    sync = told.config["appendfsync"]
    if keeps and sync != "always":
        words = f"appendfsync is {sync}, so a power cut can lose {LOST.get(sync, 'decisions')}: "
        yield Concern(Aspect.SYNC, f"{words}set `appendfsync always`.", is_grave=sync != "everysec")
    failed = told.info is not None and told.info.get("rdb_last_bgsave_status") == "err"
    if failed and told.config["stop-writes-on-bgsave-error"] == "yes":
        yield Concern(
            Aspect.SNAPSHOT,
            "The last snapshot failed, after which Redis refuses every write: make room on its disk and run "
            '`BGSAVE`, or set `save ""`, for the append-only file is enough.',
        )


def _mode(info: Mapping[str, Any]) -> str | None:
    return NOT_STANDALONE.get(str(info.get("redis_mode")))


def _role(info: Mapping[str, Any]) -> str | None:
    if info.get("role") == "master":
        return None
    return "REDIS_URL is a replica, which may only be read, or is behind: name the primary."


def _version(info: Mapping[str, Any]) -> str | None:
    told = str(info.get("redis_version", "of an unknown version"))
    found = tuple(int(part) for part in told.split(".")[:2] if part.isdecimal())
    if len(found) == len(OLDEST) and found >= OLDEST:
        return None
    return f"Redis is {told[:40]}: install {'.'.join(map(str, OLDEST))} or newer."


def _persistence(info: Mapping[str, Any]) -> str | None:
    if info.get("aof_enabled"):
        return None
    return (
        "appendonly is no, so a crash or a restart of Redis loses decisions that people were told are "
        "recorded: set `appendonly yes`."
    )


def _file(info: Mapping[str, Any]) -> str | None:
    if info.get("aof_last_write_status", "ok") == "ok":
        return None
    return "Redis could not write its append-only file: make room on its disk, and see its log."


def _rewrite(info: Mapping[str, Any]) -> str | None:
    if info.get("aof_last_bgrewrite_status", "ok") == "ok":
        return None
    return (
        "Redis could not rewrite its append-only file, which now grows until the disk is full: make room "
        "there and run `BGREWRITEAOF`."
    )


def _eviction(info: Mapping[str, Any]) -> str | None:
    policy = info.get("maxmemory_policy", "not known")
    if policy == "noeviction":
        return None
    return (
        f"maxmemory-policy is {policy}, so Redis throws deploys away when memory runs short: "
        "set `maxmemory-policy noeviction`."
    )


def _memory(info: Mapping[str, Any]) -> str | None:
    most, used = int(info.get("maxmemory") or 0), int(info.get("used_memory") or 0)
    if not most or used < FULL * most:
        return None
    room = max(0, most - used) // DEPLOY_TAKES
    return (
        f"Redis uses {used * 100 // most} % of its maxmemory; there is room for about {room} more deploys of "
        f"some {DEPLOY_TAKES // 1000} kB, and then nothing more is recorded: raise `maxmemory`, or shorten "
        "`retention` in the policies."
    )


CHECKS = {
    Aspect.MODE: _mode,
    Aspect.ROLE: _role,
    Aspect.VERSION: _version,
    Aspect.PERSISTENCE: _persistence,
    Aspect.FILE: _file,
    Aspect.REWRITE: _rewrite,
    Aspect.EVICTION: _eviction,
    Aspect.MEMORY: _memory,
}


def _info(redis: Redis) -> Mapping[str, Any] | None:
    try:
        return dict(redis.info())
    except ResponseError:
        return None


def _config(redis: Redis) -> Mapping[str, str] | None:
    """Ask for one at a time: Redis knows more than one only since 7."""
    try:
        return {name: str(redis.config_get(name)[name]) for name in ASKED}
    except (ResponseError, KeyError):
        return None


def _refusal(redis: Redis) -> str | None:
    """Return why Redis refuses to write, by a write that changes nothing."""
    try:
        redis.setrange(TRIED, 0, "")
    except ResponseError as error:
        return unwritten(error)
    return None
