"""A WebSocket that takes in what Slack may send, and no more."""

import time

from websocket import ABNF, WebSocket, WebSocketException, WebSocketTimeoutException

FRAME = 0.2  # seconds to wait for the rest of a frame at a time; meanwhile nothing can be answered
SENT = 1.0  # seconds for an answer to go out
MESSAGE = 4 << 20  # bytes; Slack's are some kilobytes, a modal with all its values a few hundred
BETWEEN = (ABNF.OPCODE_PING, ABNF.OPCODE_PONG)  # which may come in the middle of a message


class Bounded(WebSocket):
    """Takes in what Slack may send, and no more; what trickles in keeps nobody waiting for long."""

    until = float("inf")  # when what is being read is waited for no longer
    _taken = 0

    def take(self) -> tuple[int, ABNF]:
        """Return what came. Raises WebSocketTimeoutException when it is not whole yet, and one of BROKEN."""
        self.until = time.monotonic() + FRAME
        self.settimeout(FRAME)
        try:
            opcode, frame = self.recv_data_frame(control_frame=True)
        finally:
            self.settimeout(SENT)
        if opcode not in BETWEEN:
            self._taken = 0
        return opcode, frame

    def _recv(self, bufsize: int) -> bytes:
        if self._taken > MESSAGE:
            raise WebSocketException(f"a message of more than {MESSAGE >> 20} MiB")
        if time.monotonic() > self.until:
            raise WebSocketTimeoutException("it is not whole yet")
        content: bytes = super()._recv(bufsize)  # type: ignore[no-untyped-call] # the library left it so
        self._taken += len(content)
        return content
