"""The bot process: Bolt in Socket Mode. Record first, then acknowledge."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from slack_bolt import App
from slack_sdk import WebClient

from app.ports import Parts
from handlers import register
from handlers.socket import Handler

THREADS = 20  # listeners at a time; each waits for Redis, now and then for Slack


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
    handler = Handler(bolt, app_token, THREADS)
    handler.connect()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
    ready()
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]
    bolt.listener_runner.listener_executor.shutdown(wait=True)
