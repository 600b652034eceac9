"""An exported file on its way through the verification, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.audit.canonical import LINE_MAX, Unreadable, canonical, parse
from app.domain.audit.chain import Head, Problem, Step, Walk, checked, hash_of, is_hash, is_seq
from app.domain.audit.export import VERSION, Tail
from app.domain.audit.mention import Mentions
from app.domain.audit.seal import Trusted, flaw
from app.domain.report import digest_of

PROBLEMS_MAX = 1000  # a file of nothing but nonsense need not be told of in full


@dataclass(frozen=True)
class Verdict:
    """What was found; it holds when there are no problems."""

    problems: tuple[Problem, ...]  # the first broken line first
    start: Head
    end: Head
    entries: int
    left_out: int = 0  # entries that filters left out, of which only the ends are known
    reports: int = 0  # whose digests were computed again
    is_signed: bool = False


class Reading:
    """What was read so far, and what is to be expected of the rest."""

    def __init__(self, key: Trusted | None) -> None:
        self.tail = Tail(Head(0, ""))
        self._key = key
        self._start = Head(0, "")
        self._walk: Walk | None = None  # None before the head line, and for ever when that is none
        self._has_reports = self._is_filtered = False
        self._mentions = Mentions()
        self._given: set[str] = set()
        self._awaited: str | None = None  # the report that has to come next
        self._ended: bytes | None = None  # the tail line
        self._is_signed = False
        self._last = 0  # line
        self._found: list[Problem] = []

    def take(self, number: int, raw: bytes) -> None:
        """Read one line, with its line feed; of an over-long one, its beginning."""
        self._last, line = number, raw.removesuffix(b"\n")
        try:
            self._line(number, line, parse(line))
        except Unreadable as why:
            self._unreadable(number, line, str(why))
            self._awaited = None
        if line == raw and len(raw) <= LINE_MAX:
            self._say(number, "is cut off: it has no line feed")
        if self._ended is None:
            self.tail.add(raw)

    def verdict(self) -> Verdict:
        """Return what was found, once all is read."""
        if self._last == 0:
            self._say(1, "is missing: there is nothing")
        elif self._walk is not None and self._ended is None:
            self._note(self._walk.settle())
            self._say(self._last + 1, "is missing: the file was cut off before its tail line")
        elif self._walk is not None:
            self._hold_together()
        counted = self.tail.entries, self.tail.left_out, self.tail.reports
        return Verdict(in_order(self._found), self._start, self.tail.end, *counted, self._is_signed)

    def _line(self, number: int, line: bytes, fields: dict[str, Any]) -> None:
        if number == 1:
            self._head(line, fields)
        elif self._walk is None:
            return
        elif self._ended is not None:
            self._signature(number, fields, line, self._ended)
        elif len(fields) == 1:
            self._marked(self._walk, number, line, fields)
        else:
            self._step(self._walk, self._entry(number, line, fields))

    def _unreadable(self, number: int, line: bytes, why: str) -> None:
        if self._awaited is not None:
            self._given.add(self._awaited)
            self._say(number, f"cannot be read: {why}")
        elif self._walk is not None and self._ended is None:
            self._note(self._walk.lose(number, line, why))
        elif number == 1 or self._walk is not None:
            self._say(number, f"cannot be read: {why}")

    def _head(self, line: bytes, fields: dict[str, Any]) -> None:
        start = fields.get("start")
        if "airlock_audit" not in fields or not isinstance(start, dict) or canonical(fields) != line:
            raise Unreadable("it is not the head line of an export")
        if fields["airlock_audit"] != VERSION:
            raise Unreadable(f"it begins an export of another version than {VERSION}")
        seq, digest = start.get("seq"), start.get("hash")
        if not is_seq(seq, least=0) or not is_hash(digest):
            raise Unreadable("its start has not the form of one")
        self._start = Head(seq, digest)
        self._walk = Walk(self._start, 1)
        self._has_reports, self._is_filtered = fields.get("reports") is True, bool(fields.get("filters"))
        self.tail.first_line = hash_of(line)

    def _entry(self, number: int, line: bytes, fields: dict[str, Any]) -> Step:
        found = checked(line, fields)
        self._mentions.hear(number, found)
        self.tail.entries += 1
        is_new = self._has_reports and is_hash(found["digest"]) and found["digest"] not in self._given
        self._awaited = found["digest"] if is_new else None
        return Step(number, found["seq"], Head(found["seq"], hash_of(line)), found["previous"])

    def _marked(self, walk: Walk, number: int, line: bytes, fields: dict[str, Any]) -> None:
        if canonical(fields) != line:
            raise Unreadable("it is not written as an export writes")
        match fields:
            case {"left_out": {"from": first, "to": last, "previous": previous, "hash": end, **rest}}:
                if rest or not (is_seq(first) and is_seq(last, first) and is_hash(previous) and is_hash(end)):
                    raise Unreadable("what it leaves out has not the form of that")
                if not self._is_filtered:
                    self._say(number, "leaves entries out, and the head line says that nobody asked for that")
                self.tail.left_out += last - first + 1
                self._step(walk, Step(number, first, Head(last, end), previous, is_run=True))
            case {"report": dict(report)}:
                self._report(number, report)
                self._awaited = None
            case {"tail": dict(tail)}:
                self._end(walk, number, line, tail)
            case _:
                raise Unreadable("it is no line of an export")

    def _step(self, walk: Walk, step: Step) -> None:
        self._note(walk.take(step))

    def _report(self, number: int, report: dict[str, Any]) -> None:
        digest = digest_of(report)
        if report.get("digest") != digest:
            self._say(number, "is a report that was altered: its digest is another")
        elif digest != self._awaited:
            self._say(number, "is a report that the entry before it does not name, or that was given before")
        self._given.add(self._awaited or digest)
        self.tail.reports += 1

    def _end(self, walk: Walk, number: int, line: bytes, tail: dict[str, Any]) -> None:
        """Hold the tail line against what was read; it says how much there was, and the digest of it all."""
        self._ended, self._awaited = line, None
        seq, digest = tail.get("seq"), tail.get("hash")
        self.tail.end = walk.head
        expected = self.tail.fields
        if line == self.tail.line:
            self._note(walk.settle())
        elif tail.get("file") == expected["file"]:  # so nothing before it was altered since
            self._note(walk.settle())
            self._say(number, "does not fit the lines before it: it was altered, or the record was before")
        else:
            self._note(walk.end(Head(seq, str(digest)), number) if is_seq(seq) else walk.settle())
            if tail.get("head") != expected["head"]:
                self._say(1, "was altered: the tail line names another")
            if not self._found:
                self._say(number, "does not fit the lines before it: it was altered, or lines were put in")

    def _signature(self, number: int, fields: dict[str, Any], line: bytes, tail: bytes) -> None:
        envelope = fields.get("signature")
        if self._is_signed or len(fields) != 1 or not isinstance(envelope, dict) or canonical(fields) != line:
            raise Unreadable("nothing but one signature may follow the tail line")
        self._is_signed = True
        wrong = flaw(envelope, tail, self._key)
        if wrong is not None:
            self._say(number, wrong)

    def _hold_together(self) -> None:
        self._note(self._mentions.beginning(self._start, 1))
        if self._has_reports:
            self._note(self._mentions.lost(self._given, "which is not in the file"))
        if self._key is not None and not self._is_signed:
            self._say(self._last + 1, "is missing: the file is not signed")

    def _say(self, number: int, words: str) -> None:
        self._note([Problem(number, None, words)])

    def _note(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if len(self._found) < PROBLEMS_MAX:
                self._found.append(problem)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line_number))
