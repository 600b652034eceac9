"""The record on Redis: lines are appended with what they tell of, and never changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from redis import Redis, WatchError
from redis.client import Pipeline

from app.adapters import keys, watch
from app.adapters.outage import answering
from app.domain.audit.canonical import Unreadable, parse
from app.domain.audit.chain import GENESIS, Head, checked, link
from app.domain.audit.entry import Entry
from app.domain.audit.filters import Filters
from app.domain.errors import BadInput, Refused

HEAD = TypeAdapter(Head)
ENTRY = TypeAdapter(Entry)
CHUNK = 200  # lines read at once: some 300 kB, at most as many entries of 3,000-character reasons as that
SEARCHED = 5000  # entries that one page looks through for what was asked for
BROKEN = "{} is not what Airlock writes there; somebody else did, and the record cannot be told from it."


def count(pipe: Pipeline) -> None:
    """Queue in `pipe` how many lines the record has."""
    pipe.llen(keys.AUDIT)


@dataclass(frozen=True)
class Span:
    """How much of the record there is at one moment."""

    start: Head  # the checkpoint that it begins after
    end: Head
    count: int  # of lines


@dataclass(frozen=True)
class Numbered:
    seq: int
    entry: Entry


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; `before` is where to go on, None at the old end."""

    entries: tuple[Numbered, ...]
    before: int | None


class RedisAudit:
    """Appends to the record in the transaction of whatever it tells of, and reads it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def watch(self, pipe: Pipeline, seen: Any = None) -> Head:
        """Return the head, which from now on must not move before `pipe` is executed.

        `seen`: the head as `pipe` has read it, where it watches it already.
        Raises Refused when the record is there and its head is not, for what follows would be a second one.
        """
        kept = seen or watch.read(pipe, keys.AUDIT_HEAD)[0]
        if kept is None:
            kept = pipe.get(keys.AUDIT_HEAD)  # which, unlike MGET, refuses what is no string
        if kept is None and pipe.exists(keys.AUDIT):
            if pipe.exists(keys.AUDIT_HEAD):
                raise WatchError("the record was begun meanwhile")
            raise Refused("The record has lost its head, so nothing is decided; run `airlock audit verify`.")
        return head_of(kept, keys.AUDIT_HEAD)

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
        pipe.persist(keys.report(digest))

    def span(self) -> Span:
        """Return how much there is now. Raises BadInput when its ends are no ends."""
        with answering(), self._redis.pipeline() as pipe:
            pipe.get(keys.AUDIT_CHECKPOINT)
            pipe.get(keys.AUDIT_HEAD)
            pipe.llen(keys.AUDIT)
            checkpoint, head, count = pipe.execute()
        return Span(head_of(checkpoint, keys.AUDIT_CHECKPOINT), head_of(head, keys.AUDIT_HEAD), count)

    def lines(self, span: Span) -> Iterator[bytes]:
        """Yield the lines of `span`, oldest first. Raises Refused when they are pruned meanwhile."""
        passed, base = 0, span.start
        while passed < span.count:
            first = span.start.seq + passed - base.seq
            now, lines = self._some(first, min(CHUNK, span.count - passed))
            if now != base:
                if now.seq > span.start.seq + passed:
                    raise Refused("The old end of the record was pruned meanwhile; start again.")
                base = now
                continue
            if not lines:
                return
            yield from lines
            passed += len(lines)

    def entries(self, limit: int, before: int | None = None, filters: Filters | None = None) -> Page:
        """Return a page of what the filters ask for, newest first, of entries numbered below `before`."""
        filters, span, found = filters or Filters(), self.span(), list[Numbered]()
        seq = min(before or span.end.seq + 1, span.end.seq + 1) - 1
        least = max(span.start.seq, seq - SEARCHED)
        while seq > least:
            size = min(CHUNK, seq - least)
            base, lines = self._some(seq - size - span.start.seq, size)
            if base != span.start:
                return self.entries(limit, before, filters)
            for line in reversed(lines):
                if entry := _read(line, filters):
                    found.append(Numbered(seq, entry))
                seq -= 1
                if len(found) == limit:
                    return Page(tuple(found), seq + 1 if seq > span.start.seq else None)
            if len(lines) < size:
                break
        return Page(tuple(found), seq + 1 if seq > span.start.seq else None)

    def _some(self, first: int, count: int) -> tuple[Head, list[bytes]]:
        """Return the checkpoint, and `count` lines from the one with index `first`, of the same moment."""
        with answering(), self._redis.pipeline() as pipe:
            pipe.get(keys.AUDIT_CHECKPOINT)
            pipe.lrange(keys.AUDIT, first, first + count - 1)
            checkpoint, lines = pipe.execute()
        return head_of(checkpoint, keys.AUDIT_CHECKPOINT), lines


def head_of(kept: Any, key: str) -> Head:
    """Return an end of the record as it is kept. Raises BadInput when it is none."""
    try:
        return HEAD.validate_json(kept) if kept else GENESIS
    except ValidationError as error:
        raise BadInput(BROKEN.format(key)) from error


def _read(line: bytes, filters: Filters) -> Entry | None:
    """Return the entry when it is asked for; what cannot be read is for `airlock audit verify` to tell."""
    try:
        found = checked(line, parse(line))
        return ENTRY.validate_python(found) if filters.asks(found) else None
    except (Unreadable, ValidationError):
        return None
