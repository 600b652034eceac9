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


def index(pipe: Pipeline, deploy: Deploy) -> None:
    """Write the deploy to every index it belongs to, and take it out of the others. Safe to run twice."""
    ended, unsigned = outcome(deploy), deploy.override if deploy.needs_signing else None
    _place(pipe, keys.DUE, deploy, clocks.wake_at(deploy))
    for key, is_listed in _while_open(deploy, is_over=ended is not None):
        _place(pipe, key, deploy, deploy.queued_at if is_listed else None)
    _place(pipe, keys.HISTORY, deploy, deploy.changed_at if ended is not None else None)
    _place(pipe, keys.UNSIGNED, deploy, unsigned.at if unsigned else None)
    _place(pipe, keys.OWED, deploy, outbox.owed_since(deploy))
    if ended is not None:
        _file(pipe, deploy, ended)


def _place(pipe: Pipeline, key: str, deploy: Deploy, at: datetime | None) -> None:
    """Write the deploy to one index by that moment; None: it does not belong there."""
    if at is None:
        pipe.zrem(key, deploy.id)
    else:
        pipe.zadd(key, {deploy.id: at.timestamp()})


def _file(pipe: Pipeline, deploy: Deploy, ended: Outcome) -> None:
    """Write a deploy that is over where the history is searched."""
    for other in Outcome:
        if other is not ended:
            pipe.zrem(keys.by_outcome(other), deploy.id)
    for key in _keys(deploy, ended):
        _place(pipe, key, deploy, deploy.changed_at)
    pipe.zadd(keys.ENVIRONMENTS, {deploy.key.environment: deploy.changed_at.timestamp()})


def forget(pipe: Pipeline, deploy: Deploy) -> None:
    """Take the deploy out of every index, when the record no longer holds it."""
    for index in (keys.HISTORY, keys.DUE, keys.UNSIGNED, keys.OWED):
        pipe.zrem(index, deploy.id)
    for index, _ in _while_open(deploy, is_over=True):
        pipe.zrem(index, deploy.id)
    meter.forget(pipe, deploy)
    ended = outcome(deploy)
    if ended is not None:
        for key in _keys(deploy, ended):
            pipe.zrem(key, deploy.id)


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


def _while_open(deploy: Deploy, *, is_over: bool) -> list[tuple[str, bool]]:
    """Return each index of what is not over, and whether the deploy belongs there."""
    key, is_asked = deploy.key, is_open(deploy)
    everywhere = [keys.OPEN, keys.open_in(key.repository, key.environment), keys.open_of(key.repository)]
    if key.run_id:
        everywhere.append(keys.open_by(key.run_id))
    apart = [(keys.ASKED, is_asked and not is_over), (keys.RUNNING, not is_asked and not is_over)]
    return [*((index, not is_over) for index in everywhere), *apart]


def _keys(deploy: Deploy, ended: Outcome) -> list[str]:
    key = deploy.key
    return [
        keys.by_environment(key.environment),
        keys.by_outcome(ended),
        *(keys.by_person(name) for name in sorted(people(deploy))),
    ]
