"""A unified diff as text, read file by file, so that one bad file never hides the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.domain.report import FileChange, Status, Unknown
from app.review.diff.header import Header, read_header
from app.review.diff.hunk import Hunks, read_hunks
from app.review.diff.patch import Diff, Malformed, Patch
from app.review.diff.plain import read_plain
from app.review.foreign import foreign

LONGEST = 32 * 1024 * 1024  # characters; a longer diff is read up to here and said to be cut
MOST_FILES = 20_000  # the same, by files
_START = re.compile(r"^diff --(?:git|cc|combined) ", re.MULTILINE)
_BASE85 = re.compile(r"(?:literal|delta) \d+|[A-Za-z][!-~]+|")  # the body of a `GIT binary patch`


def read_diff(text: str) -> Diff:
    """Read what can be read; everything else is named under `unknown`."""
    if not text.strip():
        return Diff(unknown=(Unknown("diff", "it is empty"),))
    parts = [_read(lines) for lines in islice(_chunks(text[:LONGEST]), MOST_FILES + 1)]
    unknown = [entry for part in parts for entry in part.unknown]
    if len(parts) > MOST_FILES:
        unknown.append(Unknown("diff", f"only its first {MOST_FILES:,} files were read"))
    if len(text) > LONGEST:
        unknown.append(Unknown("diff", f"only its first {LONGEST // 1024**2} million characters were read"))
    patches, repeated = _merged([patch for part in parts for patch in part.patches])
    if not patches and not unknown:
        unknown.append(Unknown("diff", "no file was found in it"))
    return Diff(patches, (*unknown, *repeated))


def _chunks(text: str) -> Iterator[list[str]]:
    """Yield each file's lines. Only a newline ends a line: form feeds and U+2028 are content."""
    starts = [match.start() for match in _START.finditer(text)]
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if start < end:
            yield text[start:end].removesuffix("\n").split("\n")


def _read(lines: list[str]) -> Diff:
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


def _merged(patches: Sequence[Patch]) -> tuple[tuple[Patch, ...], list[Unknown]]:
    """Make one of a path that comes twice: git tells a file that became a link as deleted, then added."""
    by_path: dict[str, list[Patch]] = {}
    for patch in patches:
        by_path.setdefault(patch.path, []).append(patch)
    unknown = [
        Unknown(foreign(path), "it comes more than once; give one diff from base to head")
        for path, same in by_path.items()
        if len(same) > 1 and [patch.change.status for patch in same] != [Status.DELETED, Status.ADDED]
    ]
    return tuple(_joined(same) if len(same) > 1 else same[0] for same in by_path.values()), unknown


def _joined(same: Sequence[Patch]) -> Patch:
    first = same[0].change
    change = replace(
        first,
        status=Status.MODIFIED if first.status is Status.DELETED else first.status,
        additions=sum(patch.change.additions for patch in same),
        deletions=sum(patch.change.deletions for patch in same),
        binary=any(patch.change.binary for patch in same),
    )
    hunks = tuple(hunk for patch in same for hunk in patch.hunks)
    return Patch(change, hunks, same[0].old_mode, same[-1].new_mode)
