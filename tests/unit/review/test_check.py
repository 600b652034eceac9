"""Checks and suites that the policy requires: missing is unknown, failed is a finding, passed is neither."""

import pytest

from app.domain.evidence import Expectation
from app.domain.report import Level
from app.review import review
from app.review.measured.check import look_at_checks
from app.review.measured.junit import read_junit
from tests.unit.review.example import document, evidence, modified, rules

SMALL = modified("app/cart.py")
PASS, FAIL, SKIP = (f'<testcase name="a">{inner}</testcase>' for inner in ("", "<failure/>", "<skipped/>"))
NO_RESULT = "no result for this very commit, so let it run on pushes, too"
NOT_GIVEN = "required by the policy; no result was given"
NOTHING_RAN = "required by the policy; none of its tests ran"


def suite(*cases: str, name: str = "unit") -> str:
    return f'<testsuite name="{name}">{"".join(cases)}</testsuite>'


def look(*files: str, checks: tuple[tuple[str, str], ...] = ()) -> tuple[list[str], list[str]]:
    """Return the rules and reasons when `unit` is required."""
    suites = read_junit([document(file) for file in files]).suites
    seen = look_at_checks(evidence(SMALL, checks=checks), Expectation(required_checks=("unit",)), suites)
    assert {entry.subject for entry in seen.unknown} <= {"unit"}
    return rules(seen.findings), [entry.reason for entry in seen.unknown]


@pytest.mark.parametrize(
    ("files", "found", "reasons"),
    [
        ([suite(PASS)], [], []),
        ([suite(PASS, SKIP)], [], []),
        ([suite(FAIL)], ["tests.check-failed"], []),
        ([suite(SKIP)], [], [NOTHING_RAN]),
        ([suite()], [], [NOTHING_RAN]),
        ([suite(PASS, name="other")], [], [NOT_GIVEN]),
        ([suite(PASS, name="Unit")], [], [NOT_GIVEN]),
        ([], [], [NOT_GIVEN]),
        (["<testsuite"], [], [NOT_GIVEN]),
        ([suite(SKIP), suite(PASS)], [], []),  # one shard had nothing to do
        ([suite(PASS), suite(FAIL)], ["tests.check-failed"], []),
        ([suite(FAIL), suite(SKIP)], ["tests.check-failed"], []),
        ([suite(suite(FAIL, name="inner"))], ["tests.check-failed"], []),
    ],
)
def test_a_suite_of_the_name_stands_for_a_required_check(
    files: list[str], found: list[str], reasons: list[str]
) -> None:
    assert look(*files) == (found, reasons)


@pytest.mark.parametrize(
    ("conclusion", "found", "reasons"),
    [
        ("success", [], []),
        ("SUCCESS", [], []),
        ("failure", ["tests.check-failed"], []),
        ("cancelled", ["tests.check-failed"], []),
        ("neutral", [], ["required by the policy; its result is neutral"]),
        ("skipped", [], ["required by the policy; its result is skipped"]),
        ("in_progress", [], ["required by the policy; still running"]),
        ("\u202e", [], ["required by the policy; its result is \\u202e"]),
    ],
)
def test_a_check_counts_by_its_conclusion(conclusion: str, found: list[str], reasons: list[str]) -> None:
    assert look(suite(PASS), checks=(("unit", conclusion),)) == (found, reasons)


def test_a_required_suite_that_ran_nothing_is_never_low() -> None:
    given = evidence(SMALL, junit=(document(suite(SKIP) + ""), document(suite(PASS, name="b"))))
    made = review(given, Expectation(required_checks=("unit",)))
    assert made.level is not Level.LOW


def seen(
    *checks: tuple[str, str], required: tuple[str, ...] = (), flaky: tuple[str, ...] = (), suite: bool = True
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return findings and unknowns when the branch's own rules require something, and the policy nothing."""
    given = evidence(SMALL, checks=checks, required_checks=required, flaky_checks=flaky)
    found = look_at_checks(given, Expectation(), {"unit": suite})
    return [(f.rule, f.message) for f in found.findings], [(u.subject, u.reason) for u in found.unknown]


def test_what_the_branch_requires_must_have_passed_on_github() -> None:
    by = "required by the branch's rules"
    assert seen(("unit", "success"), required=("unit",)) == ([], [])
    assert seen(required=("unit",)) == (
        [],
        [("unit", f"{by}; {NO_RESULT}")],
    )  # the suite stands for none
    assert seen(("unit", "in_progress"), required=("unit",)) == ([], [("unit", f"{by}; still running")])
    assert seen(("unit", "failure"), required=("unit",)) == (
        [("tests.check-failed", "The required check `unit` is failure.")],
        [],
    )


def test_two_results_of_one_name_must_both_have_passed() -> None:
    findings, _ = seen(("unit", "success"), ("unit", "failure"), required=("unit",))
    assert [rule for rule, _ in findings] == ["tests.check-failed"]
    _, unknown = seen(("unit", "success"), ("unit", "queued"), required=("unit",))
    assert unknown == [("unit", "required by the branch's rules; still running")]


def test_what_the_policy_requires_too_is_judged_once() -> None:
    both = look_at_checks(
        evidence(SMALL, required_checks=("unit",)), Expectation(required_checks=("unit",)), {}
    )
    assert [(u.subject, u.reason) for u in both.unknown] == [("unit", NOT_GIVEN)]


def test_what_nobody_requires_and_has_not_ended_is_told() -> None:
    findings, unknown = seen(
        ("e2e", "in_progress"), ("docs", "queued"), ("lint", "skipped"), ("ok", "waiting")
    )
    assert findings == [("tests.unfinished", "Not finished yet, and not required: `docs`, `e2e`.")]
    assert unknown == []


def test_a_check_that_failed_and_passed_is_told() -> None:
    findings, _ = seen(("e2e", "success"), flaky=("a", "b", "c", "e2e"))
    assert findings == [
        ("tests.flaky-check", "Failed and passed on the same commit: `a`, `b`, `c` and 1 more.")
    ]
