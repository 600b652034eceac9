"""What a message says: text, blocks, attachments, metadata; checked as Slack checks it."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.slack import blocks as block_rules
from sandbox.slack.arguments import Arguments
from sandbox.slack.block_shapes import Surface
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

# docs.slack.dev/reference/methods/chat.postMessage
MOST_TEXT, MOST_ATTACHMENTS = 40_000, 100


@dataclass(frozen=True)
class Content:
    text: str
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def content(args: Arguments) -> Content:
    """Take what a call says, empty or not. Raises Refusal."""
    text = args.text("text")
    if len(text) > MOST_TEXT:
        raise Refusal("msg_too_long")
    blocks = args.structure("blocks")
    if blocks is not None:
        block_rules.check(blocks, Surface.MESSAGE)
        block_rules.with_ids(blocks)
    attachments = args.structure("attachments")
    if attachments is not None and len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    return Content(text, blocks, attachments, _metadata(args.structure("metadata")))


def said(args: Arguments) -> Content:
    """Take what a call says, which must be something. Raises Refusal."""
    taken = content(args)
    if taken.is_empty:
        raise Refusal("no_text")
    return taken


def _metadata(given: Any) -> Json | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    # bolt-python #863: any other character, and the metadata is dropped without a word
    is_kept = re.fullmatch(r"[A-Za-z0-9_]+", str(given.get("event_type", "")))
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]} if is_kept else None
