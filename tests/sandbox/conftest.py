"""A fresh workspace for each test; one Bolt app for all tests that need no other."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from sandbox.slack import Manifest, SlackSandbox, Timing
from tests.sandbox.bot import Bot
from tests.sandbox.client import client_of
from tests.sandbox.wire import Wire, connected

QUICK = Timing(
    ack=timedelta(milliseconds=500),
    retries=(timedelta(0), timedelta(milliseconds=10)),
    goodbye=timedelta(milliseconds=200),
    page=timedelta(milliseconds=5),
)


@pytest.fixture
def slack() -> Iterator[SlackSandbox]:
    with SlackSandbox.start(app=Manifest(), timing=QUICK) as slack:
        yield slack


@pytest.fixture
def client(slack: SlackSandbox) -> WebClient:
    return client_of(slack)


@pytest.fixture
def wire(slack: SlackSandbox) -> Iterator[Wire]:
    with connected(slack) as wire:
        yield wire


@pytest.fixture(scope="package")
def town() -> Iterator[SlackSandbox]:
    """Keep one workspace for the tests that share a bot; each uses its own names."""
    with SlackSandbox.start(app=Manifest(), timing=Timing(ack=timedelta(seconds=1))) as slack:
        yield slack


@pytest.fixture(scope="package")
def bot(town: SlackSandbox) -> Iterator[Bot]:
    bot = Bot(town)
    bot.connect()
    yield bot
    bot.close()
