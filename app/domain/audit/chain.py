"""The hash chain: each line of the record names the SHA-256 of the line before it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from app.domain.audit.canonical import Unreadable, canonical, parse
from app.domain.audit.entry import Entry, plain

SCHEMA = 1
HASH = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
FIELDS = frozenset((*Entry.__dataclass_fields__, "schema", "seq", "previous"))


@dataclass(frozen=True)
class Head:
    """Where the chain stands: its last line's number and hash."""

    seq: int
    hash: str  # "sha256:" and 64 hex digits, over the line's bytes without its line feed


GENESIS = Head(0, "sha256:" + "0" * 64)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    line_number: int  # 1-based, in what was read; 0 when it is in no line
    seq: int | None  # None when it is no entry, or cannot be told
    words: str  # a sentence whose subject is the line


@dataclass(frozen=True)
class Step:
    """One line of the chain, or a run of lines of which only the ends are known."""

    line_number: int
    first: int
    last: Head
    previous: str
    is_run: bool = False  # then nothing vouches for what it says of its beginning


def link(head: Head, entry: Entry) -> tuple[bytes, Head]:
    """Return the line that `entry` makes after `head`, without a line feed, and the new head."""
    seq = head.seq + 1
    line = canonical({**plain(entry), "schema": SCHEMA, "seq": seq, "previous": head.hash})
    return line, Head(seq, hash_of(line))


def hash_of(line: bytes) -> str:
    return "sha256:" + hashlib.sha256(line).hexdigest()


def problems(lines: Iterable[bytes | str], start: Head = GENESIS) -> Iterator[Problem]:
    """Yield what is wrong with a whole record that begins after `start`, the first broken line first."""
    walk = Walk(start)
    for number, line in enumerate(lines, 1):
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        yield from walk.read(number, raw)[1]
    yield from walk.settle()


class Walk:
    """Goes along the chain; where a link is broken, the line after it tells which of its two sides is."""

    def __init__(self, start: Head, line_number: int = 0) -> None:
        """`line_number`: of the line that tells of `start`; 0 when none does."""
        self.head = start
        self._at = line_number
        self._doubt: tuple[Problem, Problem] | None = None  # the sides of a broken link
        self._blamed: tuple[int, ...] = ()  # the last few

    def read(self, number: int, line: bytes) -> tuple[Mapping[str, Any] | None, list[Problem]]:
        """Take one stored line; return its fields, None when it has not the form, and what is wrong."""
        try:
            found = checked(line, parse(line))
        except Unreadable as why:
            return None, self.lose(number, line, str(why))
        step = Step(number, found["seq"], Head(found["seq"], hash_of(line)), found["previous"])
        return found, self.take(step)

    def take(self, step: Step) -> list[Problem]:
        """Go on to `step`; return what turns out to be wrong by that."""
        expected, is_next = self.head.seq + 1, step.first == self.head.seq + 1
        if step.previous == self.head.hash:
            found = self.settle()
            if not is_next:
                words = (
                    f"was altered: it says that it is entry {step.first}, and entry {expected} belongs here"
                )
                found += self._blame(Problem(step.line_number, expected, words))
                step = Step(step.line_number, expected, Head(expected, step.last.hash), step.previous)
        elif is_next:
            found = self._broken(step)
        else:
            found = self.settle()
            found += self._blame(Problem(step.line_number, step.first, _misplaced(step.first, expected)))
        self.head, self._at = step.last, step.line_number
        return found

    def end(self, head: Head, line_number: int = 0) -> list[Problem]:
        """Hold the end against the head that should be there."""
        if head == self.head:
            return self.settle()
        if head.seq == self.head.seq:
            return self._last_altered()
        found, mine = self.settle(), self.head.seq
        if head.seq > mine:
            words = f"is missing, and so is all up to entry {head.seq}: the end was cut off"
            return found + self._blame(Problem(line_number, mine + 1, words))
        words = f"is one too many: the record ended with entry {head.seq}"
        return found + self._blame(Problem(self._at, mine, words))

    def lose(self, number: int, line: bytes, why: str) -> list[Problem]:
        """Go on past a line that has not the form of an entry, and may have been one."""
        found = self.settle()
        self.head, self._at = Head(self.head.seq + 1, hash_of(line)), number
        return found + self._blame(Problem(number, self.head.seq, f"cannot be read: {why}"))

    def settle(self) -> list[Problem]:
        """Return the doubt that is left: what stands before the broken link is then the altered side."""
        doubt, self._doubt = self._doubt, None
        return self._blame(doubt[0]) if doubt else []

    def _broken(self, step: Step) -> list[Problem]:
        if self._doubt is not None:  # no side of this line fits: it is this line's neighbour that was altered
            (_, altered), self._doubt = self._doubt, None
            return self._blame(altered)
        words = "was altered: the entry after it names another content"
        if step.is_run:
            words = f"was altered, or line {step.line_number} was, which leaves entries out: they do not fit"
        before = Problem(self._at, self.head.seq or None, words)
        words = "was altered: it names neither the line before it, nor is it the one that the next line names"
        after = Problem(step.line_number, step.first, words)
        if self._at == 0:
            words = "does not follow what the record begins with"
            before = Problem(step.line_number, step.first, words)
        if self._at in self._blamed:  # an altered line breaks the link behind it, too
            return []
        self._doubt = (before, after)
        return []

    def _last_altered(self) -> list[Problem]:
        if self._doubt is not None:
            (_, altered), self._doubt = self._doubt, None
            return self._blame(altered)
        return self._blame(Problem(self._at, self.head.seq, "was altered: the end names another content"))

    def _blame(self, problem: Problem) -> list[Problem]:
        """Return the problem, unless that line was named before."""
        is_known = problem.line_number in self._blamed
        self._blamed = (*self._blamed[-2:], problem.line_number)
        return [] if is_known else [problem]


def checked(line: bytes, found: dict[str, Any]) -> dict[str, Any]:
    """Return the fields `found` on a line when it has the form of an entry. Raises Unreadable."""
    if found.get("schema") != SCHEMA:
        raise Unreadable(f"it is of another schema than {SCHEMA}, which is all that this version knows")
    if lacking := FIELDS - found.keys():
        raise Unreadable(f"it lacks {min(lacking)}")
    if not is_seq(found["seq"]) or not is_hash(found["previous"]):
        raise Unreadable("its seq or previous has not the form of one")
    if canonical(found) != line:
        raise Unreadable("it is not written as the record writes")
    return found


def is_seq(value: object, least: int = 1) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**53


def is_hash(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _misplaced(seq: int, expected: int) -> str:
    if seq < expected:
        return f"stands where entry {expected} belongs: it was repeated, or moved"
    gone = f"entry {expected} is" if seq == expected + 1 else f"entries {expected} to {seq - 1} are"
    return f"does not follow the line before it: {gone} missing, or moved"
