"""Steps that many tests begin with."""

from typing import Any

from sandbox.slack import SlackSandbox, View
from tests.sandbox.cards import Json, actions, button, modal, section
from tests.sandbox.client import client_of
from tests.sandbox.wire import Wire, heard


def card(slack: SlackSandbox, **more: Any) -> str:
    """Post a card with two buttons, and return its ts."""
    blocks = [actions(button("yes", value="d1"), button("no"))]
    return str(
        client_of(slack).chat_postMessage(channel="C0APPROVAL", text="card", blocks=blocks, **more)["ts"]
    )


def trigger(slack: SlackSandbox, wire: Wire) -> str:
    """Let Ana give a command, and return the trigger id that came with it."""
    payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    return str(payload["trigger_id"])


def opened(slack: SlackSandbox, wire: Wire, *blocks: Json, **more: Any) -> View:
    """Let the app open a modal before Ana."""
    client_of(slack).views_open(trigger_id=trigger(slack, wire), view=modal(*blocks or (section(),), **more))
    view = slack.view("ana")
    assert view is not None
    return view
