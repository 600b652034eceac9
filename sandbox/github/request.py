"""What a handler is given: who asks, of which repository, with which parameters and body."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from sandbox.github.caller import Caller
from sandbox.github.refusal import Json
from sandbox.github.reply import Reply
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

T = TypeVar("T")
MOST_PER_PAGE = 100
DEFAULT_PER_PAGE = 30


@dataclass(frozen=True)
class Request:
    hub: "Hub"
    operation: str  # "GET /repos/{owner}/{repo}"
    caller: Caller
    url: str  # of the API as called, without the query
    path: Mapping[str, str]  # unquoted path parameters
    query: Mapping[str, Any] = field(default_factory=dict)  # converted as GitHub's description types them
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)  # keys in lower case
    repository: Repository | None = None  # of {owner}/{repo}, when the path has them

    @property
    def repo(self) -> Repository:
        """Return the repository of a path that names one."""
        assert self.repository is not None
        return self.repository

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "")

    @property
    def api(self) -> str:
        """Return the URL of the repository in the API."""
        return f"{self.hub.api_url}/repos/{self.repo.full_name}"

    @property
    def page_number(self) -> int:
        return max(1, int(self.query.get("page", 1)))

    @property
    def per_page(self) -> int:
        return min(MOST_PER_PAGE, max(1, int(self.query.get("per_page", DEFAULT_PER_PAGE))))

    def page(
        self, items: Iterable[T], show: Callable[[T], Any] = lambda item: item, key: str | None = None
    ) -> Reply:
        """Answer one page and its Link header; under `key`, beside `total_count`, where lists are wrapped."""
        all_items = list(items)
        start = (self.page_number - 1) * self.per_page
        shown = [show(item) for item in all_items[start : start + self.per_page]]
        data = shown if key is None else {"total_count": len(all_items), key: shown}
        return Reply(data, headers=self.links(len(all_items)))

    def links(self, total: int, per_page: int | None = None) -> dict[str, str]:
        """Return the Link header for `total` items, or none on the only page."""
        last = max(1, -(-total // (per_page or self.per_page)))
        number = self.page_number
        to = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        wanted = [*(["prev", "first"] if number > 1 else []), *(["next", "last"] if number < last else [])]
        links = [f'<{self._page_url(to[rel])}>; rel="{rel}"' for rel in wanted]
        return {"Link": ", ".join(links)} if links else {}

    def _page_url(self, number: int) -> str:
        query = {name: _sent(value) for name, value in self.query.items()} | {"page": number}
        return f"{self.url}?{urlencode(query)}"


def _sent(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def newest_first(items: Sequence[T]) -> list[T]:
    return list(reversed(items))
