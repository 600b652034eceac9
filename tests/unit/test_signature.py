"""The signature of the HTTP entrance: whose body it is, unchanged, and not too old."""

from datetime import timedelta

import pytest

from app.domain.signature import SIGNATURE, TIMESTAMP, forged, headers, untimely
from tests.unit.example import NOON

SECRET, BODY = "a secret of the tests", b'{"sha": "a"}'
SIGNED = headers(SECRET, BODY, NOON)
AT, SIGN = SIGNED[TIMESTAMP], SIGNED[SIGNATURE]


def test_what_one_side_signs_the_other_takes() -> None:
    assert forged(SECRET, BODY, AT, SIGN) is None
    assert untimely(NOON, AT) is None


def test_it_is_the_documented_one() -> None:
    """As any CI makes it: printf '%s.%s' "$timestamp" "$body" | openssl dgst -sha256 -hmac "$secret"."""
    assert AT == "1795176000"
    assert SIGN == "sha256=16c9184b5a3bfa538fce8a261128464522e4e4c1b0eeda8200a4697271116f67"


@pytest.mark.parametrize(
    ("secret", "body", "timestamp", "signature"),
    [
        (SECRET, BODY + b" ", AT, SIGN),
        (SECRET, b"", AT, SIGN),
        (SECRET + "s", BODY, AT, SIGN),
        (SECRET, BODY, "1795176001", SIGN),
        (SECRET, BODY, "", SIGN),
        (SECRET, BODY, AT, ""),
        (SECRET, BODY, AT, SIGN.removeprefix("sha256=")),
        (SECRET, BODY, AT, SIGN.upper()),
        (SECRET, BODY, AT, "sha256=é\udcff"),
    ],
)
def test_anything_else_is_forged(secret: str, body: bytes, timestamp: str, signature: str) -> None:
    assert forged(secret, body, timestamp, signature) == (
        f"{SIGNATURE} does not match this body and {TIMESTAMP}; sign both with AIRLOCK_CI_SECRET."
    )


@pytest.mark.parametrize("off", [timedelta(minutes=-5), timedelta(minutes=5)])
def test_five_minutes_are_allowed_either_way(off: timedelta) -> None:
    assert untimely(NOON + off, AT) is None
    too_far = untimely(NOON + off * 1.01, AT)
    assert too_far == f"{TIMESTAMP} is more than 5 minutes off; set the sender's clock."


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1.5", "²", "٣", "9" * 400])
def test_a_timestamp_is_unix_seconds(timestamp: str) -> None:
    assert untimely(NOON, timestamp) == f"{TIMESTAMP} must be Unix seconds."
