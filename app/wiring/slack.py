"""Slack's client; imported only where somebody speaks to Slack."""

import ssl

from slack_sdk import WebClient

from app.adapters.book import RedisBook
from app.adapters.people import People
from app.adapters.peoplememory import Memory
from app.adapters.slack import Slack
from app.adapters.slackfiles import SlackFiles
from app.domain.errors import BadInput
from app.settings import Settings

SLACK_TIMEOUT = 10  # seconds; below the lease of every effect that calls Slack


class SlackChat(Slack, People, SlackFiles):
    """Both halves of `ports.Chat`, and uploads."""

    def __init__(self, client: WebClient, book: RedisBook, memory: Memory) -> None:
        Slack.__init__(self, client, book)
        People.__init__(self, client, memory=memory)
        SlackFiles.__init__(self, client)


def client(settings: Settings) -> WebClient:
    """Return the client. No retries in it: it would post twice. The outbox tries again, after looking."""
    token = settings.slack_bot_token
    if token is None:
        raise BadInput("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token of the installed app.")
    return WebClient(
        token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT,
        retry_handlers=[],
        ssl=_trust() if settings.slack_api_url.startswith("https:") else None,
    )


def _trust() -> ssl.SSLContext:
    """Return what the standard library makes anew for each call: it reads all certificates, for 20 ms."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
