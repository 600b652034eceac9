"""The real client, and what Slack says when it refuses."""

from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import SlackSandbox


def client_of(slack: SlackSandbox, token: str | None = None) -> WebClient:
    """Return a client that repeats nothing by itself."""
    return WebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def refused(call: Callable[[], object]) -> str:
    """Return the error that the call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])
