"""Which deploys wait, are due or are over, and by whom and where: written with the deploy, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import Redis
from redis.client import Pipeline

from app.adapters import keys, meter
from app.domain import clocks, outbox
from app.domain.deploy import Deploy
from app.domain.filter import Filter, Outcome, outcome, people
from app.domain.table import is_open

SEARCHED = 2000  # members of the smallest index that are looked through when several must agree
FIRST = 50  # of these, and twice as many each time
LISTED = 90  # environments; a menu of Slack's holds 100 options


@dataclass(frozen=True)
class Ids:
    """The ids of one page."""

    ids: Sequence[Any]
    total: int
    is_all: bool = True  # False: the search broke off, and older ones may match
    is_counted: bool = True  # False: the page was full first; there are more than `total` says


def index(pipe: Pipeline, deploy: Deploy, before: Deploy | None = None) -> None:
    """Write the deploy to every index it belongs to, where that has changed since `before`.

    None: nothing is known of before, and it is in no index where it does not belong. Safe to run twice.
    """
    was, now = places(before) if before else {}, places(deploy)
    for key in sorted(was.keys() - now.keys()):
        pipe.zrem(key, deploy.id)
    for key, score in now.items():
        if was.get(key) != score:
            pipe.zadd(key, {deploy.id: score})
    if outcome(deploy) is not None and was.get(keys.HISTORY) != now[keys.HISTORY]:
        pipe.zadd(keys.ENVIRONMENTS, {deploy.key.environment: now[keys.HISTORY]}, gt=True)


def places(deploy: Deploy) -> dict[str, float]:
    """Return the key of each index that the deploy belongs to, and its score there."""
    ended, due, owed = outcome(deploy), clocks.wake_at(deploy), outbox.owed_since(deploy)
    found = dict.fromkeys(_while_open(deploy), deploy.queued_at) if ended is None else {}
    if ended is not None:
        found |= dict.fromkeys(_once_over(deploy, ended), deploy.changed_at)
    if due is not None:
        found[keys.DUE] = due
    if owed is not None:
        found[keys.OWED] = owed
    if deploy.override is not None and deploy.needs_signing:
        found[keys.UNSIGNED] = deploy.override.at
    return {key: at.timestamp() for key, at in found.items()}


def forget(pipe: Pipeline, deploy: Deploy) -> None:
    """Take the deploy out of every index, when the record no longer holds it."""
    for key in places(deploy):
        pipe.zrem(key, deploy.id)
    meter.forget(pipe, deploy)


def environments(redis: Redis) -> list[Any]:
    """Return the names of environments that something ended in, the latest first."""
    return list(redis.zrevrange(keys.ENVIRONMENTS, 0, LISTED - 1))


def find(redis: Redis, wanted: Filter, offset: int, limit: int) -> Ids:
    """Return the ids of a page, newest first, and as far as it is known how many there are."""
    indexes = wanted_keys(wanted)
    if len(indexes) == 1:
        ids, total = _page(redis, indexes[0], wanted.since, offset, limit)
        return Ids(ids, total)
    return _agreeing(redis, indexes, wanted.since, slice(offset, offset + limit))


def wanted_keys(wanted: Filter) -> list[str]:
    named = [
        keys.by_environment(wanted.environment) if wanted.environment else None,
        keys.by_outcome(wanted.outcome) if wanted.outcome else None,
        keys.by_person(wanted.person) if wanted.person else None,
    ]
    return [key for key in named if key] or [keys.HISTORY]


def _page(
    redis: Redis, key: str, since: datetime | None, offset: int, limit: int
) -> tuple[Sequence[Any], int]:
    least = since.timestamp() if since else "-inf"
    with redis.pipeline(transaction=False) as pipe:
        pipe.zrevrangebyscore(key, "+inf", least, start=offset, num=limit)
        pipe.zcount(key, least, "+inf")
        ids, total = pipe.execute()
    return ids, total


def _agreeing(redis: Redis, indexes: Sequence[str], since: datetime | None, page: slice) -> Ids:
    """Look through the smallest index, newest first, for what is in the others too, up to a full page."""
    with redis.pipeline(transaction=False) as pipe:
        for key in indexes:
            pipe.zcard(key)
        sizes = dict(zip(indexes, pipe.execute(), strict=True))
    smallest, *others = sorted(indexes, key=lambda key: (sizes[key], key))
    found: list[Any] = []
    looked, size = 0, FIRST
    while looked < SEARCHED:
        step = min(size, SEARCHED - looked)
        candidates, total = _page(redis, smallest, since, looked, step)
        found += _in_all(redis, others, candidates)
        looked, size = looked + step, size * 2
        if looked >= total:
            return Ids(found[page], len(found))
        if len(found) > page.stop:
            return Ids(found[page], len(found), is_counted=False)
    return Ids(found[page], len(found), is_all=False)


def _in_all(redis: Redis, indexes: Sequence[str], candidates: Sequence[Any]) -> list[Any]:
    if not candidates:
        return []
    with redis.pipeline(transaction=False) as pipe:
        for key in indexes:
            pipe.zmscore(key, list(candidates))
        rows = zip(candidates, *pipe.execute(), strict=True)
    return [row[0] for row in rows if None not in row]


def _while_open(deploy: Deploy) -> list[str]:
    """Return the indexes of what is not over."""
    key = deploy.key
    return [
        keys.OPEN,
        keys.ASKED if is_open(deploy) else keys.RUNNING,
        keys.open_in(key.repository, key.environment),
        keys.open_of(key.repository),
        *([keys.open_by(key.run_id)] if key.run_id else []),
    ]


def _once_over(deploy: Deploy, ended: Outcome) -> list[str]:
    """Return where the history is searched."""
    people_in_it = (keys.by_person(name) for name in sorted(people(deploy)))
    return [
        keys.HISTORY,
        keys.by_environment(deploy.key.environment),
        keys.by_outcome(ended),
        *people_in_it,
    ]
