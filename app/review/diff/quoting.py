"""Paths as git writes them: in C quotes, when they hold control characters, quotes or other bytes."""

import re

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(rb'\\([0-3][0-7]{2}|[abtnvfr"\\])')
_LETTERS = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}


def unquote(name: str) -> str:
    """Return the path that `name` stands for; bytes that are not UTF-8 become U+FFFD."""
    quoted = QUOTED.match(name)
    if not quoted:
        return name
    inner = quoted[0][1:-1].encode("utf-8", "surrogatepass")
    return _ESCAPE.sub(lambda escape: bytes([_value(escape[1])]), inner).decode("utf-8", "replace")


def _value(code: bytes) -> int:
    return _LETTERS[code] if code in _LETTERS else int(code, 8)
