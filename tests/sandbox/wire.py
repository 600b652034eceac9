"""A bare Socket Mode connection, to see what goes over the wire."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import websocket

from sandbox.slack import SlackSandbox
from tests.sandbox.client import client_of

Json = dict[str, Any]
T = TypeVar("T")


class Wire:
    def __init__(self, url: str) -> None:
        self.socket = websocket.create_connection(url, timeout=5)

    def read(self) -> Json:
        message: Json = json.loads(self.socket.recv())
        return message

    def ack(self, envelope: Json, payload: Json | None = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        self.socket.send(json.dumps(answer))


def url_of(slack: SlackSandbox) -> str:
    return str(client_of(slack).apps_connections_open(app_token=slack.app_token)["url"])


@contextmanager
def connected(slack: SlackSandbox) -> Iterator[Wire]:
    """Connect, read the hello, and hang up at the end."""
    wire = Wire(url_of(slack))
    try:
        assert wire.read()["type"] == "hello"
        yield wire
    finally:
        wire.socket.close()


def heard(wire: Wire, act: Callable[[], T], answer: Json | None = None) -> tuple[Json, T]:
    """Let somebody act, acknowledge what comes of it, and return the payload and the act's outcome."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(act)
        envelope = wire.read()
        wire.ack(envelope, answer)
        return envelope["payload"], done.result()
