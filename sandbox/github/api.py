"""The REST API under /api/v3: reading the call, failing on request, answering in GitHub's form."""

import asyncio
import time
from http import HTTPStatus

from aiohttp import web

from sandbox.github.answering import Answering
from sandbox.github.body import rendered
from sandbox.github.faults import Fault
from sandbox.github.hub import Hub
from sandbox.github.incoming import Incoming, received
from sandbox.github.refusal import Refusal
from sandbox.github.reply import Reply
from sandbox.github.wire import cut, forever, in_thread

EMPTY = frozenset({204, 302, 304})
TOO_MANY = 429


class Api:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._answering = Answering(hub)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        self._hub.asked_at.append(time.time())
        if self._hub.is_away:
            return cut(request)
        incoming = await received(request)
        fault = await in_thread(lambda: self._fault(incoming))
        if fault is None or fault.late is not None:
            reply = await in_thread(lambda: self._answer(incoming))
            await asyncio.sleep((fault and fault.late) or 0)
            return _response(reply)
        if fault.drop in {"after", "never"}:
            await in_thread(lambda: self._answer(incoming))
        if fault.drop == "never":
            await forever()
        if fault.drop:
            return cut(request)
        return _response(await in_thread(lambda: self._failed(incoming, fault)))

    def _fault(self, incoming: Incoming) -> Fault | None:
        with self._hub.lock:
            return self._hub.faults.hit(self._answering.operation(incoming))

    def _answer(self, incoming: Incoming) -> Reply:
        with self._hub.lock:
            reply = self._answering.answer(incoming)
        self._hub.changed()
        return reply

    def _failed(self, incoming: Incoming, fault: Fault) -> Reply:
        status = fault.status or 500
        is_limit = fault.retry_after is not None and status in {403, TOO_MANY}
        message = "You have exceeded a secondary rate limit." if is_limit else HTTPStatus(status).phrase
        with self._hub.lock:
            self._answering.remember(incoming, status, "")
        self._hub.changed()
        return Reply(Refusal(status, message).data(), status, failed(fault))


def failed(fault: Fault) -> dict[str, str]:
    """Return the headers of a failure that was asked for."""
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}


def _response(reply: Reply) -> web.Response:
    if reply.status in EMPTY:
        return web.Response(status=reply.status, headers=dict(reply.headers))
    body = rendered(reply)
    headers = dict(reply.headers) | {"Content-Type": reply.media}
    return web.Response(status=reply.status, headers=headers, body=body)
