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
FAREWELL = 5.0  # seconds to end for good
GOODBYE = 1.0  # seconds for the reading thread to notice that it is to leave


class Client(SocketModeClient):
    """Leaves a socket at once. The library closes it under its reader, who then sleeps for ten seconds."""

    _running: WebSocketApp | None = None  # what the runner is in, which may be older than the current one

    def connect(self) -> None:
        _leave(self.current_session)
        super().connect()

    def close(self) -> None:
        """Close, also when a session is only just beginning and has not heard of it."""
        self.closed = True
        self.default_auto_reconnect_enabled = self.auto_reconnect_enabled = False
        self.message_queue.put(None)  # wakes who waits for a message, up to a second
        runner = self.current_session_runner
        runner.event.set()  # what has ended is not to run again
        give_up = time.monotonic() + FAREWELL
        while runner.is_alive() and time.monotonic() < give_up:
            _leave(self._running or self.current_session)
            runner.thread.join(0.05)
        if not runner.is_alive():  # or it goes with the process: its threads are daemons
            super().close()

    def _run_current_session(self) -> None:
        self._running = self.current_session
        super()._run_current_session()  # type: ignore[no-untyped-call] # the SDK left it untyped


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
    if session is None:
        return
    session.keep_running = False
    socket = session.sock
    if socket is None:
        return
    session.on_close = session.on_error = None  # nobody is to reconnect because of this
    socket.abort()  # type: ignore[no-untyped-call]
    give_up = time.monotonic() + GOODBYE
    while session.sock is not None and time.monotonic() < give_up:
        time.sleep(0.001)
