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

LOOK = 1.0  # seconds
THREADS = 20  # listeners at a time; each waits for Redis, now and then for Slack


def application(client: WebClient, parts: Parts, queue_apps: frozenset[str]) -> App:
    """Return the Bolt app with every listener. Calls auth.test, so a wrong token shows at once."""
    log = logging.getLogger("slack_bolt")
    log.addFilter(
        lambda record: "will be unused" not in str(record.msg)
    )  # that SLACK_BOT_TOKEN is set as well
    bolt = App(
        client=client,
        logger=log,
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="listener"),
    )
    register(bolt, parts, queue_apps)
    return bolt


def serve(
    bolt: App,
    app_token: str,
    stop: Event,
    ready: Callable[[], None],
    beat: Callable[[int], None] = lambda _: None,
) -> None:
    """Listen until told to stop, then finish what runs. Ready is when a socket is open.

    `beat` is told every second how many are.
    """
    handler = Handler(bolt, app_token, THREADS, opened=Once(ready))
    handler.connect()
    while not stop.wait(LOOK):
        beat(int(handler.is_connected))
    handler.close()
    bolt.listener_runner.listener_executor.shutdown(wait=True)


class Once:
    """Calls something the first time only; a socket is opened anew every few hours."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._calls = iter([call])

    def __call__(self) -> None:
        for call in self._calls:
            call()
