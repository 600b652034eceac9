"""Hunks, counted exactly: what the header promises is what is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.review.diff.patch import Hunk, Malformed

HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")

# How many lines of the old and of the new file a sign stands for. Some tools strip the blank of an empty
# context line; a backslash starts "\\ No newline at end of file".
_TAKES = {"+": (0, 1), "-": (1, 0), " ": (1, 1), "": (1, 1), "\r": (1, 1), "\\": (0, 0)}


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
    minus, plus, at = old, new, start
    while (old > 0 or new > 0) and at < len(lines):
        takes = _TAKES.get(lines[at][:1])
        if takes is None:
            break
        old, new, at = old - takes[0], new - takes[1], at + 1
    if old > 0 or new > 0:
        raise Malformed("it ends in the middle of a hunk")
    if old < 0 or new < 0:
        raise Malformed("a hunk holds other lines than its header says")
    if at < len(lines) and lines[at].startswith("\\"):
        at += 1
    body = lines[start:at]
    kept = sum(1 for line in body if _TAKES[line[:1]] == (1, 1))
    return body, plus - kept, minus - kept
