"""What is shown to people: a picture of the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]  # Block Kit, docs.slack.dev/reference/block-kit/blocks


@dataclass(frozen=True)
class Message:
    text: str  # what notifications and screen readers get; escaped mrkdwn
    blocks: Sequence[Block]
