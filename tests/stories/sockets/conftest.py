"""A Slack of its own for each story: sockets of one would be counted by the next."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.slack import Manifest, SlackSandbox, Timing


@pytest.fixture
def slack() -> Iterator[SlackSandbox]:
    with SlackSandbox.start(app=Manifest(), timing=Timing(ack=timedelta(seconds=1.5))) as slack:
        yield slack
