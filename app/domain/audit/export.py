"""An export: the record's own lines, between a head line and a tail line that make cutting it off show."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.audit.canonical import canonical
from app.domain.audit.chain import Head, Problem, Walk, hash_of, is_hash
from app.domain.audit.entry import written
from app.domain.audit.filters import Filters
from app.domain.report import Report, plain

VERSION = 1
Sign = Callable[[bytes], Mapping[str, Any]]  # a tail line → the envelope that signs it


@dataclass(frozen=True)
class Source:
    """A record to read: what it begins after, what it ends with, and the lines between, each read once."""

    start: Head
    end: Head
    lines: Iterator[bytes]
    report: Callable[[str], Report | None]  # by digest; None when it is gone or was altered


@dataclass(frozen=True)
class Kept:
    line: bytes
    found: Mapping[str, Any] | None  # its fields; None when it has not the form of an entry


@dataclass(frozen=True)
class Gap:
    """A run of entries that the filters leave out, with the ends that hold the chain together."""

    first: int
    last: Head
    previous: str


@dataclass
class Picked:
    """Goes through a record and leaves out what was not asked for; `problems` grows on the way."""

    source: Source
    filters: Filters
    problems: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[Kept | Gap]:
        walk, before, gap = Walk(self.source.start), self.source.start, None
        for number, line in enumerate(self.source.lines, 1):
            found, wrong = walk.read(number, line)
            self.problems += wrong
            here = Head(before.seq + 1, walk.head.hash)
            if found is not None and not self.filters.keep(found):
                gap = replace(gap, last=here) if gap else Gap(here.seq, here, before.hash)
            else:
                if gap is not None:
                    yield gap
                gap = None
                yield Kept(line, found)
            before = here
        if gap is not None:
            yield gap
        self.problems += walk.end(self.source.end)


@dataclass
class Tail:
    """Adds up what an export's last line says of all lines before it."""

    end: Head
    first_line: str = ""  # hash of the head line
    entries: int = 0
    left_out: int = 0
    reports: int = 0
    _file: Any = field(default_factory=hashlib.sha256)

    def add(self, raw: bytes) -> None:
        """Count bytes in, line feeds among them."""
        self._file.update(raw)

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "seq": self.end.seq,
            "hash": self.end.hash,
            "head": self.first_line,
            "entries": self.entries,
            "left_out": self.left_out,
            "reports": self.reports,
            "file": "sha256:" + self._file.hexdigest(),
        }

    @property
    def line(self) -> bytes:
        return canonical({"tail": self.fields})


class Export:
    """Writes a record out, line by line; nothing of it is kept but the digests of reports."""

    def __init__(self, picked: Picked, at: datetime, *, reports: bool, sign: Sign | None = None) -> None:
        self._picked, self._at = picked, at
        self._reports, self._sign = reports, sign
        self._tail = Tail(picked.source.end)
        self._given: set[str] = set()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, each with its line feed."""
        yield self._put(head_line(self._picked, self._at, reports=self._reports))
        for part in self._picked:
            if isinstance(part, Gap):
                yield self._left_out(part)
            else:
                self._tail.entries += 1
                yield self._put(part.line)
                yield from self._report(part.found)
        tail = self._tail.line
        yield tail + b"\n"
        if self._sign is not None:
            yield canonical({"signature": self._sign(tail)}) + b"\n"

    def _left_out(self, gap: Gap) -> bytes:
        self._tail.left_out += gap.last.seq - gap.first + 1
        ends = {"from": gap.first, "to": gap.last.seq, "previous": gap.previous, "hash": gap.last.hash}
        return self._put(canonical({"left_out": ends}))

    def _report(self, found: Mapping[str, Any] | None) -> Iterator[bytes]:
        digest = found["digest"] if found else None
        if not self._reports or digest in self._given or not is_hash(digest):
            return
        self._given.add(digest)
        report = self._picked.source.report(digest)
        if report is not None:
            self._tail.reports += 1
            yield self._put(canonical({"report": plain(report)}))

    def _put(self, line: bytes) -> bytes:
        raw = line + b"\n"
        self._tail.first_line = self._tail.first_line or hash_of(line)
        self._tail.add(raw)
        return raw


def head_line(picked: Picked, at: datetime, *, reports: bool) -> bytes:
    start = picked.source.start
    return canonical(
        {
            "airlock_audit": VERSION,
            "exported_at": written(at),
            "filters": picked.filters.named,
            "reports": reports,
            "start": {"seq": start.seq, "hash": start.hash},
        }
    )
