"""People who click at an even pace, whether or not the app keeps up, and how long each waited for it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.slack import acts
from sandbox.slack.acts import Press
from sandbox.slack.hub import Hub
from sandbox.slack.message import Message
from sandbox.slack.people import User


@dataclass(frozen=True)
class Clicking:
    user: User
    message: Message
    press: Press


@dataclass(frozen=True)
class Clicked:
    """What came of clicks, each list in an order of its own."""

    at: tuple[float, ...]  # when each was due, seconds since 1970
    took: tuple[float, ...]  # seconds from envelope to acknowledgement, of those acknowledged

    @property
    def lost(self) -> int:
        """How many were not acknowledged in time."""
        return len(self.at) - len(self.took)


async def click(hub: Hub, clicks: Sequence[Clicking], per_second: float) -> Clicked:
    """Click them all; nobody waits for anybody else's acknowledgement."""
    begin, took = time.time(), hub.sockets.took
    took.clear()
    due = [begin + number / per_second for number in range(len(clicks))]
    tasks = []
    for at, one in zip(due, clicks, strict=True):
        await asyncio.sleep(at - time.time())
        tasks.append(asyncio.create_task(acts.click(hub, one.user, one.message, one.press)))
    await asyncio.gather(*tasks)
    return Clicked(tuple(due), tuple(took))
