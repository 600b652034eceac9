"""The signed approval: what is said in it, and that nobody else can say it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain import approval
from app.domain.errors import BadInput
from tests.unit.example import APPROVED, NOON, PENDING, REPORT, SHA

SECRET = "a secret that only CI and Airlock know"
STATEMENT = approval.statement_of(APPROVED)
SEALED = approval.sealed(SECRET, STATEMENT)


def test_the_statement_says_what_was_decided_in_one_canonical_line() -> None:
    assert SEALED["statement"] == (
        '{"decided_at":"2026-11-20T12:00:00Z","decided_by":"U0BO000001",'
        f'"deploy":"{APPROVED.id}","environment":"production","expires":"2026-11-20T12:30:00Z",'
        f'"report_digest":"{REPORT.digest}","repository":"harbour/shop","schema":1,"sha":"{SHA}"}}'
    )


def test_what_was_sealed_is_read_back() -> None:
    assert approval.opened(SECRET, SEALED) == STATEMENT
    assert STATEMENT.expires == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    "tampered",
    [
        SEALED | {"statement": SEALED["statement"].replace(SHA, "b" * 40)},
        SEALED | {"statement": SEALED["statement"] + " "},
        SEALED | {"signature": SEALED["signature"].upper()},
        SEALED | {"signature": "sha256=" + "0" * 64},
        SEALED | {"signature": "ü\ud800"},
        SEALED | {"signature": ""},
        approval.sealed("another secret, as long as it gets", STATEMENT),
        approval.sealed("", STATEMENT),
    ],
)
def test_what_was_tampered_with_does_not_hold(tampered: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="signature does not hold"):
        approval.opened(SECRET, tampered)


@pytest.mark.parametrize(
    "envelope",
    [
        None,
        "x",
        3,
        [],
        {},
        {"statement": "{}"},
        {"statement": {}, "signature": "x"},
        SEALED | {"signature": 3},
    ],
)
def test_what_is_no_approval_is_told(envelope: Any) -> None:
    with pytest.raises(BadInput, match="This is no approval"):
        approval.opened(SECRET, envelope)


def test_an_endless_statement_is_none() -> None:
    with pytest.raises(BadInput, match="This is no approval"):
        approval.opened(SECRET, SEALED | {"statement": "x" * 10_000})


@pytest.mark.parametrize(
    "text",
    ["{}", "3", "[]", "{", '{"schema":2}', '{"schema":1}', '{"schema":1,"decided_at":"x","expires":"x"}'],
)
def test_a_signed_text_that_is_no_statement_is_told(text: str) -> None:
    signature = approval._sign(SECRET, text)
    with pytest.raises(BadInput, match=r"cannot be read|another version"):
        approval.opened(SECRET, {"statement": text, "signature": signature})


def test_what_nobody_approved_is_not_signed() -> None:
    with pytest.raises(BadInput, match="was not approved"):
        approval.statement_of(PENDING)
    with pytest.raises(BadInput, match="was not approved"):
        approval.statement_of(replace(APPROVED, promotion=None))
