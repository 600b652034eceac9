"""What GitHub's status codes mean to Airlock: try again later, mend something, or it is gone."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from app.domain.errors import BadInput, Barred, Gone, Transient

WAIT_MAX = 3600.0  # seconds; a primary limit is renewed every hour
# When GitHub names no moment: docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
WAIT_UNNAMED = 60.0
_WORDS_MAX = 300  # characters of GitHub's own words
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


class GitHubRefusal(BadInput):
    """GitHub said no, and will say so again until somebody mends it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class NotLetIn(GitHubRefusal, Barred):
    """A credential, a permission or the installation is missing."""


class NotFound(GitHubRefusal, Gone):
    """It is not there, or not for us: GitHub tells both by 404."""


def refusal(status: int, headers: Mapping[str, str], data: Any, asked: str) -> Exception:
    """Return what to raise for an answer of 400 and more. `asked`: "GET /path", for the message."""
    words = _words(data)
    is_limited = _is_limited(status, headers, words)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER or is_limited:
        wait = retry_after(headers) or (WAIT_UNNAMED if is_limited else None)
        ambiguous = status >= HTTPStatus.INTERNAL_SERVER_ERROR and not asked.startswith("GET ")
        return Transient(f"GitHub answered {status} to {asked}.", retry_after=wait, ambiguous=ambiguous)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return NotFound(f"GitHub does not show {asked.partition(' ')[2]} to Airlock ({words}).", status)
    kind = NotLetIn if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) else GitHubRefusal
    return kind(_sentence(status, headers, words, asked), status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return for how many seconds GitHub asks to be left alone; measured by GitHub's own clock."""
    if (told := headers.get("retry-after", "")).isdecimal():
        return min(float(told), WAIT_MAX)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") != "0" or not reset.isdecimal():
        return None
    try:
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except ValueError:
        return None
    return min(max(float(reset) - now, 1.0), WAIT_MAX)


def _is_limited(status: int, headers: Mapping[str, str], words: str) -> bool:
    """GitHub tells its limits by 403 as well: docs.github.com/en/rest/using-the-rest-api/rate-limits."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    if status != HTTPStatus.FORBIDDEN:
        return False
    return (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in words.lower()
    )


def _sentence(status: int, headers: Mapping[str, str], words: str, asked: str) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        return f"GitHub refuses the credentials ({words}): check GITHUB_APP_ID and its key, or GITHUB_TOKEN."
    if status == HTTPStatus.FORBIDDEN and "suspended" in words.lower():
        return "The GitHub App's installation is suspended: an owner of the organisation can unsuspend it."
    if status == HTTPStatus.FORBIDDEN:
        needed = headers.get("x-accepted-github-permissions")
        mend = f"give the App {needed[:100]}" if needed else "give the App or the token that permission"
        return f"GitHub does not allow {asked} ({words}): {mend}, and accept it where it is installed."
    return f"GitHub refused {asked} with {status}: {words}."


def _words(data: Any) -> str:
    """Return what GitHub says, on one line; foreign text."""
    if not isinstance(data, dict):
        return "no reason given"
    errors = data.get("errors")
    told = [data.get("message"), *map(_word, errors[:3] if isinstance(errors, list) else [errors])]
    words = "; ".join(str(each) for each in told if each)
    return "".join(c if c.isprintable() else " " for c in words)[:_WORDS_MAX] or "no reason given"


def _word(error: Any) -> Any:
    return error.get("message") or error.get("code") if isinstance(error, dict) else error
