"""A diff as text, read file by file, so that one bad file never hides the others."""

import re
from collections.abc import Iterator, Sequence

from app.domain.report import FileChange, Status, Unknown
from app.review.diff.answer import read_answer
from app.review.diff.bound import BY_FILES, MOST_FILES, readable
from app.review.diff.header import Header, read_header
from app.review.diff.hunk import Hunks, read_hunks
from app.review.diff.merge import merged
from app.review.diff.ordinary import read_ordinary
from app.review.diff.patch import Diff, Malformed, Patch
from app.review.diff.plain import read_plain
from app.review.foreign import foreign

_START = "\ndiff --"
_STARTS = ("diff --git ", "diff --cc ", "diff --combined ")
_BASE85 = re.compile(r"(?:literal|delta) \d+|[A-Za-z][!-~]+|")  # the body of a `GIT binary patch`


def read_diff(text: str) -> Diff:
    """Read what can be read; everything else is named under `unknown`.

    `text`: a unified diff, or the JSON of GitHub's list of changed files.
    """
    if not text.strip():
        return Diff(unknown=(Unknown("diff", "it is empty"),))
    if text.lstrip()[:1] in {"{", "["}:
        return read_answer(text)
    text, cut = readable(text)
    told, unknown = _files(text)
    patches, repeated = merged(told)
    if not patches and not unknown:
        unknown.append(Unknown("diff", "no file was found in it"))
    return Diff(patches, (*unknown, *cut, *repeated))


def _files(text: str) -> tuple[list[Patch], list[Unknown]]:
    patches: list[Patch] = []
    unknown: list[Unknown] = []
    for chunk in _chunks(text):
        ordinary = read_ordinary(chunk)
        part = Diff((ordinary,)) if ordinary else _read(chunk.split("\n"))
        patches += part.patches
        unknown += part.unknown
        if len(patches) + len(unknown) > 2 * MOST_FILES or len(patches) > MOST_FILES:
            return patches[:MOST_FILES], [*unknown, BY_FILES]
    return patches, unknown


def _chunks(text: str) -> Iterator[str]:
    """Yield each file's part."""
    start = 0
    for end in _starts(text):
        if start < end:
            yield text[start:end].removesuffix("\n")
        start = end
    if start < len(text):
        yield text[start:].removesuffix("\n")


def _starts(text: str) -> Iterator[int]:
    """Yield where parts start; a search for a fixed text takes a tenth of that for a line's form."""
    if text.startswith(_STARTS):
        yield 0
    at = text.find(_START)
    while at >= 0:
        if text.startswith(_STARTS, at + 1):
            yield at + 1
        at = text.find(_START, at + 1)


def _read(lines: list[str]) -> Diff:
    """Read one file's lines. Only a newline ends a line: form feeds and U+2028 are content."""
    if lines[0].startswith(("diff --cc ", "diff --combined ")):
        name = lines[0].split(" ", 2)[2].removesuffix("\r")
        return Diff(
            unknown=(Unknown(foreign(name), "a merge's combined diff is not read; compare two commits"),)
        )
    if not lines[0].startswith("diff --git "):
        return read_plain(lines)
    try:
        header = read_header(lines)
    except Malformed as reason:
        return Diff(unknown=(Unknown(foreign(lines[0]), str(reason)),))
    return _with_content(lines, header)


def _with_content(lines: Sequence[str], header: Header) -> Diff:
    hunks = Hunks(rest=header.rest + 1) if header.is_binary else read_hunks(lines, header.rest)
    change = FileChange(
        header.path, header.old_path, header.status, hunks.additions, hunks.deletions, header.is_binary
    )
    patch = Patch(change, hunks.read, header.old_mode, header.new_mode)
    problem = header.problem or hunks.problem or _problem(header, hunks)
    if problem:
        return Diff((patch,), (Unknown(foreign(header.path), problem),))
    after = read_plain([line for line in lines[hunks.rest :] if not _is_base85(line, header)])
    reasons = (Unknown(foreign(header.path), f"after it: {entry.reason}") for entry in after.unknown)
    return Diff((patch, *after.patches), tuple(reasons))


def _is_base85(line: str, header: Header) -> bool:
    return header.is_binary and _BASE85.fullmatch(line.removesuffix("\r")) is not None


def _problem(header: Header, hunks: Hunks) -> str | None:
    if header.has_content and not hunks.read and not header.is_binary:
        return "it ends before its content"
    if hunks.read and not header.has_content:
        return "its header lacks a line"
    contradicts = (header.status is Status.ADDED and header.old_path is None and hunks.deletions) or (
        header.status is Status.DELETED and hunks.additions
    )
    return "its header and its lines contradict each other" if contradicts else None
