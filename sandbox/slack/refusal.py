"""A "no" in Slack's own words."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """Becomes `{"ok": false, "error": …}`; `details` are further keys of that answer."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    @classmethod
    def with_messages(cls, error: str, messages: list[str]) -> "Refusal":
        """Refuse with Slack's list of what exactly was wrong."""
        shown = [f"[ERROR] {message}" for message in messages]
        return cls(error, errors=messages, response_metadata={"messages": shown})
