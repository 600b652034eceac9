"""A signed envelope: DSSE 1.0.2, github.com/secure-systems-lab/dsse, protocol.md and envelope.md."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.audit.canonical import Unreadable, parse
from app.domain.errors import BadInput

ENVELOPE_MAX = 64 * 1024  # characters of JSON; ours are a tenth of that
IN_TOTO = "application/vnd.in-toto+json"  # github.com/in-toto/attestation, spec/v1/envelope.md
_STANDARD = str.maketrans("-_", "+/")

Sign = Callable[[bytes], bytes]  # message → signature
Holds = Callable[[bytes, bytes], bool]  # message, signature → whether a key that is trusted has signed it
Envelope = dict[str, Any]  # {"payload": base64, "payloadType": …, "signatures": [{"keyid", "sig": base64}]}


def pae(payload_type: str, body: bytes) -> bytes:
    """Return what is signed: type and body, each with its length in bytes before it."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


def signed(payload_type: str, body: bytes, key_id: str, sign: Sign) -> Envelope:
    """Return the envelope around `body`, with one signature."""
    signature = sign(pae(payload_type, body))
    return {
        "payload": base64.b64encode(body).decode(),
        "payloadType": payload_type,
        "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}],
    }


def parsed(text: bytes | str) -> Envelope:
    """Return the envelope that a text holds; what is in it is not looked at yet. Raises BadInput."""
    if len(text) > ENVELOPE_MAX:
        raise BadInput(f"The envelope is larger than {ENVELOPE_MAX // 1024} KiB.")
    return read_object(text, "The envelope")


def read_object(text: bytes | str, what: str) -> dict[str, Any]:
    """Return a JSON object that no two readers see differently. Raises BadInput beginning with `what`."""
    try:
        return parse(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    except Unreadable as problem:
        raise BadInput(f"{what} cannot be trusted: {problem}.") from problem


def opened(envelope: object, payload_type: str, holds: Holds) -> bytes:
    """Return the very bytes that were signed, once a trusted key is known to have signed them.

    The key id is a hint that nobody has signed, so it is not looked at; names that are not known are
    ignored. One signature is what we write; another beside it would be checked by nobody. Raises BadInput.
    """
    told = envelope if isinstance(envelope, Mapping) else {}
    kind, signatures = told.get("payloadType"), told.get("signatures")
    if not isinstance(kind, str) or not isinstance(signatures, list):
        raise BadInput("This is no signed envelope: it needs payload, payloadType and signatures.")
    if len(signatures) != 1 or not isinstance(signatures[0], Mapping):
        raise BadInput(f"The envelope has {len(signatures)} signatures; Airlock's has exactly one.")
    body, signature = _bytes(told.get("payload"), "payload"), _bytes(signatures[0].get("sig"), "signature")
    if kind != payload_type:
        raise BadInput(f"The envelope's payloadType is not {payload_type}.")
    if not holds(pae(kind, body), signature):
        raise BadInput("The signature does not hold: no key that is trusted here has signed this.")
    return body


def _bytes(text: object, what: str) -> bytes:
    """Return the bytes of base64, in the standard or the URL-safe alphabet: verifiers must take either."""
    if not isinstance(text, str) or len(text) > ENVELOPE_MAX:
        raise BadInput(f"The envelope's {what} is missing, or too large.")
    try:
        return base64.b64decode(text.translate(_STANDARD), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadInput(f"The envelope's {what} is no base64.") from problem
