"""Cuts GitHub's description of webhooks down to the events that this GitHub sends, without prose.

The source is `api.github.com.json` of `@octokit/openapi-webhooks` (MIT); run as
`python -m sandbox.github.webhooks.description FILE > tests/sandbox_github/webhooks.json`.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.github.refusal import Json

EVENTS = (
    "check-run-completed",
    "check-run-created",
    "deployment-created",
    "deployment-protection-rule-requested",
    "deployment-review-approved",
    "deployment-review-rejected",
    "deployment-review-requested",
    "deployment-status-created",
    "installation-created",
    "installation-deleted",
    "installation-new-permissions-accepted",
    "installation-suspend",
    "installation-unsuspend",
    "installation-repositories-added",
    "ping",
    "pull-request-opened",
    "pull-request-synchronize",
    "pull-request-closed",
    "pull-request-review-submitted",
    "workflow-job-completed",
    "workflow-job-in-progress",
    "workflow-job-waiting",
    "workflow-run-completed",
    "workflow-run-in-progress",
    "workflow-run-requested",
)
WORDS = frozenset({"type", "required", "enum", "items", "oneOf", "anyOf", "allOf", "properties", "$ref"})
COMPONENTS = "#/components/schemas/"


def cut(document: Json) -> Json:
    """Return a JSON Schema whose `$defs` hold every event and what those refer to."""
    held: Json = {}
    wanted = [f"webhook-{event}" for event in EVENTS]
    while wanted:
        name = wanted.pop()
        if name not in held:
            held[name] = _plain(
                document["components"]["schemas"][name],
                depth=0 if name.removeprefix("webhook-") in EVENTS else 1,
            )
            wanted.extend(_references(held[name]))
    return {"$defs": dict(sorted(held.items()))}


def _plain(schema: Any, depth: int = 1) -> Any:
    """Return a schema without prose; what may be left out is kept only of the event itself, at depth 0."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema.replace(COMPONENTS, "#/$defs/") if isinstance(schema, str) else schema
    shown = {key: _plain(value) for key, value in schema.items() if key in WORDS - {"properties"}}
    must = frozenset(schema.get("required", ()))
    named = {name: one for name, one in schema.get("properties", {}).items() if name in must or not depth}
    return shown | ({"properties": {name: _plain(one) for name, one in named.items()}} if named else {})


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from _references(one)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix("#/$defs/")
            else:
                yield from _references(value)


if __name__ == "__main__":
    shown = cut(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write(json.dumps(shown, sort_keys=True, separators=(",", ":")) + "\n")
