"""The other end of a socket, which sends whatever bytes it likes once it has said hello."""

import socket
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha1
from threading import Thread

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
TEXT, CONTINUED, PING = 1, 0, 9  # RFC 6455, 5.2
HELLO = b'{"type": "hello"}'


def frame(content: bytes, opcode: int = TEXT, *, is_last: bool = True) -> bytes:
    return struct.pack("!BBQ", is_last << 7 | opcode, 127, len(content)) + content


@contextmanager
def speaking(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """Yield the address of who greets one visitor, and then says what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        visit = Thread(target=_receive, args=(server, say))
        visit.start()
        yield f"ws://127.0.0.1:{server.getsockname()[1]}"
        visit.join()


def _receive(server: socket.socket, say: Callable[[socket.socket], None]) -> None:
    visitor, _ = server.accept()
    with visitor, suppress(OSError):  # it may leave when it likes
        request = visitor.recv(4096).decode()
        key = request.partition("Sec-WebSocket-Key: ")[2].partition("\r\n")[0]
        accepted = b64encode(sha1((key + GUID).encode(), usedforsecurity=False).digest()).decode()
        head = "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        visitor.sendall(f"{head}Sec-WebSocket-Accept: {accepted}\r\n\r\n".encode() + frame(HELLO))
        say(visitor)
