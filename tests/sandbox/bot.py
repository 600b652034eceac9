"""A real Bolt app on the real Socket Mode client that production uses."""

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler

from sandbox.slack import SlackSandbox
from tests.sandbox.client import client_of


class Bot:
    def __init__(self, slack: SlackSandbox) -> None:
        self._slack = slack
        self.app = App(client=client_of(slack))
        self.handler = SocketModeHandler(self.app, slack.app_token, ping_interval=1)

    def connect(self) -> None:
        before = self._slack.connections
        self.handler.connect()  # type: ignore[no-untyped-call] # Bolt leaves it bare
        self._slack.wait_for(lambda: self._slack.connections > before and self.handler.client.is_connected())

    def close(self) -> None:
        """Close; a reader that nobody woke before would go on sleeping for up to ten seconds."""
        client = self.handler.client
        client.auto_reconnect_enabled = False
        client.current_session_runner.event.set()
        session = client.current_session
        if session is not None and session.sock is not None:
            session.sock.abort()  # type: ignore[no-untyped-call] # so does websocket-client
            self._slack.wait_for(lambda: session.sock is None)
        self.handler.close()  # type: ignore[no-untyped-call] # Bolt leaves it bare
