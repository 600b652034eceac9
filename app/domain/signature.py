"""The signature that Airlock and a CI put on what they send each other."""

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


def problem(secret: str, body: bytes, at: datetime, timestamp: str, signature: str) -> str | None:
    """Say what is wrong with a signature, None when it holds. Compares in constant time."""
    if not hmac.compare_digest(_sign(secret, timestamp, body).encode(), signature.encode()):
        return f"{SIGNATURE} does not match this body and {TIMESTAMP}; sign both with AIRLOCK_CI_SECRET."
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > len("99999999999"):
        return f"{TIMESTAMP} must be Unix seconds."
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return f"{TIMESTAMP} is more than 5 minutes off; set the sender's clock."
    return None


def _sign(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return "sha256=" + digest.hexdigest()
