"""Cuts GitHub's OpenAPI description down to the operations that the route tables name.

The source is `api.github.com.json` of `@octokit/openapi` (MIT); run as
`python -m sandbox.github.openapi FILE > sandbox/github/openapi.json`.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.github.refusal import Json
from sandbox.github.routes import ROUTES

DEEPEST = 12  # of nested schemas; a recursive one ends there
PROSE = frozenset(
    {"description", "title", "example", "examples", "externalDocs", "deprecated", "default", "format"}
)
KEPT = frozenset({"properties", "patternProperties"})  # below them, keys are names and not schema words


def cut_out(document: Json, operations: Iterable[str]) -> Json:
    """Return the operations by "METHOD /path". Raises LookupError when GitHub does not describe one."""
    return {operation: _operation(document, operation) for operation in sorted(operations)}


def _operation(document: Json, operation: str) -> Json:
    method, _, path = operation.partition(" ")
    described = document["paths"].get(path, {}).get(method.lower())
    if described is None:
        raise LookupError(f"GitHub describes no {operation}")
    parameters = [*document["paths"][path].get("parameters", []), *described.get("parameters", [])]
    shown = [_parameter(document, one) for one in parameters]
    body = _resolved(document, described.get("requestBody", {}))
    schema = body.get("content", {}).get("application/json", {}).get("schema")
    return {
        "parameters": [one for one in shown if one["in"] in {"path", "query"}],
        **({"body": _plain(document, schema)} if schema else {}),
        **({"body_required": True} if body.get("required") else {}),
        "answers": {
            status: _answer(document, _resolved(document, answer))
            for status, answer in described["responses"].items()
        },
    }


def _parameter(document: Json, parameter: Json) -> Json:
    found = _resolved(document, parameter)
    shown = {"name": found["name"], "in": found["in"], "schema": _plain(document, found["schema"])}
    return shown | ({"required": True} if found.get("required") else {})


def _answer(document: Json, answer: Json) -> Json:
    """Return only what every answer has at its top: its type and the properties that must be there."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return _top(_plain(document, schema)) if schema else {}


def _top(schema: Json, depth: int = 3) -> Json:
    """Return type and required names; and the same of an array's items and of an object's lists."""
    shown: Json = {key: schema[key] for key in ("type", "required") if key in schema}
    if "items" in schema and depth:
        shown["items"] = _top(schema["items"], depth - 1)
    if "allOf" in schema:
        shown["allOf"] = [_top(one, depth) for one in schema["allOf"]]
    required = set(schema.get("required", ()))
    lists = {
        name: _top(value, depth - 1)
        for name, value in schema.get("properties", {}).items()
        if depth and name in required and ("items" in value or depth == 3)  # noqa: PLR2004 - the top
    }
    return shown | ({"properties": lists} if lists else {})


def _resolved(document: Json, thing: Any) -> Any:
    while isinstance(thing, dict) and "$ref" in thing:
        found: Any = document
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def _plain(document: Json, schema: Any, depth: int = 0, *, named: bool = False) -> Any:
    """Return a JSON schema without references, prose and `nullable`."""
    if depth > 2 * DEEPEST:
        return {}
    if isinstance(schema, list):
        return [_plain(document, one, depth + 1) for one in schema]
    schema = schema if named else _resolved(document, schema)
    if not isinstance(schema, dict):
        return schema
    words = {key: value for key, value in schema.items() if named or _is_said(key)}
    shown = {
        key: _plain(document, value, depth + 1, named=not named and key in KEPT)
        for key, value in words.items()
    }
    return shown if named else _with_null(shown)


def _is_said(key: str) -> bool:
    return key not in PROSE and not key.startswith("x-")


def _with_null(schema: Json) -> Json:
    if not schema.pop("nullable", False):
        return schema
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]} if schema else {}
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return schema


if __name__ == "__main__":
    shown = cut_out(json.loads(Path(sys.argv[1]).read_text("utf-8")), ROUTES)
    sys.stdout.write(json.dumps(shown, sort_keys=True, separators=(",", ":")) + "\n")
