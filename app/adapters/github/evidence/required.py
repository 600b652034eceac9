"""Which checks a branch's own rules require: its rulesets, and the older branch protection."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from app.adapters.github.api import Api
from app.adapters.github.evidence.checks import OWN
from app.adapters.github.evidence.rows import Doubts, Name, Row, readable
from app.adapters.github.refusal import GitHubRefusal
from app.adapters.github.site import Site
from app.domain.errors import BadInput

RULES_MAX = 500
ANY_APP = -1  # docs.github.com/en/rest/branches/branch-protection
SUBJECT = "required checks"


class Required(Row):
    context: Name
    integration_id: int | None = None  # of the only app that may give it, in a ruleset
    app_id: int | None = None  # the same, in branch protection

    @property
    def app(self) -> int | None:
        told = self.integration_id if self.integration_id is not None else self.app_id
        return None if told == ANY_APP else told


class _Parameters(Row):
    required_status_checks: list[Required]


class _Rule(Row):
    parameters: _Parameters


class _Protection(Row):
    """Part of a branch, readable with Contents alone; and an answer by itself, to administrators."""

    checks: tuple[Required, ...] = ()
    contexts: tuple[Name, ...] = ()


def required_of(api: Api, repository: str, branch: str, site: Site, doubts: Doubts) -> tuple[Required, ...]:
    """Return what a change of that branch must pass; our own checks are left out."""
    path = f"/repos/{repository}"
    name = quote(branch, safe="")
    try:
        rules = api.rows(f"{path}/rules/branches/{name}", most=RULES_MAX).rows
    except GitHubRefusal as problem:
        rules = ()
        _doubt_plan(problem, doubts)
    found = [*_of_rules(rules, doubts), *_of_protection(api, f"{path}/branches/{name}", doubts)]
    return tuple(each for each in dict.fromkeys(found) if not _is_ours(each, site))


def _is_ours(required: Required, site: Site) -> bool:
    by_name = required.app is None and OWN.match(required.context) is not None
    return by_name or site.is_ours(required.app)


def _doubt_plan(problem: GitHubRefusal, doubts: Doubts) -> None:
    """Say that the rules cannot be read, unless the plan of a private repository has none."""
    if problem.status != HTTPStatus.FORBIDDEN or "upgrade to github" not in str(problem).lower():
        doubts.add(SUBJECT, str(problem))


def _of_rules(rules: Iterable[Any], doubts: Doubts) -> Iterator[Required]:
    for rule in rules:
        if isinstance(rule, dict) and rule.get("type") == "required_status_checks":
            told = readable(_Rule, rule)
            if told is None:
                doubts.add(SUBJECT, "a rule of the branch's cannot be read")
            else:
                yield from told.parameters.required_status_checks


def _of_protection(api: Api, path: str, doubts: Doubts) -> Iterator[Required]:
    """Yield what branch protection requires: the branch tells it where it may, else administrators see it."""
    branch = doubts.ask(SUBJECT, lambda: api.find(path), None)
    if not isinstance(branch, dict) or not branch.get("protected"):
        return
    held = branch.get("protection")
    told = held.get("required_status_checks") if isinstance(held, dict) else None
    protection = readable(_Protection, told if told is not None else _asked_for(api, path))
    if protection is None:
        doubts.add(SUBJECT, "the branch's protection cannot be read")
        return
    yield from protection.checks
    listed = {each.context for each in protection.checks}
    yield from (Required(context=name) for name in protection.contexts if name not in listed)


def _asked_for(api: Api, path: str) -> Any:
    """Return the protection itself; nothing where it requires no check, or is for administrators only."""
    try:
        return api.find(f"{path}/protection/required_status_checks") or {}
    except BadInput:  # Administration is more than Airlock asks for; the rulesets have been read
        return {}
