"""One attempt to deliver a webhook."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

HOOK = 5_000_001  # id of the App's one hook
FINE = range(200, 400)


@dataclass(frozen=True)
class Delivery:
    id: int
    guid: str  # stays the same when delivered again
    event: str
    action: str | None
    body: bytes = field(repr=False)  # exactly as sent
    at: datetime
    installation: int | None = None
    repository: int | None = None
    is_again: bool = False
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    status: str = "pending"  # in words: OK, Invalid HTTP Response: 500, …
    status_code: int = 0  # 0: no answer yet
    took: timedelta = timedelta(0)
    answer: str = ""

    @property
    def payload(self) -> dict[str, Any]:
        held: dict[str, Any] = json.loads(self.body)
        return held

    @property
    def is_over(self) -> bool:
        return self.status_code != 0

    @property
    def has_failed(self) -> bool:
        return self.is_over and self.status_code not in FINE


def signed(secret: str, delivery: Delivery, app_id: int) -> dict[str, str]:
    """Return the headers that GitHub sends; docs.github.com/en/webhooks/webhook-events-and-payloads."""
    key = secret.encode()
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/5a4d6b1",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(HOOK),
        "X-GitHub-Hook-Installation-Target-ID": str(app_id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature": "sha1=" + hmac.new(key, delivery.body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, delivery.body, hashlib.sha256).hexdigest(),
    }
