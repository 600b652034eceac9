"""Slack's cursors: opaque to the client, an offset to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusal import Refusal

T = TypeVar("T")
MOST = 1000  # docs.slack.dev/apis/web-api/pagination


def page(everything: Sequence[T], args: Arguments, default: int = 100) -> tuple[list[T], str]:
    """Return one page and the cursor of the next; the cursor is empty on the last page."""
    start = _offset(args.text("cursor"))
    end = (
        start + args.number("limit", default, MOST)
        if args.text("limit") not in {"", "0"}
        else start + default
    )
    return list(everything[start:end]), _cursor(end) if end < len(everything) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (ValueError, binascii.Error) as wrong:
        raise Refusal("invalid_cursor") from wrong
