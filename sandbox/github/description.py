"""Holding requests, and our own answers, against the cut of GitHub's OpenAPI description."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from sandbox.github.refusal import Json, Refusal

FILE = "openapi.json"  # made by sandbox.github.openapi
WHOLE = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__}


class Operation:
    """One operation as GitHub describes it."""

    def __init__(self, name: str, described: Json) -> None:
        self.name, self._described = name, described
        self._parameters = {one["name"]: one for one in described["parameters"] if one["in"] == "query"}
        self._in_path = {one["name"]: one for one in described["parameters"] if one["in"] == "path"}

    def query(self, sent: Mapping[str, str]) -> Json:
        """Return the query with its values converted. Raises Refusal, as GitHub's validation does."""
        missing = [key for key, one in self._parameters.items() if one.get("required") and key not in sent]
        if missing:
            raise _invalid([f'"{key}" wasn\'t supplied.' for key in missing])
        return {name: self._converted(name, value) for name, value in sent.items()}

    def unknown(self, sent: Mapping[str, str]) -> list[str]:
        """Return the query parameters that GitHub would ignore silently."""
        return sorted(set(sent) - set(self._parameters))

    def check_path(self, sent: Mapping[str, str]) -> None:
        """Raise Refusal when an id in the path is no number."""
        for name, value in sent.items():
            schema = self._in_path.get(name, {}).get("schema", {})
            if schema.get("type") == "integer" and not value.isdecimal():
                raise Refusal(404, "Not Found")

    def check_body(self, sent: Any, *, is_there: bool) -> None:
        """Raise Refusal when the body is not what GitHub describes."""
        if not is_there and not self._described.get("body_required"):
            return
        wrong = sorted(self._body.iter_errors(sent), key=lambda error: list(error.path))
        if wrong:
            raise _invalid([_words(one) for one in wrong])

    def check_answer(self, status: int, data: Any) -> list[str]:
        """Return what our own answer lacks."""
        answers = self._described["answers"]
        if str(status) not in answers:
            return [f"GitHub never answers {status} here"] if status < 300 else []  # noqa: PLR2004 - HTTP
        return [_words(one) for one in Draft202012Validator(answers[str(status)]).iter_errors(data)]

    def _converted(self, name: str, value: str) -> Any:
        schema = self._parameters.get(name, {}).get("schema", {})
        kinds = _kinds(schema)
        convert = next((WHOLE[kind] for kind in kinds if kind in WHOLE), None)
        try:
            converted = convert(value) if convert and "string" not in kinds else value  # type: ignore[operator]
        except (ValueError, KeyError):
            converted = value
        if wrong := [_words(one) for one in Draft202012Validator(schema).iter_errors(converted)]:
            raise _invalid([f"{name}: {words}" for words in wrong])
        return converted

    @cached_property
    def _body(self) -> Draft202012Validator:
        return Draft202012Validator(self._described.get("body", {}))


class Description:
    def __init__(self) -> None:
        text = files("sandbox.github").joinpath(FILE).read_text("utf-8")
        self._operations = {name: Operation(name, told) for name, told in json.loads(text).items()}

    def __getitem__(self, operation: str) -> Operation:
        return self._operations[operation]

    def operations(self) -> set[str]:
        return set(self._operations)

    def missing(self, operations: Iterator[str]) -> list[str]:
        """Return the operations that are not described."""
        return sorted(set(operations) - set(self._operations))


def _kinds(schema: Json) -> list[str]:
    kind = schema.get("type", [])
    either = [one for part in ("oneOf", "anyOf") for one in schema.get(part, ())]
    return [*([kind] if isinstance(kind, str) else kind), *(one for part in either for one in _kinds(part))]


def _words(error: ValidationError) -> str:
    where = "/".join(map(str, error.path))
    return f"{where}: {error.message[:200]}" if where else error.message[:200]


def _invalid(words: list[str]) -> Refusal:
    """Return the 422 of GitHub's own check of shapes."""
    return Refusal(422, f"Invalid request.\n\n{' '.join(words)}", words)
