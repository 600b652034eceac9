"""The signature of an export: a DSSE envelope around its tail line, which has the digest of the rest."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.dsse import Holds, opened
from app.domain.errors import BadInput

TAIL_TYPE = "application/vnd.airlock.audit-tail+json"


@dataclass(frozen=True)
class Trusted:
    """A public key that somebody trusts."""

    id: str
    holds: Holds


def flaw(envelope: Mapping[str, Any], tail: bytes, key: Trusted | None) -> str | None:
    """Return what is wrong with the signature of a tail line; without a key, with all but the signature."""
    try:
        body = opened(envelope, TAIL_TYPE, key.holds if key else _unchecked)
    except BadInput as problem:
        return f"holds no good signature: {problem}".removesuffix(".")
    named = envelope["signatures"][0]
    if body != tail or not _is_canonical(envelope):
        return "is the signature of another tail line"
    if key is not None and named.get("keyid") != key.id:
        return "names another key than the one that signed"
    return None


def _unchecked(_message: bytes, _signature: bytes) -> bool:
    return True


def _is_canonical(envelope: Mapping[str, Any]) -> bool:
    """Whether no other bytes would say the same: base64 has several ways to write one text."""
    one = envelope["signatures"][0]
    known = {"payload", "payloadType", "signatures"}, {"keyid", "sig"}
    return (set(envelope), set(one)) == known and all(map(_is_exact, (envelope["payload"], one["sig"])))


def _is_exact(text: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except (binascii.Error, ValueError):
        return False
