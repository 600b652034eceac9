"""Interactions in Slack's payload shapes; docs.slack.dev/reference/interaction-payloads."""

import time
from typing import Any

from sandbox.slack.hub import Hub
from sandbox.slack.inputs import NOT_STATE, Values, choice, state
from sandbox.slack.manifest import Command
from sandbox.slack.message import Message, message_json
from sandbox.slack.people import Channel, Json, User
from sandbox.slack.view import View, view_json


def pressed(block: Json, element: Json, value: Any) -> Json:
    """Write the one action of a block_actions payload."""
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    if element["type"] in NOT_STATE - {"overflow"}:
        shown = ("text", "value", "style", "accessibility_label")
        action |= {key: element[key] for key in shown if key in element}
    elif element["type"] == "overflow":
        action |= choice({**element, "type": "static_select"}, value)
    else:
        action |= choice(element, value)
    return action | {"action_ts": f"{time.time():.6f}"}


def in_message(hub: Hub, user: User, message: Message, action: Json) -> Json:
    """Write block_actions for an element of a message."""
    channel = hub.workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container["is_ephemeral"] = message.is_ephemeral
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    payload = _common(hub, user, "block_actions") | {
        "container": container,
        "trigger_id": hub.tickets.trigger(user.id),
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_direct else channel.name},
        "state": {"values": state(message.blocks or [], {})},
        "response_url": hub.response_url(
            channel.id, user.id, message.ts, message.thread_ts if message.is_reply else None
        ),
        "actions": [action],
    }
    if not message.is_ephemeral:
        payload["message"] = message_json(message, hub.workspace.team_id)
    return payload


def in_view(hub: Hub, view: View, action: Json, values: Values) -> Json:
    """Write block_actions for an element of a modal or a Home tab."""
    filled = state(view.blocks, values)
    return _common(hub, hub.workspace.users[view.user], "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": hub.tickets.trigger(view.user, view.id),
        "view": view_json(view, hub.app, hub.workspace.team_id, filled),
        "state": {"values": filled},
        "actions": [action],
    }


def submitted(hub: Hub, view: View, filled: Values) -> Json:
    return _common(hub, hub.workspace.users[view.user], "view_submission") | {
        "trigger_id": hub.tickets.trigger(view.user, view.id),
        "view": view_json(view, hub.app, hub.workspace.team_id, filled),
        "response_urls": [],
    }


def closed(hub: Hub, view: View, *, is_cleared: bool) -> Json:
    return _common(hub, hub.workspace.users[view.user], "view_closed") | {
        "view": view_json(view, hub.app, hub.workspace.team_id),
        "is_cleared": is_cleared,
    }


def commanded(hub: Hub, user: User, channel: Channel, command: Command, text: str) -> Json:
    return {
        "token": "sandbox",
        "team_id": hub.workspace.team_id,
        "team_domain": hub.workspace.team_name.lower(),
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_direct else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command.command,
        "text": _escaped(hub, text) if command.should_escape else text,
        "api_app_id": hub.app.id,
        "is_enterprise_install": "false",
        "response_url": hub.response_url(channel.id, user.id, None),
        "trigger_id": hub.tickets.trigger(user.id),
    }


def _common(hub: Hub, user: User, kind: str) -> Json:
    team = hub.workspace.team_id
    return {
        "type": kind,
        "team": {"id": team, "domain": hub.workspace.team_name.lower()},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id or team,
        },
        "api_app_id": hub.app.id,
        "token": "sandbox",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _escaped(hub: Hub, text: str) -> str:
    return " ".join(_token(hub, word) for word in text.split(" "))


def _token(hub: Hub, word: str) -> str:
    """Turn @name and #channel into <@U…|name> and <#C…|channel>, as should_escape does."""
    workspace = hub.workspace
    known = {f"@{user.name}": f"<@{user.id}|{user.name}>" for user in workspace.users.values()}
    known |= {
        f"@{group.handle}": f"<!subteam^{group.id}|@{group.handle}>" for group in workspace.groups.values()
    }
    known |= {
        f"#{channel.name}": f"<#{channel.id}|{channel.name}>" for channel in workspace.channels.values()
    }
    return known.get(word, word)
