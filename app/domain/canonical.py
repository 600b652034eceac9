"""JSON that is signed: written in one way only, and read so that no two readers see different things."""

import json
from typing import Any

from app.domain.errors import BadInput


def written(value: Any) -> bytes:
    """Return the value as JSON in ASCII with sorted keys and no spaces. Raises ValueError for NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def read_object(content: bytes | str, what: str) -> dict[str, Any]:
    """Return a JSON object; a name that is there twice, NaN and endless nesting are refused.

    `what` begins the sentence of the BadInput that is raised: "The envelope".
    """
    try:
        told = json.loads(content, object_pairs_hook=_unique, parse_constant=_refused)
    except (ValueError, RecursionError) as problem:  # UnicodeDecodeError is a ValueError
        raise BadInput(f"{what} is no JSON that can be trusted: {_why(problem)}.") from problem
    if not isinstance(told, dict):
        raise BadInput(f"{what} must be a JSON object.")
    return told


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: some readers take the first, others the last."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name is there twice")
    return told


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _why(problem: Exception) -> str:
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    if isinstance(problem, json.JSONDecodeError):
        return f"it ends or goes wrong at character {problem.pos}"
    return "it is not UTF-8" if isinstance(problem, UnicodeDecodeError) else str(problem)[:100]
