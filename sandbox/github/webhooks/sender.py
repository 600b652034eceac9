"""Sends webhooks from the server's loop; whoever tells of an event never waits for it."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.github.webhooks.delivery import Delivery

if TYPE_CHECKING:
    from sandbox.github.webhooks.post import Webhooks

PATIENCE = aiohttp.ClientTimeout(total=10)  # docs.github.com/en/webhooks: answer within 10 seconds
SHOWN = 4096  # bytes of the answer that are kept
NO_ANSWER = 502


class Sender:
    def __init__(self, webhooks: "Webhooks", loop: asyncio.AbstractEventLoop) -> None:
        self._webhooks, self._loop = webhooks, loop
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def send(self, delivery: Delivery, late: timedelta, *, copies: int) -> None:
        """Send a delivery, after a while if need be. Safe from any thread, and never waits."""
        self._loop.call_soon_threadsafe(self._spawn, delivery, late, copies)

    async def close(self) -> None:
        """Give up what is under way."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _spawn(self, delivery: Delivery, late: timedelta, copies: int) -> None:
        if self._is_closed:
            return
        work: Coroutine[Any, Any, None] = self._deliver(delivery, late, copies)
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, late: timedelta, copies: int) -> None:
        await asyncio.sleep(late.total_seconds())
        done = delivery
        for _ in range(copies):
            done = await self._post(delivery)
        await self._loop.run_in_executor(None, self._webhooks.done, done)

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session; each delivery has a connection of its own, so none is lost to a stale one."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=PATIENCE, connector=aiohttp.TCPConnector(force_close=True)
            )
        return self._session

    async def _post(self, delivery: Delivery) -> Delivery:
        session = self._opened()
        began = monotonic()
        try:
            async with session.post(
                delivery.url, data=delivery.body, headers=delivery.headers, allow_redirects=False
            ) as answer:
                text = (await answer.content.read(SHOWN)).decode(errors="replace")
                words = "OK" if answer.ok else f"Invalid HTTP Response: {answer.status}"
                code = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            text, words, code = "", _words(error), NO_ANSWER
        took = timedelta(seconds=monotonic() - began)
        return replace(delivery, status=words, status_code=code, answer=text, took=took)


def _words(error: Exception) -> str:
    return "timed out" if isinstance(error, TimeoutError) else "failed to connect to host"
