"""Every environment that a policy speaks of: whether it can be promoted to, and whom and where it asks."""

from collections.abc import Callable, Iterator
from functools import partial

from app import wiring
from app.adapters import policyfile
from app.commands.doctor.line import Check, Line, Mark, asked, checked
from app.commands.doctor.slack import Workspace
from app.domain.errors import BadInput, Transient
from app.domain.policy import Environment, Policy, PromoteKind

NOT_ASKED = "The channels and people after it were not asked about: try again once Slack answers."


def lines(parts: wiring.Parts, *, has_redis: bool = True) -> Iterator[Line]:
    """Yield a line for each promotion, and one for each channel and name, wherever it is named first."""
    repositories = sorted(parts.leads.repositories()) if has_redis else []
    for repository in repositories if parts.github is None else ():  # there the gate's own look has said it
        yield checked(Check.POLICY, partial(_policy, parts, repository), f"{repository}: policy")
    channels, people = dict[str, str](), dict[str, str]()
    for name, rules in _environments(parts, repositories):
        yield checked(Check.PROMOTION, partial(_promotion, parts, rules), f"{name}: promotion")
        if not rules.override:
            words = "names nobody, so nobody can break the glass there"
            yield Line(Mark.NOTE, Check.OVERRIDE, words, f"{name}: override")
        for channel in _channels(rules):
            channels.setdefault(channel, f"{name}: {channel}")
        for who in sorted(rules.names | _called(rules)):
            people.setdefault(who, f"{name}: {who}")
    yield from _in_slack(parts, channels, people)


def _in_slack(parts: wiring.Parts, channels: dict[str, str], people: dict[str, str]) -> Iterator[Line]:
    if parts.settings.slack_bot_token is None:
        return  # which is a line of its own
    workspace = Workspace(parts.client)
    questions: tuple[tuple[Check, Callable[[str], str], dict[str, str]], ...] = (
        (Check.CHANNEL, workspace.channel, channels),
        (Check.PEOPLE, workspace.who, people),
    )
    named = (
        (check, partial(ask, what), name) for check, ask, all_ in questions for what, name in all_.items()
    )
    for check, look, name in named:
        try:
            yield asked(check, look, name)
        except Transient as problem:
            yield Line(Mark.MEND, check, f"{problem} {NOT_ASKED}", name)
            return


def _channels(rules: Environment) -> tuple[str, ...]:
    told = rules.channels
    return told.approval, told.escalation, told.announce, *(rung.channel for rung in rules.escalate.then)


def _called(rules: Environment) -> frozenset[str]:
    """Return whom the escalation mentions, and who stands for a team of CODEOWNERS."""
    rungs = (rung.mention for rung in rules.escalate.then)
    return frozenset(rules.escalate.mention).union(rules.people.teams.values(), *rungs)


def _environments(parts: wiring.Parts, repositories: list[str]) -> Iterator[tuple[str, Environment]]:
    """Yield the operator's, and those of every repository whose own policy was read."""
    for name, rules in (_operators(parts) or Policy({})).environments.items():
        yield name, rules
    for repository in repositories:
        for name, rules in (parts.archive.good_policy(repository) or Policy({})).environments.items():
            yield f"{repository} {name}", rules


def _policy(parts: wiring.Parts, repository: str) -> str:
    """Say what the repository's policy has now: while it is broken, the last good one hides that."""
    found = parts.sources.repository(repository, None)
    text = found.policy_text() if found is not None else None
    if text is None:
        return "was sent by a local checkout, or is the operator's now"
    return f"has {', '.join(policyfile.parse(text, source=repository).environments)}"


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
