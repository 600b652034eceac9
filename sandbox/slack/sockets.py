"""Socket Mode, the wire: tickets, hello, envelopes out, acknowledgements in."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.slack.people import Json
from sandbox.slack.timing import Timing

# What becomes of new connections: none is answered, none is greeted, each is dropped after its greeting.
Mood = Literal["well", "hanging", "mute", "dropping"]
TIMED = 10_000  # acknowledgements
MOST = 10  # docs.slack.dev/apis/events-api/using-socket-mode: connections of one app


class Sockets:
    """The open connections of the app under test. Everything runs on the server's loop."""

    def __init__(self, app_id: str, timing: Timing, changed: Callable[[], None]) -> None:
        self._app_id, self._timing, self._changed = app_id, timing, changed
        self._tickets: set[str] = set()
        self._open: dict[web.WebSocketResponse, web.Request] = {}
        self._leaving: dict[web.WebSocketResponse, web.Request] = {}  # acks yes, new envelopes no
        self._waiting: dict[str, asyncio.Future[Json]] = {}  # envelope id → acknowledgement
        self._carrier: dict[str, web.WebSocketResponse] = {}  # envelope id → what it was sent on
        self._left: dict[str, float] = {}  # envelope id → when it left
        self._black_holes: list[web.Request] = []
        self._chosen: web.WebSocketResponse | None = None
        self.took: deque[float] = deque(maxlen=TIMED)  # seconds from envelope to acknowledgement, latest last
        self.mood: Mood = "well"
        self.pings = 0
        self.history: list[str] = []  # "open", "goodbye" for a close frame of the app's, "lost" without one

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
        if self.mood == "hanging":
            await asyncio.Event().wait()  # until the caller, or the sandbox, goes away
        socket = web.WebSocketResponse(autoping=False)
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
            socket = self._chosen if self._chosen in self._open else next(iter(self._open))
            request = self._open[socket]
            self._open[socket] = self._open.pop(socket)  # round robin
            self._carrier[envelope["envelope_id"]] = socket
            written = json.dumps(envelope)
            self._left[envelope["envelope_id"]] = time.monotonic()
            try:
                await socket.send_str(written)
            except ConnectionError:
                self._open.pop(socket, None)
                continue
            if request.transport is not None:
                return True
        return False

    def forget(self, envelope_id: str) -> None:
        """Stop waiting: a later acknowledgement changes nothing."""
        self._waiting.pop(envelope_id, None)
        self._carrier.pop(envelope_id, None)
        self._left.pop(envelope_id, None)

    def choose(self) -> None:
        """Send envelopes only on the connection that was opened last, as long as it is there."""
        self._chosen = list(self._open)[-1]

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
        for request in [*self._open.values(), *self._leaving.values(), *self._black_holes]:
            _abort(request)
        self._open.clear()
        self._changed()

    def fall_silent(self) -> None:
        """Let every connection stay open and carry nothing any more, as when a line is cut far away."""
        self.deafen()
        self._black_holes.extend(self._open.values())
        self._open.clear()
        self._changed()

    def deafen(self, *, on: bool = True) -> None:
        """Read nothing that comes on the connections there are, but go on sending; or read on."""
        for request in self._open.values():
            if isinstance(request.transport, asyncio.ReadTransport):
                (request.transport.pause_reading if on else request.transport.resume_reading)()

    async def _listen(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._open[socket] = request
        self.history.append("open")
        try:
            if self.mood != "mute":
                await socket.send_json(self._hello())
            if self.mood == "dropping":
                _abort(request)
            self._changed()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(socket, frame.data)
                elif frame.type is WSMsgType.PING:
                    self.pings += 1
                    await socket.pong(frame.data)
        finally:
            self._open.pop(socket, None)
            self._leaving.pop(socket, None)
            self.history.append("goodbye" if socket.close_code == WSCloseCode.OK else "lost")
            self._changed()

    def _acknowledge(self, socket: web.WebSocketResponse, frame: str) -> None:
        now = time.monotonic()
        try:
            envelope_id = (answer := json.loads(frame)).get("envelope_id", "")
        except ValueError:
            return
        # Whether Slack takes an answer on another connection is documented nowhere, so this one does not.
        if self._carrier.get(envelope_id) is not socket:
            return
        waiting = self._waiting.get(envelope_id)
        self.took.append(now - self._left[envelope_id])
        self.forget(envelope_id)
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
