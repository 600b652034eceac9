"""Puts Actions and the webhooks into a hub, and starts and ends what they run beside its server."""

import asyncio

from sandbox.github.actions.engine import Actions
from sandbox.github.hub import Hub
from sandbox.github.webhooks.post import Webhooks


class Attached:
    def __init__(self, hub: Hub) -> None:
        hub.webhooks = Webhooks(hub)
        hub.emit = hub.webhooks.emit
        hub.actions = Actions(hub)
        self._hub = hub

    async def start(self) -> None:
        """Begin to send webhooks, and to store artifacts on a port of their own."""
        self._hub.webhooks.start(asyncio.get_running_loop())
        await self._hub.actions.storage.start()

    async def stop(self) -> None:
        """End all that runs by itself."""
        await asyncio.get_running_loop().run_in_executor(None, self._hub.actions.later.close)
        await self._hub.webhooks.close()
        await self._hub.actions.storage.stop()
