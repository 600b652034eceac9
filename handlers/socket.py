"""Socket Mode for Bolt, on the transport that is open again first after an outage: docs/decisions."""

import time

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websocket_client import SocketModeClient
from websocket import WebSocketApp

PING = 5  # seconds between two pings
GOODBYE = 1.0  # seconds for the reading thread to notice that it is to leave


class Client(SocketModeClient):
    """Leaves a socket at once. The library closes it under its reader, who then sleeps for ten seconds."""

    def connect(self) -> None:
        _leave(self.current_session)
        super().connect()

    def close(self) -> None:
        self.auto_reconnect_enabled = False
        self.current_session_runner.event.set()  # what has ended is not to run again
        _leave(self.current_session)
        super().close()


class Handler(BaseSocketModeHandler):
    """Hands what comes in to Bolt."""

    def __init__(self, app: App, app_token: str, threads: int) -> None:
        self.app = app
        self.app_token = app_token
        self.client = Client(
            app_token, logger=app.logger, web_client=app.client, ping_interval=PING, concurrency=threads
        )
        self.client.socket_mode_request_listeners.append(self.handle)

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        start = time.time()
        response: BoltResponse = run_bolt_app(self.app, req)
        send_response(client, req, response, start)


def _leave(session: WebSocketApp | None) -> None:
    """Wake the reader with the end of its connection, and wait until it has gone."""
    socket = session.sock if session is not None else None
    if session is None or socket is None:
        return
    session.on_close = session.on_error = None  # nobody is to reconnect because of this
    socket.abort()  # type: ignore[no-untyped-call]
    give_up = time.monotonic() + GOODBYE
    while session.sock is not None and time.monotonic() < give_up:
        time.sleep(0.001)
