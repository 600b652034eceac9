"""The trust boundary: what comes in as dictionaries, field by field."""

from typing import Any

import pytest

from app.domain.deploy import Key, Request
from app.domain.errors import BadInput, Refused
from handlers.modals import Given, override, rejection
from handlers.payloads import Click, asked, click, page_of, request, user_of
from handlers.typed import Asked
from tests.unit.example import BASE, PENDING, SHA, SUMMARY

TOLD = {"repository": "harbour/shop", "environment": "production", "sha": SHA}
BODY = {"user": {"id": "U0BO000001"}, "trigger_id": "1.2"}
CARRIED = f"{PENDING.id} {SUMMARY.digest}"


def test_a_request_needs_three_fields() -> None:
    assert request(TOLD) == Request(Key("harbour/shop", "production", SHA))


def test_a_request_may_say_more() -> None:
    told = {
        **TOLD,
        "base": BASE,
        "run_id": 17,
        "run_attempt": 2,
        "run_url": "https://ci.example/17",
        "actor": "ana",
        "local_path": "/srv/shop",
    }
    key = Key("harbour/shop", "production", SHA, "17", 2)
    assert request(told) == Request(key, BASE, "https://ci.example/17", "ana", "/srv/shop")


@pytest.mark.parametrize("told", [None, [], "x", 1, [TOLD]])
def test_a_request_is_an_object(told: object) -> None:
    with pytest.raises(BadInput, match=r"^body: must be a JSON object\."):
        request(told)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("repository", None),
        ("repository", "shop"),
        ("repository", "harbour/shop/.."),
        ("repository", "-harbour/shop"),
        ("repository", "harbour/shop\n"),
        ("repository", "harbour/<!channel>"),
        ("environment", ""),
        ("environment", "-x"),
        ("environment", "a b"),
        ("environment", "x" * 101),
        ("sha", SHA[:39]),
        ("sha", SHA.upper()),
        ("sha", f"{SHA}\n"),
        ("sha", "--upload-pack=x"),
        ("base", "main"),
        ("run_id", "a b"),
        ("run_id", "x" * 101),
        ("run_id", 1.5),
        ("run_attempt", 0),
        ("run_attempt", True),
        ("run_attempt", "1"),
        ("run_attempt", 10_001),
        ("run_url", "javascript:alert(1)"),
        ("run_url", 1),
        ("actor", "x" * 201),
        ("actor", "ana\n"),
        ("actor", {"name": "ana"}),
        ("local_path", "\x00"),
        ("force", True),
    ],
)
def test_a_wrong_field_is_named(field: str, value: Any) -> None:
    with pytest.raises(BadInput, match=f"^{field}: "):
        request({**TOLD, field: value})


def test_a_click_is_who_what_and_which_report() -> None:
    clicked = click(BODY, {"value": CARRIED})
    assert clicked == Click("U0BO000001", PENDING.id, SUMMARY.digest, "1.2")
    assert clicked.carried == CARRIED


@pytest.mark.parametrize(
    "value",
    [None, "", PENDING.id, SUMMARY.digest, f"{CARRIED}\n", f" {CARRIED}", CARRIED.upper(), "x" * 2000, 5],
)
def test_a_button_of_other_days_is_refused(value: object) -> None:
    with pytest.raises(Refused, match="no longer in use"):
        click(BODY, {"value": value})


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"reason": {"deploy.reason.text": {"value": "  It breaks. "}}}, "It breaks."),
        ({"reason": {"deploy.reason.text": {"value": None}}}, ""),
        ({"reason": {}}, ""),
        ({}, ""),
    ],
)
def test_a_submission_is_a_click_with_a_reason(values: dict[str, Any], reason: str) -> None:
    view = {"private_metadata": CARRIED, "state": {"values": values}}
    assert rejection(BODY, view) == (Click("U0BO000001", PENDING.id, SUMMARY.digest), reason)


def test_a_reason_that_is_too_long_is_refused_whatever_the_client_let_through() -> None:
    values = {"reason": {"deploy.reason.text": {"value": "x" * 1001}}}
    with pytest.raises(BadInput, match=r"1,001 characters, and 1,000 is the most"):
        rejection(BODY, {"private_metadata": CARRIED, "state": {"values": values}})


def test_an_override_is_a_click_with_a_reason_and_what_was_typed_of_the_commit() -> None:
    values = {
        "override.why": {"deploy.override.reason": {"value": " The shop is down. "}},
        "override.commit": {"deploy.override.commit": {"value": " aaaaaaa "}},
    }
    given = override(BODY, {"private_metadata": CARRIED, "state": {"values": values}})
    assert given == Given(Click("U0BO000001", PENDING.id, SUMMARY.digest), "The shop is down.", "aaaaaaa")


@pytest.mark.parametrize(
    "carried",
    [None, "", PENDING.id, f"{PENDING.id} sha256:", f"{CARRIED} x", "\u202e" + CARRIED, "🚀" * 3000, 7],
)
def test_a_modal_that_carries_anything_else_is_refused(carried: object) -> None:
    view = {"private_metadata": carried, "state": {"values": {}}}
    for read in (rejection, override):
        with pytest.raises(Refused, match="no longer in use"):
            read(BODY, view)


def test_a_command_is_who_and_words() -> None:
    body = {"user_id": "U0BO000001", "text": " Lock  <@U0CY000001|cy okafor>\nit ", "trigger_id": "1.2"}
    assert asked(body) == Asked("U0BO000001", ("Lock", "<@U0CY000001|cy_okafor>", "it"), "1.2")
    assert asked({"user_id": "U0BO000001"}) == Asked("U0BO000001")
    assert (asked(body).name, asked({"user_id": "U0BO000001"}).name) == ("lock", "status")


@pytest.mark.parametrize(
    ("value", "page"),
    [("1", 1), ("12", 12), (None, 1), ("", 1), ("-3", 1), ("²", 1), ("1e3", 1), ("9" * 6, 1), (7, 7)],
)
def test_whatever_is_no_page_is_the_first(value: object, page: int) -> None:
    assert page_of({"value": value}) == page


def test_who_it_was_says_slack() -> None:
    assert user_of(BODY) == "U0BO000001"
