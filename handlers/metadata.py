"""A deploy queued by another app's message metadata (`event_type: deploy_queued`)."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from app.domain.errors import BadInput, Refused
from app.ports import Parts
from blocks.text import escape
from handlers import payloads

log = logging.getLogger(__name__)

EVENT_TYPE = "deploy_queued"


def register(bolt: App, parts: Parts, apps: frozenset[str]) -> None:
    def record(event: dict[str, Any], context: BoltContext, next: Callable[[], None]) -> None:  # noqa: A002
        """Queue before Bolt acknowledges the event, so that one which could not be recorded comes again."""
        try:
            context["queued"] = _queue(parts, event, apps)
        except (BadInput, Refused) as refusal:
            context["refused"] = str(refusal)
        next()

    def answer(event: dict[str, Any], context: BoltContext, client: WebClient) -> None:
        """Say in the message's thread what is wrong with it; a queued deploy answers with its card."""
        if refusal := context.get("refused"):
            thread = str(event["message_ts"])
            text = f"This deploy was not queued. {escape(refusal)}"
            client.chat_postMessage(channel=str(event["channel_id"]), thread_ts=thread, text=text)

    bolt.event("message_metadata_posted", middleware=[record])(answer)


def _queue(parts: Parts, event: dict[str, Any], apps: frozenset[str]) -> str | None:
    """Return the deploy's id; None for what is not ours to read."""
    metadata = event.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    if event.get("app_id") not in apps:
        log.warning("metadata of an app that may not queue", extra={"app": str(event.get("app_id"))})
        return None
    request = payloads.request(metadata.get("event_payload"))
    if request.local_path is not None:
        raise BadInput("local_path: may not be told through Slack.")
    parts.sources.rules(request.key.repository, None, request.key.environment)
    return parts.gate.queue(request, datetime.now(UTC))[0].id
