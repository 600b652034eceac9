"""What was typed into a modal; like `payloads`, a place where Slack's dictionaries become types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import BadInput
from blocks.decision import REASON_BLOCK, REASON_INPUT, REASON_MAX
from blocks.override import (
    COMMIT_MAX,
    OVERRIDE_COMMIT_BLOCK,
    OVERRIDE_COMMIT_INPUT,
    OVERRIDE_REASON_BLOCK,
    OVERRIDE_REASON_INPUT,
)
from handlers.payloads import Click, opened_by
from handlers.typed import sound

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """What somebody typed who breaks the glass."""

    click: Click
    reason: str  # foreign text
    commit: str  # as typed


def rejection(body: Payload, view: Payload) -> tuple[Click, str]:
    """Return the click that opened the modal, and the reason typed into it. Raises Refused, BadInput."""
    return opened_by(body, view), _typed(view, REASON_BLOCK, REASON_INPUT, REASON_MAX)


def override(body: Payload, view: Payload) -> Given:
    """Return what was typed into the modal of an override. Raises Refused, BadInput."""
    reason = _typed(view, OVERRIDE_REASON_BLOCK, OVERRIDE_REASON_INPUT, REASON_MAX)
    commit = _typed(view, OVERRIDE_COMMIT_BLOCK, OVERRIDE_COMMIT_INPUT, COMMIT_MAX)
    return Given(opened_by(body, view), reason, commit)


def _typed(view: Payload, block: str, element: str, most: int) -> str:
    """Return what stands in an input; Slack keeps to its `max_length`, but nobody else has to."""
    typed = sound(str(view["state"]["values"].get(block, {}).get(element, {}).get("value") or "")).strip()
    if len(typed) > most:
        raise BadInput(f"That has {len(typed):,} characters, and {most:,} is the most; say it shorter.")
    return typed
