"""A bot whose listener only notes what it heard, on the socket client that production uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from slack_bolt import Ack, App

from handlers.link import Pace
from handlers.socket import Handler
from sandbox.slack import SlackSandbox
from tests.eventually import eventually
from tests.sandbox.cards import actions, button
from tests.sandbox.client import client_of

GO = "go"


class Noting:
    """Hears clicks, each by the value of its button."""

    def __init__(self, slack: SlackSandbox, pace: Pace = Pace()) -> None:  # noqa: B008 - frozen
        self.heard: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()
        self.slack, self.app = slack, App(client=client_of(slack))
        self.app.action(GO)(self._hear)
        self.handler = Handler(self.app, slack.app_token, threads=5, pace=pace)
        self._leaving: list[Thread] = []

    def comes(self) -> None:
        self.handler.connect()
        eventually(lambda: self.handler.is_connected)

    def leaves(self) -> Thread:
        """Begin to leave, as on SIGTERM."""
        thread = Thread(target=self.handler.close)
        thread.start()
        return thread

    def _hear(self, ack: Ack, action: dict[str, Any]) -> None:
        self.heard.append(action["value"])
        self.may_answer.wait()
        ack()


@contextmanager
def listening(slack: SlackSandbox, pace: Pace = Pace()) -> Iterator[Noting]:  # noqa: B008 - frozen
    bot = Noting(slack, pace)
    bot.comes()
    try:
        yield bot
    finally:
        bot.may_answer.set()
        bot.handler.close()


def card(slack: SlackSandbox, *values: str) -> str:
    """Post a message with a button of each value; return its ts."""
    blocks = [actions(button(GO, value=value)) for value in values or ("one",)]
    client = client_of(slack)
    return str(client.chat_postMessage(channel="C0APPROVAL", text="A card", blocks=blocks)["ts"])


def opened(slack: SlackSandbox) -> int:
    return sum(call.method == "apps.connections.open" for call in slack.calls)
