"""The query of a request, and of its next page."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from requests.utils import parse_header_links

Query = Mapping[str, str | int | bool]


def next_page(link: str) -> Query | None:
    """Return the query of the next page; its path is the one we asked for, whatever the link says."""
    for each in parse_header_links(link) if link else []:
        if each.get("rel") == "next":
            return dict(parse_qsl(urlsplit(each["url"]).query))
    return None


def spelt(value: str | int | bool) -> str:  # noqa: FBT001 - a query's value
    return str(value).lower() if isinstance(value, bool) else str(value)
