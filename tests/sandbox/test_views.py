"""views.*: modals, Home tabs, and the short life of a trigger."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.sandbox.bot import client_of
from tests.sandbox.cards import Json, actions, button, home, modal, section
from tests.sandbox.test_calls import refused
from tests.sandbox.wire import Wire, connected, url_of

ANA = "U0ANA00001"


def trigger_of(slack: SlackSandbox, wire: Wire) -> str:
    """Let Ana give a command, and return the trigger id that came with it."""
    slack.deliver_late(0)
    return str(given(slack, wire, lambda: slack.command("ana", "/deploy"))["trigger_id"])
