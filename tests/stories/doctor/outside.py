"""Where each check of Slack, GitHub and policies fails, and the words for it."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.commands.doctor import (
    github,
    operator,
    rules,
    slack,
)
from app.commands.doctor.line import Check, Line
from app.domain.alarm import Alarm, Aspect, Kind, Look, Place
from sandbox.slack import SlackSandbox
from tests.stories.doctor.conftest import Clinic

OPEN = Alarm(Kind.BYPASS, Place(Aspect.GUARD, "a/b", "production"), "It is open.", "Shut it.")


NO_APP: dict[str, Any] = {"github_app_id": None, "github_app_private_key": None}


def _scopes(clinic: Clinic) -> Iterator[Line]:
    with SlackSandbox.start(scopes=set(slack.SCOPES) - {"groups:read", "users:read.email"}) as other:
        token = SecretStr(other.bot_token)
        yield from slack.lines(clinic.under(slack_api_url=other.api_url, slack_bot_token=token))


def _git(clinic: Clinic) -> Iterator[Line]:
    with pytest.MonkeyPatch.context() as env:
        env.setenv("PATH", str(clinic.directory))
        yield from github.lines(clinic.parts)


def _operators(clinic: Clinic) -> Iterable[Line]:
    path = clinic.directory / "broken.yml"
    path.write_text("environments:\n  production: {approver: []}")
    return operator.lines(clinic.under(airlock_policy=path))


def _own_policy(clinic: Clinic) -> Iterator[Line]:
    """Look at a repository on this machine whose policy was good once."""
    shop = clinic.directory / "shop"
    (shop / ".github").mkdir(parents=True)
    (shop / ".github" / "airlock.yml").write_text("environments: {production: {approver: []}}")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "One"]):
        who = ["-c", "user.name=Ana", "-c", "user.email=ana@harbour.example"]
        subprocess.run(["git", "-C", str(shop), *who, *words], check=True)
    parts = clinic.ruled(github_app_id=None, github_app_private_key=None)
    path = parts.settings.airlock_policy
    assert path is not None
    parts.archive.keep_policy("harbour/shop", parts.sources.check_operators_policy())
    path.write_text(f"local_paths: {{harbour/shop: '{shop}'}}\n{path.read_text()}")
    yield from rules.lines(parts)
    parts.redis.delete("airlock:policy")


OUTSIDE: Mapping[Check, tuple[Callable[[Clinic], Iterable[Line]], str]] = {
    Check.BOT_TOKEN: (
        lambda c: slack.lines(c.under(slack_bot_token=SecretStr("xoxb-none"))),
        "MEND  Slack bot token: Slack refuses SLACK_BOT_TOKEN: copy the Bot User OAuth Token",
    ),
    Check.APP_TOKEN: (
        lambda c: slack.lines(c.under(slack_app_token=None)),
        "MEND  Slack app token: SLACK_APP_TOKEN is not set: make an App-Level Token",
    ),
    Check.SCOPES: (
        _scopes,
        "missing: groups:read (knowing private channels by their names), users:read.email (",
    ),
    Check.OPERATORS_POLICY: (_operators, "broken.yml: line 2: production.approver: is not a key"),
    Check.POLICY: (
        _own_policy,
        "MEND  harbour/shop: policy: harbour/shop: line 1: production.approver: is not a key",
    ),
    Check.PROMOTION: (
        lambda c: rules.lines(c.ruled(**NO_APP)),
        "MEND  production: promotion: promotes by github-protection-rule: set GITHUB_APP_ID and its key",
    ),
    Check.OVERRIDE: (
        lambda c: rules.lines(c.ruled()),
        "note  production: override: names nobody, so nobody can break the glass there",
    ),
    Check.CHANNEL: (
        lambda c: rules.lines(c.ruled(channel="#nowhere")),
        "MEND  production: #nowhere: #nowhere: Slack does not know the channel, or the app cannot see it",
    ),
    Check.PEOPLE: (
        lambda c: rules.lines(c.ruled(who="@nobody-has-this")),
        "MEND  production: @nobody-has-this: No user group in Slack has that name: create it there",
    ),
    Check.GITHUB: (
        lambda c: github.lines(c.under(github_app_id="99")),
        "MEND  GitHub: GitHub refuses the credentials",
    ),
    Check.GIT: (_git, "MEND  git: git is not on PATH: install it"),
    Check.MIRRORS: (
        lambda c: github.lines(c.under(airlock_data_dir=Path("/dev/null/x"))),
        "MEND  mirrors: /dev/null cannot be written to",
    ),
    Check.WEBHOOKS: (
        lambda c: github.lines(c.under(github_webhook_secret=None, airlock_github_poll=timedelta(0))),
        "MEND  GitHub tells: nothing, and AIRLOCK_GITHUB_POLL is 0: set GITHUB_WEBHOOK_SECRET",
    ),
    Check.TOKEN: (
        lambda c: github.lines(c.under(github_token=SecretStr(c.hub.token), **NO_APP), has_redis=False),
        "note  GITHUB_TOKEN: stands for a person or a repository: it cannot be a protection rule",
    ),
    Check.GATE: (
        lambda _: github.seen(Look({OPEN.place: (OPEN,)})),
        "MEND  a/b production: the environment's protection: It is open. Shut it.",
    ),
    Check.UNGUARDED: (
        lambda _: github.seen(Look({}, unruled=("a/b",))),
        "note  without a policy: a/b: Airlock guards nothing there",
    ),
}
