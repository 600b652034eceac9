"""Hunks, counted exactly: what the header promises is what is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.review.diff.patch import Hunk, Malformed

HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")

# Lines of both files. Some tools strip the blank of an empty context line.
_KEPT = (" ", "", "\r")
_STEP = 64  # lines
_NOTE = "\\"  # starts "\\ No newline at end of file", which is no line


@dataclass(frozen=True, slots=True)
class Hunks:
    read: tuple[Hunk, ...] = ()
    additions: int = 0
    deletions: int = 0
    rest: int = 0  # index of the first line that belongs to no hunk
    problem: str | None = None


def read_hunks(lines: Sequence[str], at: int) -> Hunks:
    """Read the hunks that start at `lines[at]`; a problem ends the reading and is told, not raised."""
    read: list[Hunk] = []
    added = deleted = 0
    problem, ended = None, 0
    while at < len(lines) and (header := HUNK.match(lines[at])):
        try:
            body, plus, minus = _body(lines, at + 1, header)
            ended = _end(header, ended)
        except Malformed as reason:
            problem = str(reason)
            break
        read.append(Hunk(int(header[1]), int(header[3]), tuple(body)))
        added, deleted, at = added + plus, deleted + minus, at + 1 + len(body)
    return Hunks(tuple(read), added, deleted, at, problem)


def _end(header: re.Match[str], ended: int) -> int:
    """Return the old file's line where the hunk ends. Raises Malformed when it starts before the last."""
    start, count = int(header[1]), 1 if header[2] is None else int(header[2])
    if start < ended:
        raise Malformed("its hunks overlap")
    return start + count


def _body(lines: Sequence[str], start: int, header: re.Match[str]) -> tuple[Sequence[str], int, int]:
    """Return the lines that the header promises, and how many of them were added and deleted."""
    old, new = (1 if header[side] is None else int(header[side]) for side in (2, 4))
    added = deleted = kept = 0
    at, step = start, _STEP
    while left := max(old - deleted - kept, new - added - kept, 0):
        # A line is at most one of either file: so many more of them cannot pass the end of the hunk.
        signs = [line[:1] for line in lines[at : at + min(left, step)]]
        plus, minus, same = signs.count("+"), signs.count("-"), sum(map(signs.count, _KEPT))
        if not signs or plus + minus + same + signs.count(_NOTE) < len(signs):
            raise Malformed("it ends in the middle of a hunk")
        added, deleted, kept = added + plus, deleted + minus, kept + same
        at, step = at + len(signs), 2 * step  # what a header lies is not looked up far ahead
    if deleted + kept > old or added + kept > new:
        raise Malformed("a hunk holds other lines than its header says")
    if at < len(lines) and lines[at].startswith(_NOTE):
        at += 1
    return lines[start:at], added, deleted
