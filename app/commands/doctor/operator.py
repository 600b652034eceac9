"""What the operator has set up: Redis, the CI's secret, the policy file."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor.line import Line, checked
from app.domain.errors import BadInput
from app.domain.policy import Environment, PromoteKind


def lines(parts: wiring.Parts) -> Iterator[Line]:
    yield checked("Redis", lambda: _redis(parts))
    yield checked("CI secret", lambda: _secret(parts))
    if parts.settings.airlock_policy is None:
        return
    yield checked("policy", lambda: _policy(parts))
    for name, rules in environments(parts).items():
        yield checked(f"{name}: promotion", lambda rules=rules: _promotion(parts, rules))  # type: ignore[misc]


def environments(parts: wiring.Parts) -> dict[str, Environment]:
    """Return what the operator's policy speaks of; nothing while it is broken, which is a line of its own."""
    if parts.settings.airlock_policy is None:
        return {}
    try:
        return dict(parts.sources.check_operators_policy().environments)
    except BadInput:
        return {}


def _redis(parts: wiring.Parts) -> str:
    wanted = {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    parts.archive.counts()
    found = {name: str(parts.redis.config_get(name)[name]) for name in wanted}
    for name, value in wanted.items():
        if found[name] != value:
            raise BadInput(f"{name} is {found[name]}: set `{name} {value}`, or decisions can be lost.")
    return f"answers, and keeps everything ({parts.redis.config_get('appendfsync')['appendfsync']})"


def _secret(parts: wiring.Parts) -> str:
    if parts.settings.airlock_ci_secret is not None:
        return "is set"
    if parts.github is not None:
        return "is not set, so only GitHub can queue deploys"
    raise BadInput("AIRLOCK_CI_SECRET is not set, so no CI can queue and nothing be promoted; set it.")


def _policy(parts: wiring.Parts) -> str:
    named = parts.sources.check_operators_policy().environments
    return f"{parts.settings.airlock_policy} has {', '.join(named)}"


def _promotion(parts: wiring.Parts, rules: Environment) -> str:
    kind = rules.promote.kind
    if kind is PromoteKind.WEBHOOK:
        parts.webhook.check(str(rules.promote.url))
        return f"by webhook to {rules.promote.url}"
    if parts.github is None:
        raise BadInput(f"promotes by {kind}: set GITHUB_APP_ID and its key, or GITHUB_TOKEN.")
    if kind is PromoteKind.PROTECTION_RULE and not parts.github.credentials.is_app:
        raise BadInput(f"promotes by {kind}, which only the GitHub App can: `airlock github manifest`.")
    if kind is not PromoteKind.PROTECTION_RULE and parts.settings.airlock_ci_secret is None:
        raise BadInput(f"promotes by {kind}, whose approval AIRLOCK_CI_SECRET signs; set it here and there.")
    return f"by {kind}"
