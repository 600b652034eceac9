"""Lists of deploys on Redis, read by their indexes: the first so many, or all, some at a time."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from redis import Redis
from redis.client import Pipeline

from app.adapters import indexes, keys
from app.adapters.deploys import DEPLOY
from app.adapters.member import written
from app.adapters.outage import answering, text
from app.adapters.transaction import Transactions
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.filter import EVERYTHING, Filter, Found, Some, Waiting

log = logging.getLogger(__name__)

CHUNK = 200  # deploys read at once: about 1 MB


class RedisLists:
    """Lists of deploys. One that this version cannot read is left out, and logged."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def waiting(self) -> Iterator[Deploy]:
        return self._all(keys.OPEN)

    def waiting_in(self, repository: str, environment: str | None = None) -> Iterator[Deploy]:
        if environment is None:
            return self._all(keys.open_of(repository))
        return self._all(keys.open_in(repository, environment))

    def waiting_by(self, run_id: str) -> Iterator[Deploy]:
        return self._all(keys.open_by(run_id))

    def waiting_ids(self) -> Sequence[str]:
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            for key in (keys.OPEN, keys.UNSIGNED):
                pipe.zrange(key, 0, -1)
            return list(dict.fromkeys(text(one) for ids in pipe.execute() for one in ids))

    def first(self, limit: int) -> Some:
        return self._first(keys.OPEN, limit)

    def overview(self, asked: int, others: int) -> Waiting:
        running, unsigned = self._first(keys.RUNNING, others), self._first(keys.UNSIGNED, others)
        return Waiting(self._first(keys.ASKED, asked), running, unsigned)

    def history(self, offset: int, limit: int, wanted: Filter = EVERYTHING) -> Sequence[Deploy]:
        return self.search(offset, limit, wanted).deploys

    def search(self, offset: int, limit: int, wanted: Filter = EVERYTHING) -> Found:
        with answering():
            found = indexes.find(self._redis, wanted, offset, limit)
            return Found(self._load(found.ids), found.total, found.is_all, found.is_counted)

    def environments(self) -> Sequence[str]:
        with answering():
            return [text(name) for name in indexes.environments(self._redis)]

    def counts(self) -> tuple[int, int]:
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(keys.OPEN)
            pipe.zcard(keys.HISTORY)
            waiting, over = pipe.execute()
        return waiting, over

    def put_off(self, deploy_id: str, until: datetime) -> None:
        """Have a deploy looked at no sooner, which somebody has to mend first."""
        with answering():
            self._redis.zadd(keys.DUE, {deploy_id: until.timestamp()}, xx=True)

    def forget(self, deploy_id: str) -> None:
        """Take out of the indexes a deploy that is gone: somebody has deleted it from Redis by hand."""
        Transactions(self._redis).do(lambda pipe: _forget(pipe, deploy_id))

    def _first(self, key: str, limit: int) -> Some:
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            pipe.zrange(key, 0, limit - 1)
            pipe.zcard(key)
            ids, total = pipe.execute()
            return Some(self._load(ids), total)

    def _all(self, key: str) -> Iterator[Deploy]:
        """Yield what is there now. The ids are read at once: one that moves meanwhile skips no other."""
        with answering():
            ids = list(self._redis.zrange(key, 0, -1))
        for at in range(0, len(ids), CHUNK):
            with answering():
                some = self._load(ids[at : at + CHUNK])
            yield from some

    def _load(self, ids: Iterable[Any]) -> Sequence[Deploy]:
        wanted = [text(deploy_id) for deploy_id in ids]
        kept = self._redis.mget(map(keys.deploy, wanted)) if wanted else []
        found = [_readable(name, raw) for name, raw in zip(wanted, kept, strict=True) if raw is not None]
        return [deploy for deploy in found if deploy is not None]


def _forget(pipe: Pipeline, deploy_id: str) -> None:
    pipe.watch(keys.deploy(deploy_id))  # type: ignore[no-untyped-call] # redis-py left it untyped
    if pipe.exists(keys.deploy(deploy_id)):  # queued anew meanwhile
        return
    pipe.multi()
    for key in (keys.DUE, keys.OWED, keys.OPEN, keys.ASKED, keys.RUNNING, keys.UNSIGNED, keys.STANDS):
        pipe.zrem(key, deploy_id)
    pipe.srem(keys.DEBTS, *(written(deploy_id, effect) for effect in Effect))
    pipe.execute()


def _readable(deploy_id: str, raw: bytes | str) -> Deploy | None:
    """Return the deploy; one that this version cannot read must not hide the others."""
    try:
        return DEPLOY.validate_json(raw)
    except ValidationError:
        log.exception("deploy cannot be read", extra={"deploy": deploy_id})
        return None
