"""The Events API: what the app is told about, in Slack's shapes."""

import secrets
import time

from sandbox.slack.hub import Hub
from sandbox.slack.message import Message, message_json
from sandbox.slack.people import Json
from sandbox.slack.view import view_json


def tell(hub: Hub, event: Json) -> None:
    """Deliver the event, if the app subscribes to its type."""
    if event["type"] in hub.manifest.events:
        hub.delivery.tell(_envelope(hub, event))


def message_posted(hub: Hub, message: Message) -> None:
    """Tell of metadata, and of what people say, where the app is a member."""
    channel = hub.workspace.channels[message.channel]
    if hub.app.user_id not in channel.members or message.is_ephemeral:
        return
    if message.metadata and message.app_id:
        _metadata_posted(hub, message)
    kind = (
        "message.im" if channel.is_direct else "message.groups" if channel.is_private else "message.channels"
    )
    if kind in hub.manifest.events:
        event = message_json(message, hub.workspace.team_id) | {"channel": message.channel}
        kinds = {"channel_type": kind.removeprefix("message.").removesuffix("s"), "event_ts": message.ts}
        hub.delivery.tell(_envelope(hub, event | kinds))
    if f"<@{hub.app.user_id}>" in message.text:
        said = message_json(message, hub.workspace.team_id) | {"type": "app_mention"}
        tell(hub, said | {"channel": message.channel, "event_ts": message.ts})


def home_opened(hub: Hub, user: str) -> None:
    """Tell that a person looks at the Home tab."""
    event: Json = {"type": "app_home_opened", "user": user, "tab": "home", "event_ts": _now()}
    event["channel"] = hub.workspace.direct(user, hub.app.user_id).id
    if home := hub.workspace.homes.get(user):
        event["view"] = view_json(home, hub.app, hub.workspace.team_id)
    tell(hub, event)


def _metadata_posted(hub: Hub, message: Message) -> None:
    metadata = message.metadata or {}
    if hub.manifest.listens_to(message.app_id or "", metadata["event_type"]):
        event = {
            "type": "message_metadata_posted",
            "app_id": message.app_id,
            "bot_id": message.bot_id,
            "user_id": message.user,
            "team_id": hub.workspace.team_id,
            "channel_id": message.channel,
            "metadata": metadata,
            "message_ts": message.ts,
            "event_ts": message.ts,
        }
        tell(hub, event)


def _now() -> str:
    return f"{time.time():.6f}"


def _envelope(hub: Hub, event: Json) -> Json:
    team = hub.workspace.team_id
    return {
        "token": "sandbox",
        "team_id": team,
        "api_app_id": hub.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": hub.app.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(24),
    }
