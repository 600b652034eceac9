"""The lines before a file's first hunk, in git's extended form: names, modes, what happened."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.report import Status
from app.review.diff.patch import Malformed
from app.review.diff.quoting import QUOTED, unquote

NOWHERE = "/dev/null"
PATH_MAX = 4096  # bytes; limits.h of Linux
NAMES_MAX = 8 * PATH_MAX + 100  # characters of a line that names two files, each byte as `\\ooo`
_KEYS = (
    "old mode",
    "new mode",
    "deleted file mode",
    "new file mode",
    "copy from",
    "copy to",
    "rename from",
    "rename to",
    "similarity index",
    "dissimilarity index",
    "index",
    "---",
    "+++",
)
_FIELD = re.compile(rf"({'|'.join(re.escape(key) for key in _KEYS)}) (.*)", re.DOTALL)
_BINARY = re.compile(r"Binary files .* differ|GIT binary patch", re.DOTALL)
_INDEX = re.compile(r"([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: (\d{6}))?")
EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # the id of what has nothing in it
_NO_BLOB = "0" * 64


@dataclass(frozen=True, slots=True)
class Header:
    path: str
    old_path: str | None
    status: Status
    old_mode: str | None
    new_mode: str | None
    is_binary: bool
    has_content: bool  # whether hunks (or a binary note) must follow
    rest: int  # index of the first line after the header
    problem: str | None = None


def read_header(lines: Sequence[str]) -> Header:
    """Read the header that starts with `diff --git`. Raises Malformed when no path can be told."""
    if len(lines[0]) > NAMES_MAX:
        raise Malformed("it has no readable file name")
    fields, rest = _fields(lines)
    old, new, problem = _names(lines[0].removesuffix("\r").removeprefix("diff --git "), fields)
    status = _status(fields)
    index = _INDEX.fullmatch(fields.get("index", ""))
    mode = index[3] if index else None
    path = old if status is Status.DELETED else new
    if not path or len(path) > PATH_MAX:
        raise Malformed("it has no readable file name")
    return Header(
        path=path,
        old_path=old if old != new and ("rename from" in fields or "copy from" in fields) else None,
        status=status,
        old_mode=fields.get("old mode") or fields.get("deleted file mode") or mode,
        new_mode=fields.get("new mode") or fields.get("new file mode") or mode,
        is_binary=rest < len(lines) and _BINARY.match(lines[rest]) is not None,
        has_content="+++" in fields or _has_content(index, fields),
        rest=rest,
        problem=problem or _contradiction(fields),
    )


def _fields(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    for at, line in enumerate(lines[1:], 1):
        field = _FIELD.fullmatch(line.removesuffix("\r")) if len(line) <= NAMES_MAX else None
        if not field or field[1] in fields:
            return fields, at
        fields[field[1]] = field[2]
    return fields, len(lines)


def _has_content(index: re.Match[str] | None, fields: Mapping[str, str]) -> bool:
    if index:
        return not _is_empty(index)
    if "rename from" in fields or "copy from" in fields:  # Mercurial tells no similarity
        return fields.get("similarity index", "100%") != "100%"
    return "old mode" not in fields


def _is_empty(index: re.Match[str]) -> bool:
    return index[1] == index[2] or all(
        any(blob.startswith(index[side]) for blob in (_NO_BLOB, EMPTY_BLOB)) for side in (1, 2)
    )


def _status(fields: Mapping[str, str]) -> Status:
    if "new file mode" in fields or fields.get("---", "").strip() == NOWHERE or "copy from" in fields:
        return Status.ADDED
    if "deleted file mode" in fields or fields.get("+++", "").strip() == NOWHERE:
        return Status.DELETED
    return Status.RENAMED if "rename from" in fields else Status.MODIFIED


def _contradiction(fields: Mapping[str, str]) -> str | None:
    if ("---" in fields) != ("+++" in fields):
        return "its header lacks a line"
    for mark, mode in (("---", "new file mode"), ("+++", "deleted file mode")):
        if mark in fields and mode in fields and fields[mark].strip() != NOWHERE:
            return "its header contradicts itself"
    return None


def _names(line: str, fields: Mapping[str, str]) -> tuple[str, str, str | None]:
    """Return the old and the new path, and a problem when two lines of the header disagree."""
    pair = _pair(line)
    sides = tuple(_named(fields, kind) for kind in (("rename from", "copy from"), ("rename to", "copy to")))
    if None not in sides:
        return sides[0] or "", sides[1] or "", _disagreement(fields, sides[0] or "", sides[1] or "")
    has_prefix = not pair or pair[0] != pair[1]
    marks = [_mark(fields.get(key), has_prefix=has_prefix) for key in ("---", "+++")]
    plain = _without_prefix(pair[1]) if pair and has_prefix else pair[1] if pair else None
    old, new = (mark or plain or marks[1] or marks[0] or "" for mark in marks)
    known = {name for name in (old, new, plain) if name is not None}
    return old, new, "its header names two different files" if len(known) > 1 else None


def _named(fields: Mapping[str, str], keys: Sequence[str]) -> str | None:
    return next((unquote(fields[key]) for key in keys if key in fields), None)


def _disagreement(fields: Mapping[str, str], old: str, new: str) -> str | None:
    for key, name in (("---", old), ("+++", new)):
        told = _mark(fields.get(key), has_prefix=False)
        if told is not None and name not in {told, _without_prefix(told)}:
            return "its header names two different files"
    return None


def _mark(value: str | None, *, has_prefix: bool) -> str | None:
    """Return the path of a `---` or `+++` line; git ends a name that has blanks with a tab."""
    if value is None or value.strip() == NOWHERE:
        return None
    name = unquote(value) if value.startswith('"') else value.partition("\t")[0]
    return _without_prefix(name) if has_prefix else name


def _without_prefix(name: str) -> str:
    return name.partition("/")[2] or name


def _pair(line: str) -> tuple[str, str] | None:
    """Split `a/x b/x`, which only quotes or the sameness of both sides make unambiguous."""
    if quoted := QUOTED.match(line):
        return unquote(quoted[0]), unquote(line[quoted.end() + 1 :])
    if ' "' in line:
        old, _, new = line.partition(' "')
        return old, unquote('"' + new)
    half = len(line) // 2
    old, new = line[:half], line[half + 1 :]
    if old == new or (line[half : half + 1] == " " and _without_prefix(old) == _without_prefix(new)):
        return old, new
    return None
