"""Signed exports: whose key it was is known, and nothing of the signature can be altered."""

import base64
import json
from typing import Any

import pytest

from app.adapters import ed25519
from app.domain import dsse
from app.domain.audit.canonical import canonical
from app.domain.audit.seal import TAIL_TYPE, Trusted
from tests.unit.audit.records import broken, exported, record, verdict

KEY, OTHER = ed25519.new_key(), ed25519.new_key()
TRUSTED = Trusted(KEY.id, KEY.public.holds)


def sign(tail: bytes) -> dsse.Envelope:
    return dsse.signed(TAIL_TYPE, tail, KEY.id, KEY.sign)


FILE = exported(record(), sign=sign)
LINES = FILE.splitlines(keepends=True)


def with_signature(change: dict[str, Any], one: dict[str, Any] | None = None) -> bytes:
    envelope = {**json.loads(LINES[-1])["signature"], **change}
    envelope["signatures"] = [{**envelope["signatures"][0], **(one or {})}]
    return b"".join([*LINES[:-1], canonical({"signature": envelope}) + b"\n"])


def test_a_signed_export_holds_with_its_key_and_without() -> None:
    assert verdict(FILE, TRUSTED).problems == verdict(FILE).problems == ()
    assert verdict(FILE).is_signed


def test_an_export_that_must_be_signed_and_is_not_is_broken() -> None:
    assert broken(b"".join(LINES[:-1]), TRUSTED) == ["9: is missing: the file is not signed"]


def test_the_signature_of_another_key_does_not_hold() -> None:
    assert "no good signature" in broken(FILE, Trusted(OTHER.id, OTHER.public.holds))[0]


def test_a_signature_does_not_hold_for_another_record() -> None:
    another = exported(record(4)).splitlines(keepends=True)
    moved = b"".join([*another, LINES[-1]])
    assert "is the signature of another tail line" in broken(moved)[0]
    assert "is the signature of another tail line" in broken(moved, TRUSTED)[0]


def test_who_writes_the_record_anew_whole_cannot_sign_it() -> None:
    def forge(tail: bytes) -> dsse.Envelope:
        return dsse.signed(TAIL_TYPE, tail, KEY.id, OTHER.sign)

    forged = exported(record(3), sign=forge)
    assert verdict(forged).problems == ()
    assert "no good signature" in broken(forged, TRUSTED)[0]


@pytest.mark.parametrize(
    "file",
    [
        with_signature({"payloadType": dsse.IN_TOTO}),
        with_signature({"payload": 7}),
        with_signature({"payload": "%%%"}),
        with_signature({"more": 1}),
        with_signature({}, {"more": 1}),
        with_signature({"payload": base64.b64encode(LINES[-2]).decode()}),
        b"".join([*LINES[:-1], b'{"signature":[]}\n']),
        b"".join([*LINES, LINES[-1]]),
    ],
)
def test_an_envelope_of_another_form_is_named_even_without_a_key(file: bytes) -> None:
    assert broken(file)[0].startswith(("9: ", "10: "))


def test_an_envelope_names_the_key_that_signed() -> None:
    assert "names another key" in broken(with_signature({}, {"keyid": OTHER.id}), TRUSTED)[0]


def test_no_byte_of_a_signature_can_be_altered_unnoticed() -> None:
    start = len(FILE) - len(LINES[-1])
    for place in range(start, len(FILE)):
        for byte in {FILE[place] ^ 1, 0x0A} - {FILE[place]}:
            altered = FILE[:place] + bytes([byte]) + FILE[place + 1 :]
            assert verdict(altered, TRUSTED).problems
