"""Socket Mode, the wire: tickets, hello, envelopes out, acknowledgements in."""

import asyncio
import json
import secrets
from collections.abc import Callable

from aiohttp import WSMsgType, web

from sandbox.slack.people import Json
from sandbox.slack.timing import Timing

MOST = 10  # docs.slack.dev/apis/events-api/using-socket-mode: connections of one app


class Sockets:
    """The open connections of the app under test. Everything runs on the server's loop."""

    def __init__(self, app_id: str, timing: Timing, changed: Callable[[], None]) -> None:
        self._app_id, self._timing, self._changed = app_id, timing, changed
        self._tickets: set[str] = set()
        self._open: dict[web.WebSocketResponse, web.Request] = {}
        self._leaving: dict[web.WebSocketResponse, web.Request] = {}  # acks yes, new envelopes no
        self._waiting: dict[str, asyncio.Future[Json]] = {}  # envelope id → acknowledgement

    @property
    def count(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """Issue a ticket for one connection."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Keep one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.count >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._listen(socket, request)
        return socket

    async def send(self, envelope: Json, acknowledged: asyncio.Future[Json]) -> bool:
        """Hand the envelope to one connection; False when there is none to take it."""
        self._waiting[envelope["envelope_id"]] = acknowledged
        while self._open:
            socket, request = next(iter(self._open.items()))
            self._open[socket] = self._open.pop(socket)  # round robin
            try:
                await socket.send_str(json.dumps(envelope))
            except ConnectionError:
                self._open.pop(socket, None)
                continue
            if request.transport is not None:
                return True
        return False

    def forget(self, envelope_id: str) -> None:
        """Stop waiting: a later acknowledgement changes nothing."""
        self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to be renewed; only a warning leaves it in use for now."""
        for socket in list(self._open):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
            if reason != "warning" and (request := self._open.pop(socket, None)):
                self._leaving[socket] = request
                asyncio.get_running_loop().call_later(self._timing.goodbye.total_seconds(), _abort, request)
        self._changed()

    def cut(self) -> None:
        """End every connection without a close frame."""
        for request in [*self._open.values(), *self._leaving.values()]:
            _abort(request)
        self._open.clear()
        self._changed()

    async def _listen(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._open[socket] = request
        try:
            await socket.send_json(self._hello())
            self._changed()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._open.pop(socket, None)
            self._leaving.pop(socket, None)
            self._changed()

    def _acknowledge(self, frame: str) -> None:
        try:
            answer = json.loads(frame)
        except ValueError:
            return
        waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        }


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
