"""JSON, TOML and YAML from outside: bounded in size and depth, nothing followed, one exception."""

import json
import re
import tomllib
from typing import Any

from app.review.diff.patch import Malformed

MIB = 1024 * 1024
MOST_JSON, MOST_TOML, MOST_YAML = 16 * MIB, 6 * MIB, 12 * MIB  # characters
_MOST_KEY_PARTS = 50  # tomllib takes time with the square of them
_TRAILING_COMMA = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|,(?=\s*[}\]])')


def read_json(text: str) -> dict[str, Any]:
    """Return the object. Raises Malformed."""
    _check(text, MOST_JSON)
    try:
        tree = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as problem:
        raise Malformed(_reason(problem, "JSON")) from problem
    return table(tree)


def read_jsonc(text: str) -> dict[str, Any]:
    """Return the object of JSON with comments and trailing commas. Raises Malformed."""
    _check(text, MOST_JSON)
    return read_json(_TRAILING_COMMA.sub(lambda found: found[0] if found[0][0] == '"' else "", text))


def read_toml(text: str) -> dict[str, Any]:
    """Return the tables. Raises Malformed."""
    _check(text, MOST_TOML)
    if any(part.count(".") > _MOST_KEY_PARTS for part in text.replace("\n", "=").split("=")):
        raise Malformed(f"it holds a key of more than {_MOST_KEY_PARTS} parts")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Malformed(_reason(problem, "TOML")) from problem


def read_yaml(text: str) -> dict[str, Any]:
    """Return the first document, every scalar as its text. Raises Malformed."""
    from app.review.dependencies.yamltree import tree_of  # noqa: PLC0415 - only where a YAML file changed

    _check(text, MOST_YAML)
    return table(tree_of(text))


def table(value: object) -> dict[str, Any]:
    """Return it when it is a mapping. Raises Malformed."""
    if not isinstance(value, dict):
        raise Malformed("it does not hold what such a file holds")
    return value


def within(tree: object, *keys: str) -> dict[str, Any]:
    """Return the mapping at the end of `keys`, or an empty one."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def items(tree: object, key: str) -> list[Any]:
    """Return the list under `key`, or an empty one."""
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, list) else []


def word(tree: object, key: str) -> str:
    """Return the text under `key`, or an empty one."""
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, str) else ""


def _check(text: str, most: int) -> None:
    if not text.strip():
        raise Malformed("it is empty")
    if len(text) > most:
        raise Malformed(f"it is larger than {most // MIB} MiB")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("it gives the same key twice")
    return found


def _reason(problem: Exception, form: str) -> str:
    return (
        f"it is nested too deeply for {form}" if isinstance(problem, RecursionError) else f"it is no {form}"
    )
