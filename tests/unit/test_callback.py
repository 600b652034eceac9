"""A callback is only read, and only when it is GitHub's own, letter for letter."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.callback import run_of
from app.domain.errors import BadInput

API = "https://api.github.com"
SHOP = "harbour/shop"
GOOD = f"{API}/repos/{SHOP}/actions/runs/1001/deployment_protection_rule"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        (GOOD, API),
        (GOOD, API + "/"),
        (GOOD.replace("harbour/shop", "Harbour/SHOP"), API),
        (GOOD.replace(API, "http://127.0.0.1:4000/api/v3"), "http://127.0.0.1:4000/api/v3"),
    ],
)
def test_the_run_is_read_from_githubs_own_address(url: str, api: str) -> None:
    assert run_of(url, api, SHOP) == 1001


ELSEWHERE = [
    "",
    "http" + GOOD.removeprefix("https"),
    "HTTPS" + GOOD.removeprefix("https"),
    GOOD.replace("api.github.com", "api.github.com.evil.example"),
    GOOD.replace("api.github.com", "evil.example"),
    GOOD.replace("api.github.com", "api.github.com:8443"),
    GOOD.replace("api.github.com", "api.github.com:443"),
    GOOD.replace("api.github.com", "api.github.com."),
    GOOD.replace("api.github.com", "user@api.github.com"),
    GOOD.replace("api.github.com", "api.github.com@evil.example"),
    GOOD.replace("api.github.com", "evil.example\\@api.github.com"),
    GOOD.replace("harbour/shop", "harbour/other"),
    GOOD.replace("harbour/shop", "harbour/shop/../other"),
    GOOD.replace("harbour/shop", "harbour%2Fshop"),
    GOOD.replace("/repos/", "//repos/"),
    GOOD.replace("/repos/", "/repos/x/../"),
    GOOD.replace("1001", "01001"),
    GOOD.replace("1001", "-1"),
    GOOD.replace("1001", "0"),
    GOOD.replace("1001", "1001%00"),
    GOOD.replace("1001", "\u0661\u0660\u0660\u0661"),
    GOOD.replace("1001", "1" * 20),
    GOOD + "/",
    GOOD + "?x=1",
    GOOD + "#x",
    GOOD + "\n",
    " " + GOOD,
    GOOD + "s",
    GOOD.replace("deployment_protection_rule", "cancel"),
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(
        BadInput, match=r"deployment_callback_url: must be https://api\.github\.com/repos/OWNER"
    ):
        run_of(url, API, SHOP)


@given(
    st.text(alphabet="%./\\@?#:;\t\n a1K\u017f\u0663\u200b", min_size=1, max_size=3),
    st.integers(0, len(GOOD)),
)
@example("\u017f", GOOD.index("shop"))
def test_nothing_that_is_put_in_makes_it_lead_elsewhere(more: str, where: int) -> None:
    changed = GOOD[:where] + more + GOOD[where:]
    with suppress(BadInput):
        run = run_of(changed, API, SHOP)
        assert changed == GOOD.replace("1001", str(run))


@given(st.text(max_size=200))
def test_whatever_is_not_an_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadInput):
        run_of(url, API, SHOP)
