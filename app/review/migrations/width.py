"""Whether one column type holds less than another, in the words of SQL and of the frameworks."""

import re

from app.review.place.word import words

_INTEGERS = {
    "tinyint": 1, "smallint": 2, "smallinteger": 2, "int2": 2, "mediumint": 3,
    "int": 4, "integer": 4, "int4": 4, "bigint": 8, "biginteger": 8, "int8": 8,
}  # fmt: skip
_TEXTS = words("text string varchar char character unicode unicodetext citext longtext mediumtext")
_NUMBERS = words("decimal numeric float double real")
_TYPE = re.compile(
    r"(?:[\w]+\.)?(\w+)(?: varying)?(?:\((?:\w+=)?(\d+)?(?:, ?(?:\w+=)?(\d+))?)?", re.IGNORECASE
)
_UNBOUNDED = 1 << 62


def is_narrower(old: str, new: str) -> bool:
    """Whether what fits into `old` may not fit into `new`; False where that is not known."""
    before, after = _TYPE.match(old), _TYPE.match(new)
    if not before or not after:
        return False
    kinds = _kind(before[1]), _kind(after[1])
    if kinds[0] != kinds[1]:
        return "" not in kinds
    if kinds[0] == "integer":
        return _INTEGERS[after[1].lower()] < _INTEGERS[before[1].lower()]
    if kinds[0] == "number":
        return _digits(after) < _digits(before) or int(after[3] or 0) < int(before[3] or 0)
    return kinds[0] == "text" and _length(after) < _length(before)


def _kind(name: str) -> str:
    name = name.lower()
    if name in _INTEGERS:
        return "integer"
    return "text" if name in _TEXTS else "number" if name in _NUMBERS else ""


def _length(match: re.Match[str]) -> int:
    return int(match[2]) if match[2] else _UNBOUNDED


def _digits(match: re.Match[str]) -> int:
    """Return the digits before the point."""
    return int(match[2]) - int(match[3] or 0) if match[2] else _UNBOUNDED
