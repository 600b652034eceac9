"""A real Bolt app on the real Socket Mode client that production uses."""

from slack_bolt import App

from handlers.socket import Handler
from sandbox.slack import SlackSandbox
from tests.sandbox.client import client_of


class Bot:
    def __init__(self, slack: SlackSandbox) -> None:
        self._slack = slack
        self.app = App(client=client_of(slack))
        self.handler = Handler(self.app, slack.app_token, threads=10)

    def connect(self) -> None:
        before = self._slack.connections
        self.handler.connect()
        self._slack.wait_for(lambda: self._slack.connections > before and self.handler.is_connected)

    def close(self) -> None:
        self.handler.close()
