"""A way to Redis that breaks at a word: right before Redis hears it, or before its answer arrives."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CHUNK = 1 << 20  # bytes


@dataclass
class Severed:
    """Passes everything on until told to break."""

    path: str  # of Redis's socket
    listener: socket.socket
    is_heard: bool  # whether Redis still hears the word
    word: bytes = b""
    times: int = 0
    after: bytes = b""  # nothing breaks before this was said

    meanwhile: Callable[[], object] | None = None  # done once, right before Redis hears the word

    def waits_at(self, word: bytes, meanwhile: Callable[[], object]) -> None:
        self.word, self.meanwhile = word, meanwhile

    def breaks_at(self, word: bytes, times: int = 1, after: bytes = b"") -> None:
        self.word, self.times, self.after = word, times, after

    @property
    def url(self) -> str:
        _, port = self.listener.getsockname()
        return f"redis://127.0.0.1:{port}"

    def client(self) -> Redis:
        """Return a connection as `wiring` makes it."""
        return Redis.from_url(self.url, socket_timeout=1, retry=Retry(NoBackoff(), 1), driver_info=None)

    def accept(self) -> None:
        with suppress(OSError):  # the end
            while True:
                asking, _ = self.listener.accept()
                Thread(target=self._serve, args=(asking,), daemon=True).start()

    def _serve(self, asking: socket.socket) -> None:
        with asking, socket.socket(socket.AF_UNIX) as redis, suppress(OSError):
            redis.connect(self.path)
            while asked := asking.recv(CHUNK):
                if self.meanwhile and self.word in asked:
                    meanwhile, self.meanwhile = self.meanwhile, None
                    meanwhile()
                is_broken = self._is_over(asked)
                if is_broken and not self.is_heard:
                    return
                redis.sendall(asked)
                answered = redis.recv(CHUNK)
                if is_broken:
                    return
                asking.sendall(answered)

    def _is_over(self, asked: bytes) -> bool:
        if self.after:
            self.after = b"" if self.after in asked else self.after
            return False
        if not self.times or self.word not in asked:
            return False
        self.times -= 1
        return True


@contextmanager
def severed(redis: Redis, *, is_heard: bool) -> Iterator[Severed]:
    path = str(redis.connection_pool.connection_kwargs["path"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        way = Severed(path, listener, is_heard)
        Thread(target=way.accept, daemon=True).start()
        yield way
        listener.shutdown(socket.SHUT_RDWR)
