"""Whether an environment on GitHub waits for Airlock, and whether somebody may walk around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.github.api import Api
from app.adapters.github.app import OurApp
from app.adapters.github.environments import app_rules, environment
from app.domain.alarm import Alarm, Kind, Place

PRODUCTION = ("production", "prod", "live")  # what people call it, whatever follows
ENABLE = "Settings → Environments → {name}: tick Airlock under “Deployment protection rules” and save"
PLANS = "on private repositories that needs GitHub Enterprise, else use `promote: {kind: github-deployment}`"
NO_BYPASS = (
    "Untick “Allow administrators to bypass configured protection rules” in the environment's settings."
)


@dataclass(frozen=True)
class Guard:
    """An environment's protection, as GitHub shows it."""

    others: int  # rules that are not ours
    is_ours_there: bool
    is_ours_enabled: bool
    admins_bypass: bool | None  # None: GitHub does not say


def is_production(name: str) -> bool:
    """Whether an environment's name says that it is production."""
    return name.lower().startswith(PRODUCTION)


def guard(api: Api, app: OurApp, place: Place) -> Guard | None:
    """Return an environment's protection, None when it does not exist. Raises Transient, BadInput."""
    found = environment(api, place.repository, place.environment)
    if found is None:
        return None
    rules = app_rules(api, place.repository, place.environment)
    ours = [rule for rule in rules if rule.app.id == app.id]
    return Guard(
        others=len(found.protection_rules) + len(rules) - len(ours),
        is_ours_there=bool(ours),
        is_ours_enabled=any(rule.enabled for rule in ours),
        admins_bypass=found.can_admins_bypass,
    )


def alarms(found: Guard | None, place: Place, link: str) -> Iterator[Alarm]:
    """Yield what is wrong where the policy says that Airlock's rule guards the environment."""
    where = f"{place.environment} of {place.repository}"
    enable = f"{ENABLE.format(name=place.environment)}; {PLANS}."
    if found is None:
        words = f"There is no environment {where} yet; the first job that names it makes one without rules."
        yield Alarm(Kind.MISSING, place, words, f"Make it: {enable}", link)
        return
    if not found.is_ours_there and not found.others:
        words = f"Nothing protects {where}: every job that names it goes ahead."
        yield Alarm(Kind.EMPTY, place, words, enable, link)
    elif not found.is_ours_enabled:
        state = "switched off for" if found.is_ours_there else "not among the rules of"
        words = f"Airlock is {state} {where}: jobs go ahead without an approval here."
        yield Alarm(Kind.UNGUARDED, place, words, enable, link)
    if found.admins_bypass:
        words = f"Administrators may bypass the rules of {where}: “Start all waiting jobs”."
        yield Alarm(Kind.BYPASS, place, words, NO_BYPASS, link)
    elif found.admins_bypass is None:
        words = f"GitHub does not say whether administrators may bypass the rules of {where}."
        yield Alarm(Kind.BYPASS_UNKNOWN, place, words, f"Look, and if so: {NO_BYPASS}", link)
