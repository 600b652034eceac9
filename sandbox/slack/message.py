"""A message, as the workspace keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.slack.people import Json


@dataclass(frozen=True)
class Message:
    ts: str  # the message's name within its channel: seconds.microseconds
    channel: str  # id
    user: str  # id of the person or bot user
    text: str  # raw, as it was sent
    blocks: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: Json | None = None  # {"user", "ts"}
    attachments: list[Json] | None = None
    app_id: str | None = None
    bot_id: str | None = None
    for_user: str | None = None  # ephemeral: the only one who sees it
    is_broadcast: bool = False  # a reply that is shown in the channel too
    is_deleted: bool = False  # what is left of a message that has replies
    warnings: Mapping[str, str] = field(default_factory=dict)  # user id → what went wrong for them

    @property
    def is_ephemeral(self) -> bool:
        return self.for_user is not None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in {None, self.ts}


def message_json(message: Message, team_id: str, *, with_metadata: bool = False) -> Json:
    """Write a message as conversations.history does."""
    written: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    written["team"] = team_id
    if message.bot_id:
        written |= {"bot_id": message.bot_id, "app_id": message.app_id}
    for key in ("blocks", "attachments", "edited", "thread_ts"):
        if (value := getattr(message, key)) is not None:
            written[key] = value
    if message.is_deleted:
        written["subtype"] = "tombstone"
    if message.is_broadcast:
        written["subtype"] = "thread_broadcast"
    if message.metadata is not None:
        written["metadata"] = message.metadata if with_metadata else _stripped(message.metadata)
    return written


def _stripped(metadata: Json) -> Json:
    return {"event_type": metadata["event_type"], "event_payload": {}}
