"""The signature that Airlock and a CI platform share: an HMAC over time and body."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta

SIGNATURE = "X-Airlock-Signature-256"
TIMESTAMP = "X-Airlock-Timestamp"
TOLERANCE = timedelta(minutes=5)  # DESIGN.md, HTTP

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def signed(secret: str, body: bytes, at: float) -> dict[str, str]:
    """Return the headers that prove `body` was sent `at` that time, in Unix seconds."""
    timestamp = str(int(at))
    return {TIMESTAMP: timestamp, SIGNATURE: _signature(secret, timestamp, body)}


def is_genuine(secret: str, body: bytes, headers: Mapping[str, str], now: float) -> bool:
    """Whether the headers prove that a holder of the secret sent `body` just now."""
    timestamp = headers.get(TIMESTAMP, "")
    if not _SECONDS.fullmatch(timestamp) or abs(now - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    expected = _signature(secret, timestamp, body)
    # bytes, because compare_digest raises on text that is not ASCII
    return hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").encode(errors="replace"))


def _signature(secret: str, timestamp: str, body: bytes) -> str:
    message = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
