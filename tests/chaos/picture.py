"""Reading the messages of a run: whose they are, and whether one shows what it should."""

import re
from collections.abc import Iterator
from typing import Any

from app.domain.message import Message as Drawn
from sandbox.slack import Message

NAME = re.compile(r"Deploy `([a-z2-7]{12})`")  # in the last line of a card and of an announcement
GIVEN_BY_SLACK = {"block_id"}


def names(message: Message) -> set[str]:
    """Return the id of the deploy whose card, or announcement, a message is."""
    return set(NAME.findall(str(message.blocks)))


def marks(message: Message) -> Iterator[str]:
    """Yield what Airlock knows its message by; CI's and people's have none."""
    payload = (message.metadata or {}).get("event_payload", {})
    if "mark" in payload:
        yield str(payload["mark"])


def is_same_picture(shown: Message, drawn: Drawn) -> bool:
    return shown.text == drawn.text and _bare(shown.blocks) == _bare(list(drawn.blocks))


def _bare(value: Any) -> Any:
    """Return blocks without what Slack adds to them."""
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items() if name not in GIVEN_BY_SLACK}
    return [_bare(part) for part in value] if isinstance(value, list | tuple) else value
