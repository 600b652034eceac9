"""Airlock's bot beside a local Slack, with nobody else at work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from app import wiring
from handlers import bot
from sandbox.slack import SlackSandbox
from tests.eventually import eventually


def point(env: pytest.MonkeyPatch, slack: SlackSandbox, redis_url: str) -> None:
    """Let the settings be of this Slack and this Redis."""
    env.setenv("REDIS_URL", redis_url)
    env.setenv("SLACK_API_URL", slack.api_url)
    env.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    env.setenv("SLACK_APP_TOKEN", slack.app_token)


@contextmanager
def listening(slack: SlackSandbox, parts: wiring.Parts) -> Iterator[None]:
    """Have the bot on a socket, until the end."""
    stop = Event()
    app = bot.application(parts.client, parts, frozenset())
    thread = Thread(target=bot.serve, args=(app, slack.app_token, stop, lambda: None))
    thread.start()
    try:
        eventually(lambda: slack.connections)
        yield
    finally:
        stop.set()
        thread.join()
        parts.redraw.close()
