"""The retention on Redis: what goes from the record and the history goes with an entry that tells of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from redis import Redis
from redis.client import Pipeline

from app.adapters import indexes, keys
from app.adapters.audit import HEAD, RedisAudit, head_of
from app.adapters.deploys import DEPLOY
from app.adapters.outage import answering, text
from app.adapters.transaction import Transactions
from app.domain.audit.retention import KeptFor, deploys_pruned, entries_pruned, old_end
from app.domain.deploy import Deploy
from app.domain.policy import Environment
from app.domain.table import is_over

LINES = 1000  # in one transaction
LOOKED_AT = 500  # deploys in one round
TOGETHER = 25  # deploys in one transaction


class RedisRetention:
    """Takes away what is old enough; each transaction a bounded part."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._transactions = Transactions(redis)
        self._audit = RedisAudit(redis)

    def prune(self, now: datetime, kept_for: KeptFor) -> int:
        """Take away the old end of the record, as far as one transaction goes; return how many entries."""
        return self._transactions.do(lambda pipe: self._prune(pipe, now, kept_for))

    def prune_history(self, now: datetime) -> int:
        """Take away deploys that ended long enough ago, with their reports; return how many.

        A round looks at some, and the next goes on from there: those that are kept longer hold up nobody.
        """
        with answering():
            first = int(self._redis.get(keys.AUDIT_LOOKED) or 0)
            ids = [text(one) for one in self._redis.zrange(keys.HISTORY, first, first + LOOKED_AT - 1)]
            gone = sum(self._forget(ids[at : at + TOGETHER], now) for at in range(0, len(ids), TOGETHER))
            self._redis.set(keys.AUDIT_LOOKED, first + len(ids) - gone if len(ids) == LOOKED_AT else 0)
        return gone

    def _prune(self, pipe: Pipeline, now: datetime, kept_for: KeptFor) -> int:
        head = self._audit.watch(pipe)
        pipe.watch(keys.AUDIT_CHECKPOINT)  # type: ignore[no-untyped-call] # redis-py left it untyped
        start = head_of(pipe.get(keys.AUDIT_CHECKPOINT), keys.AUDIT_CHECKPOINT)
        end = old_end(start, _lines(pipe), now, kept_for)
        pipe.multi()
        if end.count:
            pipe.ltrim(keys.AUDIT, end.count, -1)
            pipe.set(keys.AUDIT_CHECKPOINT, HEAD.dump_json(end.last))
            self._audit.append(pipe, head, [entries_pruned(end, now)])
        pipe.execute()  # also of nothing: what was read may be of two moments, and then it is read again
        return end.count

    def _forget(self, ids: Sequence[str], now: datetime) -> int:
        if not any(_is_spent(deploy, now) for deploy in self._read(self._redis, ids)):
            return 0
        return self._transactions.do(lambda pipe: self._take_away(pipe, ids, now))

    def _take_away(self, pipe: Pipeline, ids: Sequence[str], now: datetime) -> int:
        head = self._audit.watch(pipe)
        pipe.watch(*map(keys.deploy, ids), keys.LIVE)  # type: ignore[no-untyped-call] # as above
        spent = [one for one in self._read(pipe, ids) if _is_spent(one, now) and not _is_live(pipe, one)]
        if not spent:
            return 0
        held = {deploy.id: _reports(pipe, deploy) for deploy in spent}
        pipe.watch(*map(keys.holders, frozenset().union(*held.values())))  # type: ignore[no-untyped-call]
        reports = [
            digest for digest in sorted(frozenset().union(*held.values())) if _is_free(pipe, digest, held)
        ]
        pipe.multi()
        for deploy in spent:
            _delete(pipe, deploy, held[deploy.id])
        for digest in reports:
            pipe.delete(keys.report(digest), keys.holders(digest))
        self._audit.append(pipe, head, list(deploys_pruned(sorted(held), reports, now)))
        pipe.execute()
        return len(spent)

    def _read(self, connection: Redis, ids: Sequence[str]) -> Iterable[Deploy]:
        """Yield the deploys; one that this version cannot read stays where it is."""
        for raw in connection.mget([keys.deploy(one) for one in ids]):
            try:
                if raw is not None:
                    yield DEPLOY.validate_json(raw)
            except ValidationError:
                continue


def _lines(pipe: Pipeline) -> list[bytes]:
    found: Any = pipe.lrange(keys.AUDIT, 0, LINES)  # redis-py's types allow for connections that decode
    return list(found)


def _is_spent(deploy: Deploy, now: datetime) -> bool:
    retention = deploy.rules.retention if deploy.rules else Environment.retention
    return is_over(deploy) and not deploy.needs_signing and deploy.changed_at + retention < now


def _is_live(pipe: Pipeline, deploy: Deploy) -> bool:
    """Whether its commit is what runs there now: then it is still the answer to who let it in."""
    live = pipe.hget(keys.LIVE, keys.live_field(deploy.key.repository, deploy.key.environment))
    return live is not None and text(live) == deploy.key.sha


def _reports(pipe: Pipeline, deploy: Deploy) -> frozenset[str]:
    kept = frozenset(map(text, pipe.smembers(keys.reports(deploy.id))))
    return kept | {deploy.summary.digest} if deploy.summary else kept


def _is_free(pipe: Pipeline, digest: str, going: Iterable[str]) -> bool:
    """Whether no deploy that stays was decided on this report, too."""
    return frozenset(map(text, pipe.smembers(keys.holders(digest)))) <= frozenset(going)


def _delete(pipe: Pipeline, deploy: Deploy, reports: Iterable[str]) -> None:
    own = keys.deploy, keys.evidence, keys.reports, keys.attestation
    pipe.delete(*(key(deploy.id) for key in own))
    indexes.forget(pipe, deploy)
    for digest in reports:
        pipe.srem(keys.holders(digest), deploy.id)
