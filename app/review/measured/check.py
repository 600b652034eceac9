"""Checks and evidence that the policy asks for: what is missing is unknown, what failed is a finding."""

from collections.abc import Iterator, Mapping, Sequence

from app.domain.evidence import Evidence, Expectation
from app.domain.report import Unknown
from app.review.foreign import foreign
from app.review.verdict.sighting import Seen, Sighting

_NOT_GIVEN = "required by the policy; no result was given"
_NOTHING_RAN = "required by the policy; none of its tests ran"
# GitHub's words: docs.github.com/en/rest/checks/runs
_FAILED = frozenset(
    {"failure", "timed_out", "cancelled", "action_required", "startup_failure", "error", "stale"}
)
_PASSED = "success"


def look_at_checks(evidence: Evidence, expectation: Expectation, suites: Mapping[str, bool | None]) -> Seen:
    """Judge every check that was given or is required. `suites`: name → whether that JUnit suite passed.

    A suite of which nothing ran is None there: it neither passed nor failed.
    """
    conclusions: dict[str, list[str]] = {}
    for name, conclusion in evidence.checks:
        conclusions.setdefault(name, []).append(conclusion.lower())
    findings = [
        *_failed_others(conclusions, expectation.required_checks),
        *(found for name in expectation.required_checks for found in _failed(name, conclusions, suites)),
    ]
    missing = (entry for name in expectation.required_checks for entry in _missing(name, conclusions, suites))
    return Seen(tuple(findings), (*missing, *_not_given(evidence, expectation)))


def _failed(
    name: str, told: Mapping[str, Sequence[str]], suites: Mapping[str, bool | None]
) -> Iterator[Sighting]:
    words = next((word for word in told.get(name, ()) if word in _FAILED), None)
    if words or (name not in told and suites.get(name) is False):
        yield Sighting(
            "tests.check-failed", f"The required check `{foreign(name, 80)}` is {words or 'failing'}."
        )


def _failed_others(told: Mapping[str, Sequence[str]], required: Sequence[str]) -> Iterator[Sighting]:
    failed = sorted(name for name, words in told.items() if name not in required and _FAILED & set(words))
    if failed:
        names = ", ".join(f"`{foreign(name, 60)}`" for name in failed[:3])
        yield Sighting(
            "tests.other-check-failed", f"Failing, though the policy does not require it: {names}."
        )


def _missing(
    name: str, told: Mapping[str, Sequence[str]], suites: Mapping[str, bool | None]
) -> Iterator[Unknown]:
    words = told.get(name)
    if words is None:
        if suites.get(name) is None:
            yield Unknown(foreign(name), _NOTHING_RAN if name in suites else _NOT_GIVEN)
    elif not _FAILED & set(words) and set(words) != {_PASSED}:
        rest = ", ".join(sorted(set(words) - {_PASSED})) or "unknown"
        yield Unknown(foreign(name), f"required by the policy; its result is {foreign(rest, 60)}")


def _not_given(evidence: Evidence, expectation: Expectation) -> Iterator[Unknown]:
    if expectation.needs_junit and evidence.junit is None:
        yield Unknown("tests", _NOT_GIVEN)
    if expectation.needs_coverage and evidence.coverage is None:
        yield Unknown("coverage", _NOT_GIVEN)
