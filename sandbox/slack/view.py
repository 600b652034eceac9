"""A modal or a Home tab, as the workspace keeps it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.people import App, Json

# docs.slack.dev/reference/views: what an app may say; the rest of the payload is Slack's
ANSWERED_BY_SLACK = ("clear_on_close", "notify_on_close")


def new_hash() -> str:
    return f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"


@dataclass(frozen=True)
class View:
    id: str  # V…
    user: str  # who has it open
    content: Json  # as the app sent it, with the ids that Slack fills in
    root_id: str
    previous_id: str | None = None
    hash: str = field(default_factory=new_hash)
    errors: Mapping[str, str] | None = None  # block id → what is wrong with the input
    problem: str | None = None  # trouble with the app, for the person to read
    busy: bool = False

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content.get("blocks", [])
        return blocks


def view_json(view: View, app: App, team_id: str, values: Mapping[str, Any] | None = None) -> Json:
    """Write a view as interaction payloads do."""
    return {
        "id": view.id,
        "team_id": team_id,
        "type": view.content["type"],
        "blocks": view.blocks,
        "private_metadata": view.content.get("private_metadata", ""),
        "callback_id": view.content.get("callback_id", ""),
        "external_id": view.content.get("external_id", ""),
        "state": {"values": dict(values or {})},
        "hash": view.hash,
        "title": view.content.get("title"),
        "submit": view.content.get("submit"),
        "close": view.content.get("close"),
        "submit_disabled": False,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app.id,
        "app_installed_team_id": team_id,
        "bot_id": app.bot_id,
    } | {key: bool(view.content.get(key)) for key in ANSWERED_BY_SLACK}
