"""The signature that Airlock and a CI put on what they send each other, and GitHub's on its webhooks."""

import hashlib
import hmac
from datetime import datetime, timedelta

SIGNATURE = "X-Airlock-Signature-256"
TIMESTAMP = "X-Airlock-Timestamp"  # Unix seconds
TOLERANCE = timedelta(minutes=5)


def headers(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the two headers that prove a body's origin and age."""
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: _sign(secret, timestamp, body)}


def untimely(at: datetime, timestamp: str) -> str | None:
    """Say what is wrong with a timestamp, None when it is recent; asked before a body is read."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > len("99999999999"):
        return f"{TIMESTAMP} must be Unix seconds."
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return f"{TIMESTAMP} is more than 5 minutes off; set the sender's clock."
    return None


def forged(secret: str, body: bytes, timestamp: str, signature: str) -> str | None:
    """Say that a signature is wrong, None when it holds. Compares in constant time."""
    expected = _sign(secret, timestamp, body).encode()
    if hmac.compare_digest(expected, signature.encode("utf-8", "surrogateescape")):
        return None
    return f"{SIGNATURE} does not match this body and {TIMESTAMP}; sign both with AIRLOCK_CI_SECRET."


def is_githubs(secret: str, body: bytes, signature: str) -> bool:
    """Whether GitHub's signature holds: docs.github.com/en/webhooks, "Validating webhook deliveries"."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape"))


def _sign(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return "sha256=" + digest.hexdigest()
