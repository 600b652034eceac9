"""What a CI may say of a promotion, and what comes of it."""

from typing import Any

import pytest

from app.domain import event as e
from app.domain.answer import DETAIL_MAX, URL_MAX, Answer, answer_of, event_of, is_http
from app.domain.errors import BadInput
from tests.unit.example import NOON

RUN = "https://ci.example/runs/1"
ASK = "https://ci.example/promotions/1"


@pytest.mark.parametrize(
    ("told", "event"),
    [
        ({"state": "started"}, e.PromotionStarted(NOON)),
        ({"state": "started", "url": RUN, "status_url": ASK}, e.PromotionStarted(NOON, RUN, ASK)),
        ({"state": "live"}, e.WentLive(NOON)),
        ({"state": "live", "url": RUN, "detail": "all well", "other": 1}, e.WentLive(NOON, RUN)),
        ({"state": "failed", "detail": "smoke test"}, e.Failed(NOON, "smoke test")),
        (
            {"state": "failed", "url": RUN, "detail": None},
            e.Failed(NOON, "The CI says that it failed, and not why.", RUN),
        ),
        ({"state": "failed", "detail": ""}, e.Failed(NOON, "The CI says that it failed, and not why.")),
    ],
)
def test_what_is_said_becomes_an_event(told: dict[str, Any], event: e.Event) -> None:
    assert event_of(answer_of(told), NOON) == event


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "state: must be started, live or failed."),
        ({"state": "LIVE"}, "state: must be started, live or failed."),
        ({"state": ["live"]}, "state: must be started, live or failed."),
        ({"state": None}, "state: must be started, live or failed."),
        ({"state": "failed", "detail": 5}, "detail: must be text."),
        ({"state": "live", "url": "javascript:alert(1)"}, "url: must be an http or https URL."),
        ({"state": "live", "url": 1}, "url: must be an http or https URL."),
        (
            {"state": "started", "status_url": "file:///etc/passwd"},
            "status_url: must be an http or https URL.",
        ),
    ],
)
def test_anything_else_is_refused_by_field(told: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        answer_of(told)
    assert str(refusal.value) == words


def test_a_long_reason_is_cut_and_half_a_character_can_be_stored() -> None:
    assert answer_of({"state": "failed", "detail": "x" * 5000}).detail == "x" * DETAIL_MAX
    assert answer_of({"state": "failed", "detail": "\ud83d"}) == Answer("failed", detail="?")


@pytest.mark.parametrize(
    "url", [RUN, "http://127.0.0.1:8080", "HTTPS://CI.example/?a=b#c", "https://h/" + "a" * 2990]
)
def test_people_may_be_sent_there(url: str) -> None:
    assert is_http(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        b"https://ci.example",
        "",
        "//ci.example/1",
        "https:",
        "https:///path",
        "ftp://ci.example",
        "javascript://ci.example/%0aalert(1)",
        "https://ci.example/a b",
        "https://ci.example/\n<!channel>",
        "https://ci.example/\u202e",
        "https://[::1",
        "https://h/" + "a" * URL_MAX,
    ],
)
def test_and_not_there(url: object) -> None:
    assert not is_http(url)
