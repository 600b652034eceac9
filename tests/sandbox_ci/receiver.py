"""The other end of the callbacks: a web server that keeps what it is told."""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

SECRET = "a secret of the sandbox"


class Receiver:
    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.answers: deque[int] = deque()  # statuses to answer with, then 204
        self.changed = Condition()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/deploys/d1/promotion"

    @property
    def states(self) -> list[str]:
        return [report["state"] for report in self.reports]

    def wait_for(self, predicate: Callable[[], object]) -> None:
        with self.changed:
            assert self.changed.wait_for(predicate, 10), self.reports

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen until the block ends; again on the same port when called again."""

        class Handler(_Handler):
            receiver = self

        with ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            self.port = server.server_address[1]
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield
            server.shutdown()
            thread.join()

    def take(self, body: bytes, headers: Any) -> int:
        with self.changed:
            message = headers["X-Airlock-Timestamp"].encode() + b"." + body
            expected = "sha256=" + hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
            assert headers["X-Airlock-Signature-256"] == expected
            self.reports.append(json.loads(body))
            self.changed.notify_all()
            return self.answers.popleft() if self.answers else 204


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.receiver.take(body, self.headers))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Stay quiet."""
