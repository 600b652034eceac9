"""What a handler answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    """JSON data with a status; or raw bytes of a media type, when `raw` is not None."""

    data: Any = None  # JSON; nothing is sent with 204, 302 and 304
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    media: str = "application/json; charset=utf-8"
