import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from sandbox.ci import CISandbox
from sandbox.ci.signature import signed
from tests.sandbox_ci.receiver import SECRET, Receiver


class Asker:
    """Airlock's side of the wire."""

    def __init__(self, ci: CISandbox, receiver: Receiver) -> None:
        self.ci = ci
        self.payload: dict[str, Any] = {
            "id": "d1",
            "repository": "harbour/shop",
            "sha": "ab" * 20,
            "environment": "production",
            "report_digest": "sha256:" + "0" * 64,
            "decided_by": "U_BO",
            "callback_url": receiver.url,
        }

    def promote(self, key: str = "k1", *, timeout: float = 10, **changes: Any) -> requests.Response:
        body = json.dumps(self.payload | changes).encode()
        return self.send(body, signed(SECRET, body, time.time()) | {"Idempotency-Key": key}, timeout=timeout)

    def send(self, body: bytes, headers: dict[str, str], timeout: float = 10) -> requests.Response:
        return requests.post(self.ci.url, data=body, headers=headers, timeout=timeout)

    def get(self, url: str) -> requests.Response:
        return requests.get(url, headers=signed(SECRET, b"", time.time()), timeout=10)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    with receiver.listening():
        yield receiver


@pytest.fixture
def ci() -> Iterator[CISandbox]:
    with CISandbox.start(SECRET, takes=timedelta(milliseconds=20)) as ci:
        yield ci


@pytest.fixture
def airlock(ci: CISandbox, receiver: Receiver) -> Asker:
    return Asker(ci, receiver)
