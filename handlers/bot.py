"""The bot process: Bolt in Socket Mode. Record first, then acknowledge."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.websocket_client import SocketModeClient

from app.ports import Parts
from handlers import register

THREADS = 20  # listeners at a time; each waits for Redis, now and then for Slack
LEAVE = 2  # seconds for Slack to answer a close frame
PING = 5  # seconds; a socket that is cut without a word is noticed and opened again within about two


def application(client: WebClient, parts: Parts, queue_apps: frozenset[str]) -> App:
    """Return the Bolt app with every listener. Calls auth.test, so a wrong token shows at once."""
    bolt = App(
        client=client,
        logger=logging.getLogger("slack_bolt"),
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="listener"),
    )
    register(bolt, parts, queue_apps)
    return bolt


def serve(bolt: App, app_token: str, stop: Event, ready: Callable[[], None]) -> None:
    """Listen until told to stop, then finish what runs."""
    # This transport is open again first after an outage, and idle meanwhile: docs/decisions.
    handler = SocketModeHandler(bolt, app_token, ping_interval=PING, concurrency=THREADS)
    handler.connect()  # type: ignore[no-untyped-call] # Bolt left it untyped
    ready()
    stop.wait()
    _take_leave(handler.client)
    handler.close()  # type: ignore[no-untyped-call]
    bolt.listener_runner.listener_executor.shutdown(wait=True)


def _take_leave(client: SocketModeClient) -> None:
    """Close with a close frame, whose answer wakes the reading thread; it would sleep for ten seconds."""
    session, closed = client.current_session, Event()
    client.auto_reconnect_enabled = False
    client.on_close_listeners.append(lambda _: closed.set())
    client.current_session_runner.event.set()  # so that what has ended is not run again
    socket = session.sock if session is not None else None
    if socket is not None:
        socket.send_close()
        closed.wait(LEAVE)
        socket.shutdown()  # type: ignore[no-untyped-call] # the library forgets to, after the other side's close frame
