"""Checks and evidence that are asked for: what is missing is unknown, what failed is a finding."""

from collections.abc import Iterator, Mapping, Sequence

from app.domain.evidence import Evidence, Expectation
from app.domain.report import Unknown
from app.review.foreign import foreign
from app.review.verdict.sighting import Seen, Sighting

_POLICY, _BRANCH = "required by the policy", "required by the branch's rules"
_NO_RESULT = {
    _POLICY: "no result was given",
    _BRANCH: "no result for this very commit, so let it run on pushes, too",
}
_NONE_RAN = "none of its tests ran"
_NOT_GIVEN = f"{_POLICY}; {_NO_RESULT[_POLICY]}"
# GitHub's words: docs.github.com/en/rest/checks/runs
_FAILED = frozenset(
    {"failure", "timed_out", "cancelled", "action_required", "startup_failure", "error", "stale"}
)
_PASSED = "success"
_UNFINISHED = frozenset({"queued", "in_progress", "pending", "requested"})
_SHOWN = 3

Told = Mapping[str, Sequence[str]]  # name of a check → its results, in lower case


def look_at_checks(evidence: Evidence, expectation: Expectation, suites: Mapping[str, bool | None]) -> Seen:
    """Judge every check that was given or is required. `suites`: name → whether that JUnit suite passed.

    A suite of which nothing ran is None there: it neither passed nor failed. Only the policy takes a suite
    for a check; the branch's rules mean GitHub's own.
    """
    conclusions: dict[str, list[str]] = {}
    for name, conclusion in evidence.checks:
        conclusions.setdefault(name, []).append(conclusion.lower())
    by_policy = dict.fromkeys(expectation.required_checks)
    by_branch = [name for name in dict.fromkeys(evidence.required_checks) if name not in by_policy]
    others = {name: words for name, words in conclusions.items() if name not in {*by_policy, *by_branch}}
    findings = [
        *_others(others),
        *_flaky(evidence.flaky_checks),
        *(found for name in by_policy for found in _failed(name, conclusions, suites)),
        *(found for name in by_branch for found in _failed(name, conclusions, {})),
    ]
    missing = [
        *(entry for name in by_policy for entry in _missing(name, conclusions, suites, _POLICY)),
        *(entry for name in by_branch for entry in _missing(name, conclusions, {}, _BRANCH)),
    ]
    return Seen(tuple(findings), (*missing, *_not_given(evidence, expectation)))


def _failed(name: str, told: Told, suites: Mapping[str, bool | None]) -> Iterator[Sighting]:
    words = next((word for word in told.get(name, ()) if word in _FAILED), None)
    if words or (name not in told and suites.get(name) is False):
        yield Sighting(
            "tests.check-failed", f"The required check `{foreign(name, 80)}` is {words or 'failing'}."
        )


def _others(told: Told) -> Iterator[Sighting]:
    """Yield what nobody requires: what failed, and what may still fail once somebody has said yes."""
    failed = [name for name, words in told.items() if _FAILED & set(words)]
    if failed:
        message = f"Failing, though the policy does not require it: {_named(failed)}."
        yield Sighting("tests.other-check-failed", message)
    unfinished = [name for name, words in told.items() if _UNFINISHED & set(words)]
    if unfinished:
        yield Sighting("tests.unfinished", f"Not finished yet, and not required: {_named(unfinished)}.")


def _flaky(names: Sequence[str]) -> Iterator[Sighting]:
    if names:
        yield Sighting("tests.flaky-check", f"Failed and passed on the same commit: {_named(names)}.")


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{foreign(name, 60)}`" for name in sorted(names)[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _missing(name: str, told: Told, suites: Mapping[str, bool | None], by: str) -> Iterator[Unknown]:
    words = set(told.get(name, ()))
    if name not in told:
        if suites.get(name) is None:
            what = _NONE_RAN if name in suites else _NO_RESULT[by]
            yield Unknown(foreign(name), f"{by}; {what}")
    elif not _FAILED & words and words != {_PASSED}:
        rest = ", ".join(sorted(words - {_PASSED})) or "unknown"
        still = "still running" if words - {_PASSED} <= _UNFINISHED else f"its result is {foreign(rest, 60)}"
        yield Unknown(foreign(name), f"{by}; {still}")


def _not_given(evidence: Evidence, expectation: Expectation) -> Iterator[Unknown]:
    if expectation.needs_junit and evidence.junit is None:
        yield Unknown("tests", _NOT_GIVEN)
    if expectation.needs_coverage and evidence.coverage is None:
        yield Unknown("coverage", _NOT_GIVEN)
