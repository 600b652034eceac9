"""The arguments of a Web API call, however the client chose to send them."""

import json
from typing import Any

from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

STRUCTURED = frozenset({"blocks", "attachments", "files", "metadata", "view"})


class Arguments:
    """Typed access; every `Raises Refusal` is Slack's `invalid_arguments` or the error given."""

    def __init__(self, given: Json) -> None:
        self.given = {key: _parsed(key, value) for key, value in given.items() if value is not None}

    def has(self, name: str) -> bool:
        return name in self.given

    def required(self, name: str) -> str:
        if not self.given.get(name):
            raise Refusal.with_messages("invalid_arguments", [f"missing required field: {name}"])
        return str(self.given[name])

    def text(self, name: str, default: str = "") -> str:
        return str(self.given.get(name, default))

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in {"true", "1"}

    def number(self, name: str, default: int, most: int) -> int:
        """Return a positive number, at most `most`."""
        value = str(self.given.get(name, default))
        if not value.isdecimal() or not 0 < int(value) <= most:
            raise Refusal("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def structure(self, name: str) -> Any:
        """Return what was sent as JSON, or None. Raises Refusal when it is none."""
        value = self.given.get(name)
        if isinstance(value, str):
            raise Refusal.with_messages("invalid_arguments", [f"must be JSON [json-pointer:/{name}]"])
        return value


def _parsed(key: str, value: Any) -> Any:
    if key in STRUCTURED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
