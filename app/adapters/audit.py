"""The record on Redis: lines are appended with what they tell of, and never changed."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline

from app.adapters import keys
from app.domain.audit.chain import GENESIS, Head, link
from app.domain.audit.entry import Entry
from app.domain.errors import Refused

HEAD = TypeAdapter(Head)


class RedisAudit:
    """Implements `ports.Audit`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def watch(self, pipe: Pipeline) -> Head:
        """Return the head, which from now on must not move before `pipe` is executed.

        Raises Refused when the record is there and its head is not, for what follows would be a second one.
        """
        pipe.watch(keys.AUDIT_HEAD)  # type: ignore[no-untyped-call] # redis-py left it untyped
        kept = pipe.get(keys.AUDIT_HEAD)
        if kept is None and pipe.exists(keys.AUDIT):
            raise Refused("The record has lost its head, so nothing is decided; run `airlock audit verify`.")
        return HEAD.validate_json(kept) if kept else GENESIS

    def append(self, pipe: Pipeline, head: Head, entries: Sequence[Entry]) -> Head:
        """Queue the lines of `entries` after `head` in `pipe`'s MULTI; return the head that then stands."""
        lines = []
        for entry in entries:
            line, head = link(head, entry)
            lines.append(line)
        if lines:
            pipe.rpush(keys.AUDIT, *lines)
            pipe.set(keys.AUDIT_HEAD, HEAD.dump_json(head))
        return head

    def hold(self, pipe: Pipeline, deploy_id: str, digest: str) -> None:
        """Queue that the deploy's report is kept as long as the deploy is."""
        pipe.sadd(keys.reports(deploy_id), digest)
        pipe.sadd(keys.holders(digest), deploy_id)
