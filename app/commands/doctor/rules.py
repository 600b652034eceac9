"""Every environment that a policy speaks of: whether it can be promoted to, and its channels posted in."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor import slack
from app.commands.doctor.line import Line, checked
from app.domain.errors import BadInput
from app.domain.policy import Environment, Policy, PromoteKind


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield a line for each promotion, and one for each channel, wherever it is named first."""
    channels: dict[str, str] = {}
    for name, rules in _environments(parts):
        yield checked(f"{name}: promotion", lambda rules=rules: _promotion(parts, rules))  # type: ignore[misc]
        told = rules.channels
        for channel in (told.approval, told.escalation, told.announce):
            channels.setdefault(channel, f"{name}: {channel}")
    for channel, name in channels.items():
        yield checked(name, lambda channel=channel: slack.channel(parts, channel))  # type: ignore[misc]


def _environments(parts: wiring.Parts) -> Iterator[tuple[str, Environment]]:
    """Yield the operator's, and those of every repository whose own policy was read."""
    for name, rules in (_operators(parts) or Policy({})).environments.items():
        yield name, rules
    for repository in sorted(parts.leads.repositories()):
        for name, rules in (parts.archive.good_policy(repository) or Policy({})).environments.items():
            yield f"{repository} {name}", rules


def _operators(parts: wiring.Parts) -> Policy | None:
    """Return the operator's policy; none while it is broken, which is a line of its own."""
    if parts.settings.airlock_policy is None:
        return None
    try:
        return parts.sources.check_operators_policy()
    except BadInput:
        return None


def _promotion(parts: wiring.Parts, rules: Environment) -> str:
    kind = rules.promote.kind
    if kind is PromoteKind.WEBHOOK:
        parts.webhook.check(str(rules.promote.url))
        return f"by webhook to {rules.promote.url}"
    if parts.github is None:
        raise BadInput(f"promotes by {kind}: set GITHUB_APP_ID and its key, or GITHUB_TOKEN.")
    if kind is PromoteKind.PROTECTION_RULE and not parts.github.is_app:
        raise BadInput(f"promotes by {kind}, which only the GitHub App can: `airlock github manifest`.")
    return f"by {kind}"
