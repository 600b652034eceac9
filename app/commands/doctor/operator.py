"""What the operator has set up for the gate itself: the CI's secret, the signing key, the policy file."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor.line import Check, Line, checked
from app.domain.errors import BadInput


def lines(parts: wiring.Parts) -> Iterator[Line]:
    yield checked(Check.CI_SECRET, lambda: _secret(parts))
    yield checked(Check.SIGNING_KEY, lambda: _key(parts))
    if parts.settings.airlock_policy is not None:
        yield checked(Check.OPERATORS_POLICY, lambda: _policy(parts))


def _secret(parts: wiring.Parts) -> str:
    if parts.settings.airlock_ci_secret is not None:
        return "is set"
    if parts.github is not None:
        return "is not set, so only GitHub can queue deploys"
    raise BadInput("AIRLOCK_CI_SECRET is not set, so no CI can queue and nothing be promoted; set it.")


def _key(parts: wiring.Parts) -> str:
    """Several machines that each sign with a key of their own would make every job trust them all."""
    if not parts.keyring.is_there:
        return "is made when the first approval is signed"
    key, settings = parts.keyring.signing, parts.settings
    if settings.redis_url is None or settings.airlock_signing_key is not None:
        return f"{key.id[:12]} signs approvals"
    return f"{key.id[:12]} signs here; if other machines work too, give all the same AIRLOCK_SIGNING_KEY"


def _policy(parts: wiring.Parts) -> str:
    named = parts.sources.check_operators_policy().environments
    return f"{parts.settings.airlock_policy} has {', '.join(named)}"
