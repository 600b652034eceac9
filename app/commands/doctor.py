"""`airlock doctor`: what is wrong with this installation, and how to mend it; one line each."""

import sys
from collections.abc import Callable, Iterator

import click

from app import wiring
from app.adapters.slack import translated
from app.commands.apptoken import check_app_token
from app.domain.errors import BadInput, Refused, Transient
from app.domain.policy import Environment, PromoteKind

Check = Callable[[wiring.Parts], str]


@click.command()
def doctor() -> None:
    """Check settings, tokens, channels, Redis and the policy. Exits 1 when something has to be mended."""
    parts = wiring.parts()
    answers = [_line(name, check, parts) for name, check in _checks(parts)]
    sys.exit(0 if all(answers) else 1)


def _checks(parts: wiring.Parts) -> Iterator[tuple[str, Check]]:
    yield "Redis", _redis
    yield "Slack bot token", _bot_token
    yield "Slack app token", _app_token
    yield "CI secret", _secret
    if parts.settings.airlock_policy is None:
        return
    yield "policy", _policy
    try:
        environments = parts.sources.check_operators_policy().environments
    except BadInput:
        return
    for name, rules in environments.items():
        for channel in dict.fromkeys(
            (rules.channels.approval, rules.channels.escalation, rules.channels.announce)
        ):
            yield f"{name}: {channel}", _channel(channel)
        yield f"{name}: promotion", _promotion(rules)


def _line(name: str, check: Check, parts: wiring.Parts) -> bool:
    """Print one check; return whether it is in order."""
    try:
        click.echo(f"ok    {name}: {check(parts)}")
    except (BadInput, Refused, Transient) as problem:
        click.echo(f"MEND  {name}: {problem}")
        return False
    return True


def _redis(parts: wiring.Parts) -> str:
    wanted = {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    parts.archive.counts()
    found = {name: str(parts.redis.config_get(name)[name]) for name in wanted}
    for name, value in wanted.items():
        if found[name] != value:
            raise BadInput(f"{name} is {found[name]}: set `{name} {value}`, or decisions can be lost.")
    return f"answers, and keeps everything ({parts.redis.config_get('appendfsync')['appendfsync']})"


def _bot_token(parts: wiring.Parts) -> str:
    with translated():
        me = parts.client.auth_test()
    return f"is {me['user']} in {me['team']}"


def _app_token(parts: wiring.Parts) -> str:
    token = parts.settings.slack_app_token
    check_app_token(parts, token.get_secret_value() if token else "")
    return "may open sockets"


def _secret(parts: wiring.Parts) -> str:
    if parts.settings.airlock_ci_secret is None:
        raise BadInput("AIRLOCK_CI_SECRET is not set, so no CI can queue and nothing be promoted; set it.")
    return "is set"


def _policy(parts: wiring.Parts) -> str:
    environments = parts.sources.check_operators_policy().environments
    return f"{parts.settings.airlock_policy} has {', '.join(environments)}"


def _channel(channel: str) -> Check:
    def check(parts: wiring.Parts) -> str:
        with translated():
            found = parts.client.conversations_info(channel=parts.chat.channel_id(channel))["channel"]
        if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
            raise BadInput("The channel is shared with another workspace; name one that is not.")
        if not found.get("is_member"):
            raise BadInput("The app is not in the channel: type `/invite @Airlock` there.")
        return f"the app is in {found['id']}"

    return check


def _promotion(rules: Environment) -> Check:
    def check(parts: wiring.Parts) -> str:
        if rules.promote.kind is not PromoteKind.WEBHOOK:
            raise BadInput(
                f"promotes by {rules.promote.kind}, which this version cannot; use `kind: webhook`."
            )
        parts.webhook.check(str(rules.promote.url))
        return f"by webhook to {rules.promote.url}"

    return check
