"""One row of GitHub's list of changed files, as it was told: nothing in it is believed unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.report import Status
from app.review.diff.header import PATH_MAX
from app.review.diff.patch import Malformed

_STATUS = {
    "added": Status.ADDED,
    "copied": Status.ADDED,
    "removed": Status.DELETED,
    "renamed": Status.RENAMED,
    "modified": Status.MODIFIED,
    "changed": Status.MODIFIED,  # its mode or type
    "unchanged": Status.MODIFIED,
}
_MOVED = frozenset({"renamed", "copied"})
_COUNT_MAX = 1_000_000_000  # lines


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    old_path: str | None
    status: Status
    additions: int
    deletions: int
    patch: str | None  # hunks alone; None when GitHub leaves them out
    blob: str | None  # its id; of the base, when the file was removed
    is_content: bool  # whether the content is what changed, not the mode or the type
    problem: str | None = None


def read_entry(row: Any) -> Entry | None:
    """Return the row, or None for a file that did not change. Raises Malformed without a path."""
    if not isinstance(row, Mapping):
        raise Malformed("a row of its list is no file")
    path, told = _path(row.get("filename")), _status(row)
    if path is None:
        raise Malformed("a file in it has no readable name")
    counts = [_count(row.get(key)) for key in ("additions", "deletions")]
    patch, blob = row.get("patch"), row.get("sha")
    if told == "unchanged" and not patch and counts == [0, 0]:
        return None
    old = _path(row.get("previous_filename")) if told in _MOVED else None
    return Entry(
        path=path,
        old_path=old if old != path else None,
        status=_STATUS.get(told, Status.MODIFIED),
        additions=counts[0] or 0,
        deletions=counts[1] or 0,
        patch=_whole(patch) if isinstance(patch, str) and patch else None,
        blob=blob if isinstance(blob, str) else None,
        is_content=told != "changed",
        problem=_problem(row, counts, old),
    )


def _problem(row: Mapping[str, Any], counts: list[int | None], old: str | None) -> str | None:
    told, patch = _status(row), row.get("patch")
    if told not in _STATUS:
        return "the list does not say what happened to it"
    if None in counts:
        return "the list does not count its lines"
    if patch is not None and not isinstance(patch, str):
        return "its patch is no text"
    if told in _MOVED and old is None:
        return "the list does not say where it was before"
    contradicts = (told == "added" and counts[1]) or (told == "removed" and counts[0])
    return "its status and its counts contradict each other" if contradicts else None


def _status(row: Mapping[str, Any]) -> str:
    told = row.get("status")
    return told if isinstance(told, str) else ""


def _path(value: Any) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= PATH_MAX:
        return None
    return _whole(value)


def _whole(text: str) -> str:
    """Return text without the lone surrogates that JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _COUNT_MAX
    return value if is_count else None
