"""JSON with one way to write each value, and a reader that no hostile line gets past."""

import json
from typing import Any, NoReturn

LINE_MAX = 8 * 1024 * 1024  # bytes; a report is the longest that is written
DEPTH_MAX = 20  # a report has six


class Unreadable(ValueError):  # noqa: N818 - an answer, not a fault
    """A line is no JSON object that could have been written here; the message says why."""


def canonical(value: Any) -> bytes:
    """Return JSON with sorted keys, no spaces, and everything beyond ASCII escaped.

    A line so written has no characters that a terminal, an editor or a mail program changes on its way.
    """
    return _WRITER.encode(value).encode("ascii")


def parse(line: bytes) -> dict[str, Any]:
    """Return the object on one line. Raises Unreadable."""
    if len(line) > LINE_MAX:
        raise Unreadable(f"the line is longer than {LINE_MAX} bytes")
    try:
        found = _READER.decode(line.decode("utf-8"))
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except ValueError:  # not UTF-8, not JSON, or a number of more digits than Python reads
        raise Unreadable("it is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("it is not a JSON object")
    if line.count(b"{") + line.count(b"[") > DEPTH_MAX and _depth(found) > DEPTH_MAX:
        raise Unreadable("it is nested too deeply")
    return found


def _depth(value: Any, most: int = DEPTH_MAX) -> int:
    """Return how deep the value is nested, looking no further than one beyond `most`."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((_depth(item, most - 1) for item in inner), default=0) if most >= 0 else 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(f"the key {json.dumps(name[:40])} stands there twice")
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unreadable("a number is too large")
    return number


# Made once: making them takes as long as a line.
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_READER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
