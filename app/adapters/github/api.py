"""The one door to GitHub's REST: requests through PyGithub, answers as JSON or as one of our three errors."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from github import GithubException
from github.Requester import Requester
from jwt import PyJWTError
from requests.utils import parse_header_links

from app.adapters.github.refusal import GitHubRefusal, NotFound, refusal
from app.domain.errors import BadInput, Transient

API_VERSION = "2022-11-28"  # docs.github.com/en/rest/about-the-rest-api/api-versions
PER_PAGE = 100  # the most that GitHub gives
Query = Mapping[str, str | int | bool]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    data: Any  # JSON; None when there is none

    @property
    def is_unchanged(self) -> bool:
        """Whether what the caller's ETag names still holds."""
        return self.status == HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True)
class Rows:
    """A list of several pages, as far as it was asked for."""

    rows: tuple[Any, ...]
    is_whole: bool  # false: there are more than were asked for


class Api:
    """GitHub for one installation, one token, or the App. Raises Transient, GitHubRefusal and NotFound."""

    def __init__(self, connect: Callable[[], Requester]) -> None:
        """`connect` makes a requester with fresh credentials; asked again when the old ones are refused."""
        self._connect = connect
        self._requester: Requester | None = None

    def get(self, path: str, **query: str | int | bool) -> Any:
        return self.request("GET", path, query=query).data

    def find(self, path: str, **query: str | int | bool) -> Any | None:
        """Return the answer, or None when it is not there."""
        try:
            return self.get(path, **query)
        except NotFound:
            return None

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self.request("POST", path, body=body).data

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return self.request("PATCH", path, body=body).data

    def rows(self, path: str, *, key: str | None = None, most: int = 1000, **query: str | int | bool) -> Rows:
        """Return a list, page after page, at most `most` of it. `key`: where the answer holds the list."""
        found: list[Any] = []
        for page in self._pages(path, {"per_page": min(PER_PAGE, most + 1), **query}):
            listed = page.get(key) if key and isinstance(page, dict) else page
            if not isinstance(listed, list):
                raise Transient(f"GitHub answered GET {path} with something that is no list.")
            found += listed
            if len(found) > most:
                return Rows(tuple(found[:most]), is_whole=False)
        return Rows(tuple(found), is_whole=True)

    def text(self, path: str, media_type: str, **query: str | int | bool) -> str:
        """Return an answer that is no JSON, as in `application/vnd.github.raw+json`."""
        status, headers, text = self._sent("GET", path, query, None, {"Accept": media_type})
        if status >= HTTPStatus.BAD_REQUEST:
            raise refusal(status, headers, _parsed(text), f"GET {path}")
        return text

    def location(self, path: str) -> str:
        """Return where a download is to be had; it is asked without our credentials."""
        answer = self.request("GET", path)
        if answer.status != HTTPStatus.FOUND or "location" not in answer.headers:
            raise Transient(f"GitHub answered {answer.status} to GET {path}, and no address.")
        return answer.headers["location"]

    def request(
        self,
        verb: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, Any] | None = None,
        etag: str | None = None,
    ) -> Answer:
        """Send one request. `path` begins with a slash; `etag`: of the answer that is known already."""
        headers = {"If-None-Match": etag} if etag else {}
        status, answered, text = self._sent(verb, path, query, body, headers)
        if status == HTTPStatus.UNAUTHORIZED:  # a token that ended, or was revoked and given anew
            self._requester = None
            status, answered, text = self._sent(verb, path, query, body, headers)
        data = _parsed(text)
        if status >= HTTPStatus.BAD_REQUEST:
            raise refusal(status, answered, data, f"{verb} {path}")
        return Answer(status, answered, data)

    def token(self) -> str | None:
        """Return the token that requests carry, for git over https."""
        with _translated("GET", "/installation/token"):
            auth = self._open().auth
            return str(auth.token) if auth else None

    def _pages(self, path: str, query: Query) -> Iterator[Any]:
        wanted: Query | None = query
        while wanted is not None:
            answer = self.request("GET", path, query=wanted)
            yield answer.data
            wanted = _next(answer.headers.get("link", ""))

    def _sent(
        self,
        verb: str,
        path: str,
        query: Query | None,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> tuple[int, Mapping[str, str], str]:
        if not path.startswith("/") or path.startswith("//"):
            raise BadInput(f"`{path[:80]}` is no path of GitHub's API.")
        told = {"Accept": "application/vnd.github+json", **headers}
        with _translated(verb, path):
            return self._open().requestJson(
                verb, path, {k: _spelt(v) for k, v in (query or {}).items()}, told, body
            )

    def _open(self) -> Requester:
        if self._requester is None:
            self._requester = self._connect()
        return self._requester


@contextmanager
def _translated(verb: str, path: str) -> Iterator[None]:
    """Turn what PyGithub and the network raise into our errors."""
    try:
        yield
    except GithubException as error:  # while a token was asked for
        headers = {name.lower(): str(value) for name, value in (error.headers or {}).items()}
        raise refusal(error.status, headers, error.data, "POST /app/installations/…/access_tokens") from error
    except requests.RequestException as error:
        lost = not isinstance(error, requests.ConnectTimeout)
        words = f"GitHub did not answer {verb} {path} ({type(error).__name__})."
        raise Transient(words, ambiguous=lost and verb != "GET") from error
    except (PyJWTError, ValueError, TypeError) as error:
        raise GitHubRefusal(f"GITHUB_APP_PRIVATE_KEY cannot sign ({type(error).__name__}).", 401) from error
    except (AssertionError, RuntimeError) as error:  # PyGithub follows a redirect to its own host only
        raise GitHubRefusal(f"GitHub pointed {verb} {path} elsewhere; check GITHUB_API_URL.", 301) from error


def _parsed(text: str) -> Any:
    """Return the JSON; None for an empty or any other page, which no reader takes for an answer."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _next(link: str) -> Query | None:
    """Return the query of the next page; its path is the one we asked for, whatever the link says."""
    for each in parse_header_links(link) if link else []:
        if each.get("rel") == "next":
            return dict(parse_qsl(urlsplit(each["url"]).query))
    return None


def _spelt(value: str | int | bool) -> str:  # noqa: FBT001 - a query's value
    return str(value).lower() if isinstance(value, bool) else str(value)
