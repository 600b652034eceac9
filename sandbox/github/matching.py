"""Finding the operation that a method and a path name."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

# Parameters in which GitHub takes slashes as they are: names of branches, paths of files.
DEEP = frozenset({"path", "ref", "basehead", "branch"})


class Match(NamedTuple):
    operation: str
    parameters: dict[str, str]  # unquoted


class Matcher:
    def __init__(self, operations: Iterable[str]) -> None:
        ordered = sorted(operations, key=_fixed_parts, reverse=True)
        self._patterns = [(operation, *_pattern(operation)) for operation in ordered]

    def match(self, method: str, raw_path: str) -> Match | None:
        """Return the operation with the most fixed words; `raw_path` is quoted, without /api/v3."""
        for operation, of_method, pattern in self._patterns:
            found = pattern.fullmatch(raw_path) if of_method == method else None
            if found:
                named = found.groupdict("")
                return Match(operation, {key: unquote(value) for key, value in named.items()})
        return None


def _fixed_parts(operation: str) -> tuple[int, int]:
    parts = operation.split("/")
    return sum("{" not in part for part in parts), len(parts)


def _pattern(operation: str) -> tuple[str, re.Pattern[str]]:
    method, _, path = operation.partition(" ")
    pieces = re.split(r"\{(\w+)\}", path)
    shown = [
        (f"(?P<{piece}>.+)" if piece in DEEP else f"(?P<{piece}>[^/]+)") if odd % 2 else re.escape(piece)
        for odd, piece in enumerate(pieces)
    ]
    # The contents of the root are asked without a path.
    return method, re.compile("".join(shown).replace("/(?P<path>.+)", "(?:/(?P<path>.+))?"))
