"""Putting messages into channels: by the Web API, by a response URL, by a person."""

from dataclasses import replace

from sandbox.slack import events
from sandbox.slack.content import Content
from sandbox.slack.hub import Hub
from sandbox.slack.message import Message
from sandbox.slack.people import App, Channel
from sandbox.slack.refusal import Refusal


def by_app(hub: Hub, app: App, channel: Channel, said: Content) -> Message:
    """Draft an app's message; `post` makes it seen."""
    return Message(
        ts=hub.workspace.new_ts(),
        channel=channel.id,
        user=app.user_id,
        text=said.text,
        blocks=said.blocks,
        attachments=said.attachments,
        metadata=said.metadata,
        app_id=app.id,
        bot_id=app.bot_id,
    )


def post(hub: Hub, message: Message) -> Message:
    """Make the message seen and tell the app. Raises Refusal."""
    if message.thread_ts:
        message = replace(message, thread_ts=_parent(hub, message.channel, message.thread_ts))
    hub.workspace.put(message)
    events.message_posted(hub, message)
    return message


def rewrite(hub: Hub, message: Message, said: Content) -> Message:
    """Change what a message says; what `said` leaves out stays."""
    changed = replace(
        message,
        text=said.text or message.text,
        blocks=message.blocks if said.blocks is None else said.blocks,
        attachments=message.attachments if said.attachments is None else said.attachments,
        metadata=said.metadata or message.metadata,
        edited={"user": message.user, "ts": hub.workspace.new_ts()},
    )
    return hub.workspace.put(changed)


def slackbot(hub: Hub, user: str, channel: str, text: str) -> Message:
    """Say something to one person in Slack's own name."""
    ts = hub.workspace.new_ts()
    return hub.workspace.put(Message(ts, channel, "USLACKBOT", text, for_user=user))


def _parent(hub: Hub, channel: str, ts: str) -> str:
    message = hub.workspace.logs[channel].by_ts.get(ts)
    if message is None:
        raise Refusal("thread_not_found")
    if message.thread_ts is None:
        hub.workspace.put(replace(message, thread_ts=ts))
    return message.thread_ts or ts
