"""Socket Mode, the promises: what is delivered once, what again, and how long an answer may take."""

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

from sandbox.slack.faults import Faults
from sandbox.slack.people import Json
from sandbox.slack.sockets import Sockets
from sandbox.slack.timing import Timing


class Delivery:
    def __init__(self, sockets: Sockets, timing: Timing, faults: Faults) -> None:
        self._sockets, self._timing, self._faults = sockets, timing, faults
        self._tasks: set[asyncio.Task[Any]] = set()

    async def ask(self, kind: str, payload: Json, *, takes_answer: bool = False) -> Json | None:
        """Deliver once; return the acknowledgement's payload, or None when none came in time."""
        return await self._attempt(
            {"type": kind, "accepts_response_payload": takes_answer, "payload": payload}
        )

    def tell(self, payload: Json) -> None:
        """Deliver an event, again and again until acknowledged or given up."""
        self._spawn(self._until_acknowledged(payload))

    async def close(self) -> None:
        """Give up everything that is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_acknowledged(self, payload: Json) -> None:
        envelope = {"type": "events_api", "accepts_response_payload": False, "payload": payload}
        retry: Json = {"retry_attempt": 0, "retry_reason": ""}
        for attempt, delay in enumerate((*self._timing.retries, None), start=1):
            if await self._attempt(envelope | retry) is not None or delay is None:
                return
            await asyncio.sleep(delay.total_seconds())
            retry = {"retry_attempt": attempt, "retry_reason": "timeout"}

    async def _attempt(self, envelope: Json) -> Json | None:
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        copies = [
            envelope | {"envelope_id": secrets.token_hex(16)} for _ in range(1 + self._faults.is_doubled())
        ]
        sending = self._spawn(self._send(copies, acknowledged, self._faults.delay().total_seconds()))
        try:
            return await asyncio.wait_for(acknowledged, self._timing.ack.total_seconds())
        except TimeoutError:
            return None
        finally:
            if sending.done():
                for copy in copies:
                    self._sockets.forget(copy["envelope_id"])

    async def _send(self, copies: list[Json], acknowledged: asyncio.Future[Json], delay: float) -> None:
        if delay:
            await asyncio.sleep(delay)
        sent = [await self._sockets.send(copy, acknowledged) for copy in copies]
        if not any(sent) and not acknowledged.done():
            acknowledged.set_exception(TimeoutError())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
