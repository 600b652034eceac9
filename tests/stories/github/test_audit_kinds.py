"""Each thing that can be wrong with the gate on GitHub is found, and named with its mend."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.github.audit.audit import AT_ONCE, EVERY
from app.adapters.github.permissions import EVENTS, REQUIRED_PERMISSIONS
from app.domain.alarm import Kind
from tests.stories.github.town import Town

OPERATION = "GET /repos/{owner}/{repo}/environments/{environment_name}"


def _empty(town: Town) -> None:
    town.hub.add_environment(town.name, protected=False)


def _reviewers_only(town: Town) -> None:
    town.hub.add_environment(town.name, custom_rule=False, reviewers=["bo"])


def _others_rule(town: Town) -> None:
    """Let another App guard the environment."""
    with town.hub._held() as hub:
        key = next(iter(hub.actions.ledger.environments))
        held = hub.actions.ledger.environments[key]
        rules = tuple(replace(rule, app=rule.app + 1, slug="drydock") for rule in held.custom_rules)
        hub.actions.ledger.environments[key] = replace(held, custom_rules=rules)


def _off(town: Town) -> None:
    town.hub.add_environment(town.name, enabled=False)


def _bypass(town: Town) -> None:
    town.hub.add_environment(town.name, can_admins_bypass=True)


def _unsaid(town: Town) -> None:
    town.hub.add_environment(town.name, can_admins_bypass=None)


def _missing(town: Town) -> None:
    town.rules.environment = "live"
    town.hub.add_environment(town.name, "production", protected=False)


def _lacks(town: Town) -> None:
    permissions = {**REQUIRED_PERMISSIONS, "checks": "read"}
    del permissions["members"]
    town.hub.install(town.name, permissions)


def _reads_little(town: Town) -> None:
    town.hub.install(town.name, {"contents": "read", "deployments": "write"})


def _asks_too_little(town: Town) -> None:
    less = {name: level for name, level in REQUIRED_PERMISSIONS.items() if name != "statuses"}
    town.hub.ask_for(less)
    town.hub.install(town.name, less)  # nobody can accept what is not asked for


def _suspended(town: Town) -> None:
    town.known = frozenset({town.name})  # which is not to be taken for one without the App
    town.hub.suspend(town.hub.install(town.name))


def _nowhere(town: Town) -> None:
    town.hub.uninstall(town.hub.install(town.name))


def _taken_away(town: Town) -> None:
    town.known = frozenset({"other/shop"})


def _deaf(town: Town) -> None:
    town.hub.subscribe(*(event for event in EVENTS if event != "pull_request"))


def _webhooks_fail(town: Town) -> None:
    town.hub.set_webhook("http://127.0.0.1:9/webhooks/github")
    for _ in range(3):
        town.hub.ping()
    town.hub.wait_for(lambda: sum(each.has_failed for each in town.hub.deliveries) == 3)


def _token(town: Town) -> None:
    town.token, town.known = town.hub.token, frozenset({town.name})


def _forbidden(town: Town) -> None:
    town.hub.fail_next(OPERATION, status=403)


def _broken(town: Town) -> None:
    town.hub.fail_next(OPERATION, status=502)


def _no_time(town: Town) -> None:
    town.seconds = 0.0


CASES: dict[str, tuple[Callable[[Town], None], tuple[Kind, ...], str]] = {
    "empty": (_empty, (Kind.EMPTY,), "Nothing protects production of acme/shop"),
    "reviewers": (_reviewers_only, (Kind.UNGUARDED,), "Airlock is not among the rules of production"),
    "others": (_others_rule, (Kind.UNGUARDED,), "Airlock is not among the rules of production"),
    "off": (_off, (Kind.UNGUARDED,), "Airlock is switched off for production"),
    "bypass": (_bypass, (Kind.BYPASS,), "Untick “Allow administrators to bypass"),
    "unsaid": (_unsaid, (Kind.BYPASS_UNKNOWN,), "GitHub does not say whether administrators may bypass"),
    "missing": (
        _missing,
        (Kind.NOT_IN_POLICY, Kind.MISSING),
        "There is no environment live of acme/shop",
    ),
    "lacks": (_lacks, (Kind.LACKS_PERMISSION,), "Checks: write, Members (organization): read"),
    "little": (
        _reads_little,
        (Kind.LACKS_PERMISSION, Kind.UNCHECKED, Kind.UNCHECKED),
        "give the App actions=read",
    ),
    "asks": (_asks_too_little, (Kind.LACKS_PERMISSION,), "does not ask for Commit statuses: read"),
    "suspended": (_suspended, (Kind.SUSPENDED,), "An owner of acme can unsuspend it"),
    "nowhere": (_nowhere, (Kind.NOT_INSTALLED,), "is installed nowhere"),
    "taken-away": (_taken_away, (Kind.NOT_INSTALLED,), "not installed on other/shop"),
    "deaf": (_deaf, (Kind.LACKS_EVENT,), "is not subscribed to pull_request"),
    "webhooks": (_webhooks_fail, (Kind.WEBHOOKS_FAIL,), "The last 3 webhooks of GitHub were not taken"),
    "token": (_token, (Kind.NEEDS_APP,), "which only a GitHub App can be; Airlock has a token"),
    "forbidden": (_forbidden, (Kind.UNCHECKED,), "The environment's protection cannot be checked: "),
    "no-time": (_no_time, (Kind.UNCHECKED,), "there was no time for 1 repositories"),
    "broken": (_broken, (Kind.UNCHECKED,), "GitHub answered 502"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named(town: Town, name: str) -> None:
    arrange, kinds, words = CASES[name]
    assert town.alarms() == []
    arrange(town)
    found = town.alarms()
    assert tuple(alarm.kind for alarm in found) == kinds
    assert words in " ".join(f"{alarm.words} {alarm.mend}" for alarm in found)
    assert not town.hub.violations


def test_where_there_are_many_repositories_they_take_turns(town: Town) -> None:
    town.token, town.rules.kind = town.hub.token, "webhook"
    town.known = frozenset(f"acme/{number}" for number in range(AT_ONCE + 1))
    now = datetime.now(UTC)
    looks = [town.look(at=now + number * timedelta(seconds=EVERY)) for number in range(2)]
    seen = [{place.repository for place in look.seen} for look in looks]
    assert [len(names) for names in seen] == [AT_ONCE, AT_ONCE]
    assert seen[0] | seen[1] == town.known
    assert not any(look.is_whole for look in looks)
