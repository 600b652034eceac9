"""GitHub's JSON as a diff: the answer of a comparison, a list of changed files, or pages of either."""

import json
from collections.abc import Iterator
from typing import Any

from app.domain.report import Unknown
from app.review.diff.listing import COMPARED, read_listing
from app.review.diff.patch import Diff
from app.review.foreign import foreign

_LONGEST = 16 * 1024 * 1024  # characters; what they stand for takes some thirty times as much memory
# GitHub compares with where the two parted, so what only the base has is not in the list.
_PARTED = frozenset({"behind", "diverged"})
_TAKEN_AWAY = Unknown(
    "base", "it is not part of the head's history: what only the base has is taken away, and not listed here"
)


def read_answer(text: str) -> Diff:
    """Read `{"files": […], …}`, `[{"filename": …}, …]` or a list of such pages, which begins so."""
    if len(text) > _LONGEST:
        return _unread(f"it is a list of more than {_LONGEST // 1024**2} million characters")
    try:
        answer = json.loads(text)
    except ValueError:  # also an integer of thousands of digits
        return _unread("it begins as JSON and is none; was it cut?")
    except RecursionError:
        return _unread("it is nested too deeply for a list of files")
    rows = list(_rows(answer))
    if not rows and not (isinstance(answer, dict) and answer.get("files") == []):
        return _unread(_without_files(answer))
    read = read_listing(rows, most=COMPARED)
    status = answer.get("status") if isinstance(answer, dict) else None
    parted = isinstance(status, str) and status in _PARTED
    return Diff(read.patches, (*read.unknown, _TAKEN_AWAY)) if parted else read


def _rows(answer: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(answer, dict) and isinstance(answer.get("files"), list):
        yield from answer["files"]
    elif isinstance(answer, list) and depth <= 1:
        for entry in answer:
            yield from _rows(entry, depth + 1)
    elif depth:
        yield answer


def _without_files(answer: Any) -> str:
    message = answer.get("message") if isinstance(answer, dict) else None
    words = f": {foreign(message)}" if isinstance(message, str) else ""
    return f"it is JSON without a list of files{words}"


def _unread(reason: str) -> Diff:
    return Diff(unknown=(Unknown("diff", reason),))
