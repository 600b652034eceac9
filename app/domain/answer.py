"""What a CI says of a promotion, and what that makes happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app.domain import event as e
from app.domain.errors import BadInput

STARTED, LIVE, FAILED = "started", "live", "failed"
URL_MAX, DETAIL_MAX = 3000, 1000  # characters


@dataclass(frozen=True)
class Answer:
    state: str  # STARTED, LIVE or FAILED
    url: str | None = None  # of the run; http or https; foreign
    status_url: str | None = None  # where to ask again; foreign
    detail: str | None = None  # foreign text


def answer_of(told: Mapping[str, Any]) -> Answer:
    """Return the answer in a CI's words. Raises BadInput naming the field."""
    state, detail = told.get("state"), told.get("detail")
    if state not in (STARTED, LIVE, FAILED):
        raise BadInput("state: must be started, live or failed.")
    if detail is not None and not isinstance(detail, str):
        raise BadInput("detail: must be text.")
    return Answer(state, _url(told, "url"), _url(told, "status_url"), detail and _kept(detail))


def _kept(detail: str) -> str:
    """Return text that can be stored: JSON may hold half a surrogate pair, UTF-8 may not."""
    return detail[:DETAIL_MAX].encode("utf-8", "replace").decode()


def event_of(answer: Answer, at: datetime) -> e.Event:
    """Return the event that the answer is."""
    match answer.state:
        case "live":
            return e.WentLive(at, answer.url)
        case "failed":
            return e.Failed(at, answer.detail or "The CI says that it failed, and not why.", answer.url)
        case _:
            return e.PromotionStarted(at, answer.url, answer.status_url)


def is_http(url: object) -> bool:
    """Whether a person may be sent to a foreign URL."""
    if not isinstance(url, str) or len(url) > URL_MAX or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)


def _url(told: Mapping[str, Any], field: str) -> str | None:
    url = told.get(field)
    if url is not None and not is_http(url):
        raise BadInput(f"{field}: must be an http or https URL.")
    return url
