"""How the checks that are required stood at the review."""

from collections.abc import Mapping

from app.domain import checks
from app.domain.evidence import Evidence
from app.domain.policy import Environment
from app.review.measured.freshness import head_of
from app.review.measured.junit import read_junit


def required_checks(rules: Environment, evidence: Evidence) -> checks.Standing:
    """Return each, the policy's and the platform's, with its conclusion.

    `Sources.required_checks` says the same of the same commit later, when what the CI told is not kept.
    """
    names = (*rules.required_checks, *evidence.required_checks)
    platform = evidence.platform_checks or ()
    by_ci = evidence.checks[: len(evidence.checks) - len(platform)]
    is_asked = evidence.platform_checks is not None
    suites = _suites(rules, evidence) if names else {}
    return checks.standing(names, platform, checks.elsewhere(by_ci, suites, is_platform_asked=is_asked))


def _suites(rules: Environment, evidence: Evidence) -> Mapping[str, bool | None]:
    """Return which suites of that name passed; only the policy takes a suite for a check."""
    told = {name for name, _ in evidence.checks}
    wanted = set(rules.required_checks) - told
    if not wanted or not evidence.junit:
        return {}
    suites = read_junit(evidence.junit, head_of(evidence)).suites
    return {name: suites[name] for name in wanted if name in suites}
