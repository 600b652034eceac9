"""Coverage files in their six forms: which lines are known, and which of them ran."""

import json
import re
from collections.abc import Callable
from typing import Any

from app.domain.evidence import Document
from app.review.diff.patch import Malformed
from app.review.measured.freshness import moment_of
from app.review.measured.lines import Measured, has_run, natural, text_lines
from app.review.measured.xmlform import read_xml
from app.review.xml import check

_PROFILE = re.compile(r"(.{1,4096}):(\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9} (\d{1,9}) (\d{1,20})", re.ASCII)
_LONGEST_BLOCK = 10_000  # lines of one block in a Go profile
_MOST_LINES = 2_000_000  # of all blocks
_SYNTAX = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


def read_coverage(document: Document) -> Measured:
    """Tell the form by its first characters, and read it. Raises Malformed."""
    check(document.content)
    start = next((line for line in text_lines(document.content[:512]) if line.strip()), "").lstrip()
    read = next((read for mark, read in _FORMS if start.startswith(mark)), None)
    if read is None:
        raise Malformed("it is not Cobertura, Clover, JaCoCo, lcov, coverage.py JSON or a Go profile")
    try:
        measured = read(document.content)
    except _SYNTAX as problem:
        raise Malformed("it ends early or does not hold what its form promises") from problem
    if measured.total is None:
        raise Malformed("it holds no measured line")
    return measured


def _lcov(content: bytes) -> Measured:
    """Read `SF` and `DA` records: man 1 geninfo, "Tracefile format"."""
    measured, path = Measured(), ""
    for line in text_lines(content):
        if line.startswith("SF:"):
            path = line[3:].strip()
        elif line.startswith("DA:"):
            number, hits = line[3:].split(",")[:2]
            measured.note(path, natural(number), ran=has_run(hits))
    return measured


def _coverage_py(content: bytes) -> Measured:
    measured = Measured()
    told: dict[str, Any] = json.loads(content)
    meta = told.get("meta")
    measured.date(moment_of(str(meta.get("timestamp"))) if isinstance(meta, dict) else None)
    for path, entry in told["files"].items():
        for key, ran in (("missing_lines", False), ("executed_lines", True)):
            for number in entry[key]:
                if type(number) is not int or number < 0:
                    raise Malformed("a line's number in it is no number")
                measured.note(path, number, ran=ran)
    return measured


def _go(content: bytes) -> Measured:
    """Count statements, as `go tool cover` does; a block that comes twice counts once."""
    measured, blocks, left = Measured(has_modules=True), dict[str, tuple[int, bool]](), _MOST_LINES
    for line in text_lines(content):
        if line.startswith("mode:") or not line:
            continue
        profile = _PROFILE.fullmatch(line)
        if not profile:
            raise Malformed("a line of the Go profile cannot be read")
        first, last, statements, hits = (int(number) for number in profile.groups()[1:])
        block = line.rpartition(" ")[0]
        blocks[block] = (statements, hits > 0 or blocks.get(block, (0, False))[1])
        left -= max(0, last - first)
        if last - first > _LONGEST_BLOCK or left < 0:
            raise Malformed("its blocks are too long")
        for number in range(first, last + 1):
            measured.note(profile[1], number, ran=hits > 0)
    covered = sum(statements for statements, ran in blocks.values() if ran)
    measured.told = covered, sum(statements for statements, _ in blocks.values())
    return measured


_FORMS: tuple[tuple[str, Callable[[bytes], Measured]], ...] = (
    ("<", read_xml),
    ("{", _coverage_py),
    ("mode:", _go),
    ("TN:", _lcov),
    ("SF:", _lcov),
)
