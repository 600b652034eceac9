"""The next page is asked of the path that was asked before, with the query that GitHub names."""

import pytest

from app.adapters.github.query import next_page
from app.domain.errors import Transient

PAGE = "https://api.github.com/x?page="


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("", None),
        (f'<{PAGE}1>; rel="prev", <{PAGE}3&q=a%20b>; rel="next"', {"page": "3", "q": "a b"}),
        ('<http://evil.example/y?page=2>; rel="next"', {"page": "2"}),
        (f'<{PAGE}9>; rel="last"', None),
    ],
)
def test_the_next_page_is_a_query_and_nothing_else(link: str, query: dict[str, str] | None) -> None:
    assert next_page(link) == query


def test_a_link_that_cannot_be_read_is_no_end() -> None:
    with pytest.raises(Transient):
        next_page('<http://[>; rel="next"')
