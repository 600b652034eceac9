"""The signed envelope: as its specification has it, and what is refused before anything in it is read."""

import base64
import json
from typing import Any

import pytest

from app.domain import dsse
from app.domain.errors import BadInput

BODY = b'{"a":"\xc3\xbc??>>"}'
KEY = b"key"


def sign(message: bytes) -> bytes:
    return KEY + message


def holds(message: bytes, signature: bytes) -> bool:
    return signature == KEY + message


ENVELOPE = dsse.signed(dsse.IN_TOTO, BODY, "id", sign)


def test_what_is_signed_is_encoded_as_in_the_specifications_example() -> None:
    encoded = dsse.pae("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert dsse.pae("ü", "ü".encode()) == b"DSSEv1 2 \xc3\xbc 2 \xc3\xbc"


def test_the_envelope_has_the_names_of_the_specification_and_gives_the_same_bytes_back() -> None:
    signature = base64.b64encode(sign(dsse.pae(dsse.IN_TOTO, BODY))).decode()
    assert ENVELOPE["signatures"] == [{"keyid": "id", "sig": signature}]
    assert ENVELOPE["payloadType"] == "application/vnd.in-toto+json"
    assert base64.b64decode(ENVELOPE["payload"]) == BODY
    assert set(ENVELOPE) == {"payload", "payloadType", "signatures"}
    assert dsse.opened(dsse.parsed(json.dumps(ENVELOPE)), dsse.IN_TOTO, holds) == BODY


def test_both_alphabets_of_base64_and_names_that_are_not_known_are_taken() -> None:
    (signature,) = ENVELOPE["signatures"]
    other = {
        "payload": ENVELOPE["payload"].replace("+", "-").replace("/", "_"),
        "payloadType": dsse.IN_TOTO,
        "signatures": [{"sig": signature["sig"].replace("+", "-").replace("/", "_"), "cert": None}],
        "more": 1,
    }
    assert other["payload"] != ENVELOPE["payload"]
    assert dsse.opened(other, dsse.IN_TOTO, holds) == BODY


def with_signature(**changed: Any) -> dict[str, Any]:
    return ENVELOPE | {"signatures": [ENVELOPE["signatures"][0] | changed]}


@pytest.mark.parametrize(
    ("envelope", "words"),
    [
        (None, "no signed envelope"),
        ([], "no signed envelope"),
        ("x", "no signed envelope"),
        ({}, "no signed envelope"),
        (ENVELOPE | {"payloadType": 3}, "no signed envelope"),
        (ENVELOPE | {"signatures": {}}, "no signed envelope"),
        (ENVELOPE | {"signatures": []}, "has 0 signatures"),
        (ENVELOPE | {"signatures": ENVELOPE["signatures"] * 2}, "has 2 signatures"),
        (ENVELOPE | {"signatures": ["x"]}, "has 1 signatures"),
        (ENVELOPE | {"payload": 3}, "payload is missing"),
        (ENVELOPE | {"payload": "x" * 100_000}, "payload is missing, or too large"),
        (ENVELOPE | {"payload": "e30"}, "payload is no base64"),
        (ENVELOPE | {"payload": "e3 0="}, "payload is no base64"),
        (ENVELOPE | {"payload": "é\ud800=="}, "payload is no base64"),
        (with_signature(sig="!"), "signature is no base64"),
        (with_signature(sig=None), "signature is missing"),
        (with_signature(sig=""), "signature does not hold"),
        (with_signature(sig="AAAA"), "signature does not hold"),
        (ENVELOPE | {"payload": "e30="}, "signature does not hold"),
        (ENVELOPE | {"payloadType": "application/vnd.airlock.audit+json"}, "payloadType is not"),
        (dsse.signed("application/json", BODY, "id", sign), "payloadType is not"),
    ],
)
def test_what_nobody_signed_in_this_form_is_refused(envelope: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        dsse.opened(envelope, dsse.IN_TOTO, holds)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        ("3", "it is not a JSON object"),
        ('{"payload":"a","payload":"b"}', "stands there twice"),
        ('{"x":{"sig":1,"sig":2}}', "stands there twice"),
        ('{"x":NaN}', "NaN is not JSON"),
        ('{"x":-Infinity}', "-Infinity is not JSON"),
        ('{"x":' + "1" * 5000 + "}", "it is not JSON"),
        ('{"x":' + "[" * 30_000 + "}", "nested too deeply|it is not JSON"),
        (b'{"x":"\xff"}', "it is not JSON"),
        (" " * 70_000, "larger than 64 KiB"),
    ],
)
def test_a_text_that_two_readers_may_read_differently_is_refused(text: str | bytes, words: str) -> None:
    with pytest.raises(BadInput, match=rf"^The envelope .*({words})"):
        dsse.parsed(text)
