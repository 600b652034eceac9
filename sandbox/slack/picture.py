"""The workspace as one person sees it, in the JSON that the page draws."""

from typing import Any

from sandbox.slack.hub import Hub
from sandbox.slack.message import Message
from sandbox.slack.people import Channel, Json, User
from sandbox.slack.view import View

MESSAGES = 200  # of each channel, the newest


def state(hub: Hub, viewer: User) -> Json:
    """Draw everything that the viewer may see."""
    workspace = hub.workspace
    return {
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "me": _user(viewer),
        "users": [_user(user) for user in workspace.users.values()],
        "groups": [
            {"id": group.id, "handle": group.handle, "users": list(group.users)}
            for group in workspace.groups.values()
        ],
        "channels": [
            _channel(hub, channel, viewer)
            for channel in workspace.channels.values()
            if viewer.id in channel.members or not (channel.is_direct or channel.is_private)
        ],
        "apps": [{"id": app.id, "name": app.name, "user": app.user_id} for app in workspace.apps.values()],
        "home": _home(workspace.homes.get(viewer.id)),
        "modal": _modal(workspace.modal(viewer.id)),
        "commands": [
            {
                "command": one.command,
                "description": one.description,
                "usage_hint": one.usage_hint,
                "completions": one.completions,
            }
            for one in hub.manifest.commands
        ],
        "connections": hub.sockets.count,
        "is_away": hub.is_away,
        "faults": hub.faults.described(),
    }


def _user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "initials": user.initials,
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "deleted": user.deleted,
        "is_stranger": user.is_stranger,
        "email": user.email,
        "color": user.color,
    }


def _channel(hub: Hub, channel: Channel, viewer: User) -> Json:
    newest = hub.workspace.logs[channel.id].newest(MESSAGES)
    return {
        "id": channel.id,
        "name": channel.name,
        "is_member": viewer.id in channel.members,
        "is_direct": channel.is_direct,
        "purpose": channel.purpose,
        "messages": [_with_replies(hub, one, viewer) for one in newest if _is_seen(one, viewer)],
    }


def _with_replies(hub: Hub, message: Message, viewer: User) -> Json:
    thread = hub.workspace.logs[message.channel].thread(message.ts) if not message.is_reply else []
    replies = [_message(one, viewer) for one in thread if _is_seen(one, viewer)]
    return _message(message, viewer) | {"reply_count": len(replies), "replies": replies}


def _is_seen(message: Message, viewer: User) -> bool:
    return message.for_user in {None, viewer.id}


def _message(message: Message, viewer: User) -> Json:
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "reply_count": 0,
        "replies": [],
        "edited": message.edited,
        "ephemeral": message.is_ephemeral,
        "metadata": message.metadata,
        "warning": message.warnings.get(viewer.id),
        "deleted": message.is_deleted,
    }


def _home(view: View | None) -> Json | None:
    return (
        {"id": view.id, "blocks": view.blocks, "hash": view.hash, "problem": view.problem} if view else None
    )


def _modal(view: View | None) -> dict[str, Any] | None:
    if view is None:
        return None
    return {
        "id": view.id,
        "view": view.content,
        "errors": dict(view.errors) if view.errors else None,
        "problem": view.problem,
        "busy": view.busy,
        "hash": view.hash,
    }
