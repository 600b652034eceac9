"""An entry as one row of a table, for people who look at the record in a spreadsheet."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS = (
    *("seq", "at", "what", "by.id", "by.email", "by.logins", "by.standing", "by.belongs_to"),
    *("rule", "reason", "deploy", "repository", "environment", "sha", "run_id", "run_attempt"),
    *("digest", "policy"),
    *("inputs.quorum.have", "inputs.quorum.need", "inputs.quorum.missing", "inputs.quorum.why"),
    *("inputs.hold", "inputs.level", "inputs.score", "inputs.gates", "inputs.approvers"),
    *("inputs.authors", "inputs.strangers", "detail", "previous", "hash"),
)
RUN = (
    *"=+-@\t\r\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # what a spreadsheet takes for a formula; OWASP, CSV Injection

# Control characters, those that turn the direction of text, and halves of characters that no encoding knows.
HIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")


def row(fields: Mapping[str, Any], digest: str) -> Sequence[str]:
    """Return the cells of an entry whose line has this hash, in the order of COLUMNS."""
    kept = {**fields, "hash": digest}
    return [harmless(_cell(kept, column)) for column in COLUMNS]


def harmless(text: str) -> str:
    """Return the text such that a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.lstrip(" ").startswith(RUN) else text


def _cell(fields: Mapping[str, Any], column: str) -> str:
    value: Any = fields
    for name in column.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _visible(" ".join(value))
    if isinstance(value, list | dict):
        return json.dumps(value, sort_keys=True)
    return _visible(str(value))


def _visible(text: str) -> str:
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
