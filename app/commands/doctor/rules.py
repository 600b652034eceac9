"""Every environment that a policy speaks of: whether it can be promoted to, and whom and where it asks."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor import slack
from app.commands.doctor.line import Line, Mark, checked
from app.domain.errors import BadInput
from app.domain.policy import Environment, Policy, PromoteKind


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield a line for each promotion, and one for each channel and name, wherever it is named first."""
    channels, people = dict[str, str](), dict[str, str]()
    for name, rules in _environments(parts):
        yield checked(f"{name}: promotion", lambda rules=rules: _promotion(parts, rules))  # type: ignore[misc]
        if not rules.override:
            yield Line(Mark.NOTE, f"{name}: override", "names nobody, so nobody can break the glass there")
        for channel in _channels(rules):
            channels.setdefault(channel, f"{name}: {channel}")
        for who in sorted(rules.names | _called(rules)):
            people.setdefault(who, f"{name}: {who}")
    for channel, name in channels.items():
        yield checked(name, lambda channel=channel: slack.channel(parts, channel))  # type: ignore[misc]
    for who, name in people.items():
        yield checked(name, lambda who=who: slack.who(parts, who))  # type: ignore[misc]


def _channels(rules: Environment) -> tuple[str, ...]:
    told = rules.channels
    return told.approval, told.escalation, told.announce, *(rung.channel for rung in rules.escalate.then)


def _called(rules: Environment) -> frozenset[str]:
    """Return whom the escalation mentions, and who stands for a team of CODEOWNERS."""
    rungs = (rung.mention for rung in rules.escalate.then)
    return frozenset(rules.escalate.mention).union(rules.people.teams.values(), *rungs)


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
