"""What no other listener knows: old buttons are answered, and events nobody needs are acknowledged."""

import re
from typing import Any

from slack_bolt import Ack, App, BoltResponse, Respond

from handlers.answers import privately

ANYTHING = re.compile(r".*", re.DOTALL)


def register(bolt: App) -> None:
    def gone(ack: Ack, respond: Respond) -> None:
        ack()
        privately(respond, "This button is no longer in use; `/deploy status` shows what waits.")

    def ignored(event: dict[str, Any]) -> None:  # noqa: ARG001 - Bolt acknowledges it
        return

    bolt.action(ANYTHING)(gone)
    bolt.event(ANYTHING)(ignored)


def failed(error: Exception) -> BoltResponse:
    """Let the fault fly to the log and to Sentry; what was not acknowledged shows in Slack as such."""
    raise error
