"""What is wrong with a policy, in sentences for the person who wrote it: by line, key and remedy."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from app.adapters import policymodel as model
from app.adapters import policyparts as parts
from app.adapters.policypeople import People
from app.adapters.policyterm import Strict
from app.adapters.yamltree import Path, Tree, dotted

MOST_SENTENCES = 5

_WORDS = {
    "missing": "is missing",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "tuple_type": "must be a list, as in [one, two]",
    "string_type": "must be text; put it in quotes",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must not be empty",
    "too_long": "must have at most {max_length} entries",
    "enum": "must be {expected}",
    "value_error": "{error}",
    "placed": "{words}",
    "union_tag_not_found": "kind is missing",
    "union_tag_invalid": "kind must be one of {expected_tags}",
}

_NAMED_UNWRITTEN = frozenset({"missing", "placed"})
_OF_NO_USE = "none_required"  # a key that may be left out: what else it could hold has been told

_KEYS_UNDER: dict[str, tuple[type[Strict], ...]] = {
    "channels": (parts.Channels,),
    "approvals": (parts.Approvals,),
    "freeze": (parts.Freeze,),
    "artifacts": (parts.Artifacts,),
    "promote": (parts.Webhook, parts.Workflow),
    "verify": (parts.Verify,),
    "checks": (parts.Probe,),
    "escalate": (parts.Escalate,),
    "then": (parts.Rung,),
    "people": (People,),
}


def sentences(problem: ValidationError, tree: Tree) -> list[str]:
    """Return the first few problems in the order of the file, each with its line."""
    errors = problem.errors(include_url=False)
    found = [_located(error, tree) for error in errors if error["type"] != _OF_NO_USE]
    return [f"line {line}: {words}" for line, words in sorted(found)[:MOST_SENTENCES]]


def _located(error: Any, tree: Tree) -> tuple[int, str]:
    path = _path(error, tree)
    return tree.line(path), f"{dotted(path)}: {_explained(error, path)}"


def _path(error: Any, tree: Tree) -> Path:
    """Leave out what pydantic puts into a location that is not written in the file."""
    path: Path = ()
    place: Path = (*error["loc"], *error.get("ctx", {}).get("under", ()))
    for part in place[:-1]:
        path = (*path, part) if (*path, part) in tree.lines else path
    is_named = error["type"] in _NAMED_UNWRITTEN or (*path, place[-1]) in tree.lines
    return (*path, place[-1]) if is_named else path


def _explained(error: Any, path: Path) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown(path)
    words: str = _WORDS.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
    if error["type"] == "enum":
        return words + _suggestion(str(error["input"]), error["ctx"]["expected"].split("'")[1::2])
    return words


def _unknown(path: Path) -> str:
    known = sorted(_known_keys(path[:-1]))
    return "is not a key" + (_suggestion(str(path[-1]), known) or f"; there are {', '.join(known)}")


def _suggestion(word: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(word, list(known), n=1)
    return f"; did you mean `{nearest[0]}`?" if nearest else ""


def _known_keys(parent: Path) -> set[str]:
    match parent:
        case ():
            models: tuple[type[Strict], ...] = (model.Policy,)
        case (_, _):
            models = (model.Environment,)
        case _:
            models = _KEYS_UNDER[[part for part in parent if isinstance(part, str)][-1]]
    return {field.alias or name for each in models for name, field in each.model_fields.items()}
