"""Bodies: JSON in, JSON or bytes out, and the tag of what was answered."""

import hashlib
import json
from typing import Any

from sandbox.github.refusal import Refusal
from sandbox.github.reply import Reply


def rendered(reply: Reply) -> bytes:
    """Return the body as it is sent."""
    return reply.raw if reply.raw is not None else json.dumps(reply.data).encode()


def etag(body: bytes) -> str:
    return f'W/"{hashlib.sha256(body).hexdigest()}"'


def parsed(body: bytes) -> Any:
    """Return the JSON that was sent; nothing is {}. Raises Refusal."""
    if not body:
        return {}
    try:
        return json.loads(body)
    except ValueError as wrong:
        raise Refusal(400, "Problems parsing JSON") from wrong
