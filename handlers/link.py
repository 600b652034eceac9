"""One connection of Socket Mode: what comes is handed on, what is answered goes back where it came from."""

import json
import logging
import selectors
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socket import SHUT_RDWR
from threading import Condition, Event, RLock
from typing import Any, cast

from websocket import ABNF, WebSocketException, WebSocketTimeoutException, create_connection

from handlers.bounded import SENT, Bounded

log = logging.getLogger(__name__)

Json = dict[str, Any]
BROKEN = (OSError, WebSocketException, ValueError)  # what ends a connection; ValueError: no such address


@dataclass(frozen=True)
class Pace:
    """How patient the bot is with its sockets, in seconds."""

    quiet: float = 3.0  # without a frame, before a ping; as long again without an answer, and it is dead
    answer: float = 3.0  # for Slack to take a call, a connection, a handshake, and to say hello; each
    first: float = 0.5  # before the second try in a row
    away: float = 6.0  # at most between two tries while Slack cannot be reached
    storm: float = 10.0  # at most between two sockets that Slack opens but does not keep
    asked: float = 60.0  # at most, where Slack itself says how long to wait
    steady: float = 30.0  # a socket that lasted so long was a good one
    ack: float = 3.0  # docs.slack.dev/apis/events-api/using-socket-mode: Slack waits no longer for an answer
    farewell: float = 2.0  # for Slack to answer a close frame
    rest: Callable[[Event, float], object] = Event.wait  # between two tries: unless set, so long


class Unsent(Exception):  # noqa: N818 - nothing went wrong here
    """The answer cannot go out: this connection is ending or has ended."""


class Link:
    """One WebSocket, open and greeted. One thread reads; any may answer.

    Everything is read and sent under one lock: OpenSSL wants that, and a close frame goes out at a moment
    when whatever was read has been answered.
    """

    def __init__(self, socket: Bounded, pace: Pace) -> None:
        if socket.sock is None:
            raise ConnectionError("it was closed at once")
        self._socket, self._raw, self._pace = socket, socket.sock, pace
        self._changed = Condition(RLock())
        self._unanswered: set[str] = set()  # ids of envelopes
        self._gone_by: float | None = None  # once the close frame is sent: when reading ends at the latest
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._raw, selectors.EVENT_READ)
        self.opened_at = time.monotonic()
        self.over = Event()  # another is needed: it has ended, or Slack has said that it will
        self.ended = Event()

    @classmethod
    def open(cls, url: str, pace: Pace) -> "Link":
        """Connect and wait for the hello. Raises one of BROKEN."""
        # Its own check of UTF-8, byte by byte in Python, takes longer than all else; `_read` does it too.
        socket = cast(
            "Bounded", create_connection(url, timeout=pace.answer, class_=Bounded, skip_utf8_validation=True)
        )
        socket.until = time.monotonic() + pace.answer
        try:
            hello = _read(socket.recv())
            if hello.get("type") != "hello":
                raise WebSocketException(f"no hello, but {hello.get('reason')}")
        except BROKEN:
            socket.shutdown()  # type: ignore[no-untyped-call] # the library left it untyped
            raise
        socket.settimeout(SENT)
        return cls(socket, pace)

    @property
    def is_leaving(self) -> bool:
        """Whether the close frame is sent, after which RFC 6455 (5.5.1) lets no more answers out."""
        return self._gone_by is not None

    def read(self) -> Json | None:
        """Return the next message; None at the end, in order. Raises one of BROKEN: it is dead."""
        is_asked = False  # whether a ping is out
        while self._gone_by is None or time.monotonic() < self._gone_by:
            if self._is_readable():
                opcode, message = self._frame()
                if opcode == ABNF.OPCODE_CLOSE:
                    return None
                if opcode == ABNF.OPCODE_TEXT:
                    return message
                is_asked = is_asked and opcode is None
            elif is_asked:
                raise TimeoutError("nothing came, not even the answer to a ping")
            elif not self.is_leaving:
                self._send("", ABNF.OPCODE_PING)
                is_asked = True
        return None

    def hand_on(self, told: Callable[["Link", Json], None]) -> None:
        """Read until the end."""
        try:
            while (message := self.read()) is not None:
                told(self, message)
        except BROKEN as problem:
            log.info("socket broke", extra={"why": str(problem)})
        finally:
            self.end()

    def answer(self, envelope_id: str, answer: Json) -> None:
        """Send the acknowledgement, unless that is done or nobody waits for it. Raises Unsent."""
        with self._changed:
            if envelope_id not in self._unanswered:
                return
            if self.is_leaving or self.ended.is_set():
                raise Unsent
            try:
                self._send(json.dumps(answer), ABNF.OPCODE_TEXT)
            except BROKEN as problem:
                self._cut()  # who reads will see it
                raise Unsent from problem
            self.forget(envelope_id)

    def awaits(self, envelope_id: object) -> bool:
        """Whether an answer to it can go out still: not when it came after our close frame, or is no id."""
        return isinstance(envelope_id, str) and envelope_id in self._unanswered

    def forget(self, envelope_id: str) -> None:
        """Expect no answer to it any more."""
        with self._changed:
            self._unanswered.discard(envelope_id)
            self._changed.notify_all()

    def leave(self) -> None:
        """Say goodbye once everything read has its answer; reading goes on until Slack says it too.

        Nothing else tells Slack to send no more. What it sends before it has read this cannot be answered.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._unanswered or self.ended.is_set(), self._pace.ack)
            if self.is_leaving or self.ended.is_set():
                return
            self._gone_by = time.monotonic() + self._pace.farewell
            try:
                self._socket.send_close()
            except BROKEN:
                self._cut()

    def end(self) -> None:
        """Let go of the connection at once."""
        with self._changed:
            self.ended.set()
            self.over.set()
            self._changed.notify_all()
            self._selector.close()
            self._socket.shutdown()  # type: ignore[no-untyped-call]

    def _cut(self) -> None:
        with suppress(OSError):
            self._raw.shutdown(SHUT_RDWR)

    def _send(self, content: str, opcode: int) -> None:
        with self._changed:
            self._socket.send(content, opcode)

    def _is_readable(self) -> bool:
        pending = getattr(self._raw, "pending", None)  # what TLS has unpacked already
        wait = self._pace.quiet if self._gone_by is None else max(self._gone_by - time.monotonic(), 0)
        return bool(pending and pending()) or bool(self._selector.select(wait))

    def _frame(self) -> tuple[int | None, Json]:
        """Return what came; no opcode where it is not whole yet, and the library keeps the beginning."""
        with self._changed:
            try:
                opcode, frame = self._socket.take()
            except WebSocketTimeoutException:
                return None, {}
            message = _read(frame.data) if opcode == ABNF.OPCODE_TEXT else {}
            if not self.is_leaving and isinstance(envelope_id := message.get("envelope_id"), str):
                self._unanswered.add(envelope_id)
            return opcode, message


def _read(content: str | bytes) -> Json:
    """Return the message; Slack has been seen to send words that are none."""
    try:
        message = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
