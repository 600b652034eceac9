"""The one door to GitHub's REST: requests through PyGithub, answers as JSON or as one of our three errors."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from github.Requester import Requester

from app.adapters.github.query import Query, next_page, spelt
from app.adapters.github.refusal import NotFound, refusal
from app.adapters.github.translation import elsewhere, parsed, translated
from app.domain.errors import BadInput, Transient

API_VERSION = "2022-11-28"  # docs.github.com/en/rest/about-the-rest-api/api-versions
PER_PAGE = 100  # the most that GitHub gives
PAGES_MAX = 200  # whatever the links say
REDIRECTS_MAX = 3
NOT_GRANTED = "not accessible by integration"  # a token keeps the permissions of when it was made
# GitHub keeps the method and the body at a renamed repository: docs.github.com/en/rest/using-the-rest-api
KEEPS_METHOD = {HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT}


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

    def rows(
        self,
        path: str,
        *,
        key: str | None = None,
        most: int = 1000,
        is_sized: bool = True,
        **query: str | int | bool,
    ) -> Rows:
        """Return a list, page after page, at most `most` of it. `key`: where the answer holds the list.

        `is_sized`: whether GitHub lets us say how much a page holds.
        """
        found: list[Any] = []
        size = {"per_page": min(PER_PAGE, most + 1)} if is_sized else {}
        for page in self._pages(path, {**size, **query}):
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
        self._check(status, headers, text, f"GET {path}")
        return text

    def location(self, path: str) -> str:
        """Return where a download is to be had; it is asked without our credentials."""
        status, headers, text = self._sent("GET", path, None, None, {})
        if status == HTTPStatus.FOUND and "location" in headers:
            return headers["location"]
        self._check(status, headers, text, f"GET {path}")
        raise Transient(f"GitHub answered {status} to GET {path}, and no address.")

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
        self._check(status, answered, text, f"{verb} {path}")
        data = parsed(text)
        if text and data is None and text.strip() != "null":
            words = f"GitHub answered {verb} {path} with something that is no JSON."
            raise Transient(words, ambiguous=verb != "GET")
        return Answer(status, answered, data)

    def token(self) -> str | None:
        """Return the token that requests carry, for git over https."""
        auth = self._open().auth
        return auth.token if auth else None

    def _pages(self, path: str, query: Query) -> Iterator[Any]:
        wanted: Query | None = query
        for _ in range(PAGES_MAX):
            answer = self.request("GET", path, query=wanted)
            yield answer.data
            wanted = next_page(answer.headers.get("link", ""))
            if wanted is None:
                return
        raise Transient(f"GitHub answers GET {path} with more than {PAGES_MAX} pages.")

    def _check(self, status: int, headers: Mapping[str, str], text: str, asked: str) -> None:
        """Raise what a status of 300 and more means."""
        if status >= HTTPStatus.BAD_REQUEST:
            raise refusal(status, headers, parsed(text), asked)
        if status >= HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.NOT_MODIFIED:
            raise elsewhere(asked, status)

    def _sent(
        self,
        verb: str,
        path: str,
        query: Query | None,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> tuple[int, Mapping[str, str], str]:
        """Send it; again with a fresh token when the old one is out of date, and where it was moved to."""
        status, answered, text = self._send(verb, path, query, body, headers)
        if status == HTTPStatus.UNAUTHORIZED or (status == HTTPStatus.FORBIDDEN and NOT_GRANTED in text):
            self._requester = None
            status, answered, text = self._send(verb, path, query, body, headers)
        for _ in range(REDIRECTS_MAX):
            if status not in KEEPS_METHOD:
                break
            path = self._here(answered.get("location", ""), f"{verb} {path}")
            status, answered, text = self._send(verb, path, None, body, headers)
        return status, answered, text

    def _here(self, location: str, asked: str) -> str:
        """Return the path and query of a redirect within this very API. Raises GitHubRefusal."""
        path = location.removeprefix(self._open().base_url.rstrip("/"))
        if path == location or not path.startswith("/"):
            raise elsewhere(asked, HTTPStatus.TEMPORARY_REDIRECT)
        return path

    def _send(
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
        requester = self._open()
        with translated(verb, path):
            return requester.requestJson(
                verb, path, {k: spelt(v) for k, v in (query or {}).items()}, told, body
            )

    def _open(self) -> Requester:
        """Return the requester with a token that holds for now, so that a request fails for itself alone."""
        requester = self._requester or self._connect()
        self._requester = None  # should no token be had, the installation is looked for anew
        with translated("GET", "a token"):
            if requester.auth is None or not requester.auth.token:
                raise Transient("GitHub gave no token.")
        self._requester = requester
        return requester
