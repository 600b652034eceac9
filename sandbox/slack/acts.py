"""What people do in the workspace, and what they see come of it."""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack import events, payloads, posting, responses, stack
from sandbox.slack.blocks import elements
from sandbox.slack.hub import Hub
from sandbox.slack.inputs import Values
from sandbox.slack.message import Message
from sandbox.slack.people import Channel, Json, User
from sandbox.slack.refusal import Refusal
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.view import View

NO_RESPONSE = "This app did not respond."


@dataclass(frozen=True)
class Press:
    """Which element somebody used, and what they chose."""

    action_id: str
    block_id: str | None = None  # None: the first element of that action id
    value: Any = None  # for a select: the option's value, or Slack's JSON; for a button: which of several


@dataclass(frozen=True)
class Outcome:
    acked: bool
    response_url: str = ""  # where a private answer to it goes; "" where there is none


def find(blocks: list[Json], press: Press) -> tuple[Json, Json]:
    """Return the block and the element that was used. Raises LookupError."""
    for block, element in elements(blocks):
        if element["action_id"] == press.action_id and press.block_id in {None, block["block_id"]}:
            if element["type"] == "button" and press.value not in {None, element.get("value")}:
                continue
            return block, element
    there = sorted(element["action_id"] for _, element in elements(blocks))
    raise LookupError(f"nothing called {press.action_id!r} to click; there is {there}")


async def click(hub: Hub, user: User, message: Message, press: Press) -> Outcome:
    """Use an element of the message as `user` saw it, which may be out of date."""
    block, element = find(message.blocks or [], press)
    action = payloads.pressed(block, element, press.value)
    current = hub.workspace.logs[message.channel].by_ts.get(message.ts, message)
    payload = payloads.in_message(hub, user, current, action)
    answer = await hub.delivery.ask("interactive", payload)
    hub.workspace.warn(message, user.id, None if answer is not None else NO_RESPONSE)
    return Outcome(answer is not None, payload["response_url"])


async def click_in_view(hub: Hub, view: View, press: Press, values: Values) -> Outcome:
    """Use an element of a modal or of the Home tab."""
    block, element = find(view.blocks, press)
    action = payloads.pressed(block, element, press.value)
    answer = await hub.delivery.ask("interactive", payloads.in_view(hub, view, action, values))
    if answer is None:
        _trouble(hub, view)
    return Outcome(answer is not None)


async def close(hub: Hub, user: User) -> None:
    """Close the top modal, as with its x."""
    view = hub.workspace.modal(user.id)
    if view is None:
        raise LookupError(f"{user.name} has no modal open")
    stack.close(hub.workspace, view)
    if view.content.get("notify_on_close"):
        await hub.delivery.ask("interactive", payloads.closed(hub, view, is_cleared=False))


async def command(hub: Hub, user: User, channel: Channel, line: str) -> Outcome:
    """Send a slash command; an answer in the acknowledgement is shown as if sent to the response URL."""
    name, _, text = line.strip().partition(" ")
    known = {one.command: one for one in hub.manifest.commands}
    if name not in known:
        posting.slackbot(hub, user.id, channel.id, f"{name} is not a valid command.")
        return Outcome(acked=False)
    payload = payloads.commanded(hub, user, channel, known[name], text.strip())
    answer = await hub.delivery.ask("slash_commands", payload, takes_answer=True)
    if answer is None:
        posting.slackbot(hub, user.id, channel.id, f"{name} failed because the app did not respond.")
    elif answer:
        _say(hub, user, channel, answer)
    return Outcome(answer is not None)


def post(hub: Hub, user: User, channel: Channel, text: str, thread_ts: str | None = None) -> Message:
    """Write a message."""
    draft = Message(hub.workspace.new_ts(), channel.id, user.id, text, thread_ts=thread_ts)
    return posting.post(hub, draft)


def open_home(hub: Hub, user: User) -> None:
    events.home_opened(hub, user.id)


def _say(hub: Hub, user: User, channel: Channel, answer: Json) -> None:
    try:
        responses.say(hub, ResponseUrl(channel.id, user.id, 0, None), answer)
    except Refusal as refusal:
        posting.slackbot(hub, user.id, channel.id, f"The app's answer was refused: {refusal.error}")


def _trouble(hub: Hub, view: View) -> None:
    for one in hub.workspace.views():
        if one.id == view.id:
            hub.workspace.put_view(replace(one, problem=NO_RESPONSE))
