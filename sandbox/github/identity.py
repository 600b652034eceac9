"""Telling from the Authorization header who calls."""

import base64
import binascii
from collections.abc import Mapping

import jwt

from sandbox.github.caller import LEVELS, Caller
from sandbox.github.hub import Hub
from sandbox.github.keys import public_key
from sandbox.github.refusal import Refusal

LONGEST_JWT = 600  # seconds; docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
DRIFT = 60  # seconds that the App's clock may be off


def caller_of(hub: Hub, header: str) -> Caller:
    """Return who calls. Raises Refusal for a token that is wrong, out of date or suspended."""
    if not header:
        return Caller("nobody")
    token = token_of(header)
    if token.count(".") == 2:  # noqa: PLR2004 - a JWT has three parts
        return _app(hub, token)
    if login := hub.personal_tokens.get(token):
        return Caller("user", login)
    return _installation(hub, token)


def token_of(header: str) -> str:
    """Return the token of a header: `Bearer`, `token`, or Basic with the token as its password."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return value.strip()
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as wrong:
        raise Refusal(401, "Bad credentials") from wrong
    return password if password and password != "x-oauth-basic" else name  # noqa: S105 - git's placeholder


def _installation(hub: Hub, value: str) -> Caller:
    token = hub.tokens.get(value)
    held = hub.installations.get(token.installation) if token else None
    if token is None or held is None or token.expires_at <= hub.now():
        raise Refusal(401, "Bad credentials")
    if held.suspended_at:
        raise Refusal(403, "This installation has been suspended")
    return Caller(
        "installation",
        f"{hub.app_slug}[bot]",
        installation=held.id,
        permissions=_both(token.permissions, held.permissions),
        repositories=token.repositories,
        app_id=hub.app_id,
    )


def _both(token: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    """Return what the token was made for and the installation still grants."""
    return {
        name: min(level, held[name], key=LEVELS.__getitem__) for name, level in token.items() if name in held
    }


def _app(hub: Hub, token: str) -> Caller:
    try:
        claims = jwt.decode(
            token,
            public_key(),
            algorithms=["RS256"],
            options={"require": ["iat", "exp", "iss"], "verify_iat": False, "verify_exp": False},
        )
    except jwt.PyJWTError as wrong:
        raise Refusal(401, "A JSON web token could not be decoded") from wrong
    now = hub.now().timestamp()
    _check_times(claims, now)
    if str(claims["iss"]) not in {str(hub.app_id), hub.client_id}:
        raise Refusal(401, "Integration not found")
    return Caller("app", hub.app_slug, app_id=hub.app_id)


def _check_times(claims: dict[str, object], now: float) -> None:
    issued, expires = claims["iat"], claims["exp"]
    if not isinstance(expires, int) or expires <= now:
        words = "must be a numeric value representing the future time at which the assertion expires"
        raise Refusal(401, f"'Expiration time' claim ('exp') {words}")
    if expires > now + LONGEST_JWT + DRIFT:
        raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
    if not isinstance(issued, int) or issued > now + DRIFT:
        words = "must be an Integer representing the time that the assertion was issued"
        raise Refusal(401, f"'Issued at' claim ('iat') {words}")
