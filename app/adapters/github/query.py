"""The query of a request, and of its next page."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from requests.utils import parse_header_links

from app.domain.errors import Transient

Query = Mapping[str, str | int | bool]


def next_page(link: str) -> Query | None:
    """Return the query of the next page; its path is the one we asked for, whatever the link says.

    Raises Transient for a link that cannot be read: a list that breaks off must not pass for a whole one.
    """
    for each in parse_header_links(link) if link else []:
        if each.get("rel") == "next":
            try:
                return dict(parse_qsl(urlsplit(each["url"]).query))
            except ValueError as problem:
                raise Transient("GitHub answered with a link that cannot be read.") from problem
    return None


def spelt(value: str | int | bool) -> str:  # noqa: FBT001 - a query's value
    return str(value).lower() if isinstance(value, bool) else str(value)
