"""Cases that come twice: only what surely is another attempt makes a failure good."""

import pytest

from app.review.measured.junit import Results, read_junit
from tests.unit.review.example import document
from tests.unit.review.test_junit import suite

FLAKY = ["tests.flaky"]
FAILING = ["tests.failing"]
BOTH = ["tests.failing", "tests.flaky"]


def case(name: str, outcome: str = "passed") -> str:
    inner = {"passed": "", "failed": "<failure/>", "skipped": "<skipped/>"}[outcome]
    return f'<testcase classname="C" name="{name}">{inner}</testcase>'


def read(*files: str) -> Results:
    return read_junit([document(file, f"{n}.xml") for n, file in enumerate(files)])


def counts(run: Results) -> tuple[int, int, int, int]:
    tests = run.tests
    return tests.passed, tests.failed, tests.skipped, tests.flaky


def rules(run: Results) -> list[str]:
    return [finding.rule for finding in run.findings()]


BAD, GOOD, SKIP = case("a", "failed"), case("a"), case("a", "skipped")


@pytest.mark.parametrize(
    ("cases", "expected", "found"),
    [
        ([BAD, GOOD], (1, 0, 0, 1), FLAKY),  # Gradle's test-retry writes each attempt
        ([BAD, BAD, GOOD], (1, 0, 0, 1), FLAKY),
        ([BAD, BAD], (0, 1, 0, 0), FAILING),
        ([GOOD, BAD], (0, 1, 0, 1), BOTH),  # rows of TestNG's data provider share a name
        ([BAD, GOOD, GOOD], (0, 1, 0, 1), BOTH),
        ([BAD, GOOD, case("b"), case("b")], (2, 1, 0, 1), BOTH),
        ([GOOD, GOOD], (2, 0, 0, 0), []),
        ([BAD, SKIP], (0, 0, 1, 0), []),
        ([case("b"), BAD, case("c")], (2, 1, 0, 0), FAILING),
    ],
)
def test_in_one_file_the_last_attempt_stands(
    cases: list[str], expected: tuple[int, int, int, int], found: list[str]
) -> None:
    run = read(suite(*cases))
    assert (counts(run), rules(run)) == (expected, found)


def test_pytests_reruns_look_as_if_they_had_passed() -> None:
    """Pytest-rerunfailures 16.7 writes it so: five counted, seven listed, no failure in the attempts."""
    flaky, bad = [case("flaky")] * 2, [case("bad")] * 2 + [case("bad", "failed")]
    run = read(suite(*flaky, *bad, case("fine"), more='tests="3" failures="1" skipped="0"'))
    assert counts(run) == (2, 1, 0, 1)
    assert run.tests.failures == ("C.bad",)
    assert [finding.message for finding in run.findings()] == [
        "1 failed: `C.bad`.",
        "1 failed and passed on this commit: `C.flaky`.",
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<flakyFailure/>", (1, 0, 0, 1)),
        ("<flakyError/>", (1, 0, 0, 1)),
        ("<failure/><rerunFailure/><rerunFailure/>", (0, 1, 0, 0)),
        ("<error/><rerunError/>", (0, 1, 0, 0)),
        ("<rerunFailure/>", (0, 1, 0, 0)),
        ('<properties><property name="rerun" value="1"/></properties>', (1, 0, 0, 1)),
        ('<properties><property name="rerun" value="0"/></properties>', (1, 0, 0, 0)),
        ("<system-out>x</system-out>", (1, 0, 0, 0)),
    ],
)
def test_what_the_runner_says_about_its_reruns(inner: str, expected: tuple[int, int, int, int]) -> None:
    assert counts(read(suite(f'<testcase name="a">{inner}</testcase>'))) == expected


@pytest.mark.parametrize(
    ("files", "expected", "found"),
    [
        # the second file holds nothing but what failed in the first
        ([[BAD, case("b")], [GOOD]], (2, 0, 0, 1), FLAKY),
        ([[GOOD], [BAD, case("b")]], (2, 0, 0, 1), FLAKY),
        ([[BAD, case("b", "failed"), case("c")], [GOOD, case("b", "failed")]], (2, 1, 0, 1), BOTH),
        ([[BAD, case("b", "failed"), case("c")], [BAD, case("b")], [GOOD]], (3, 0, 0, 2), FLAKY),
        # the same tests on two machines: nothing says that one is a second attempt
        ([[BAD, case("b")], [GOOD, case("b")]], (2, 1, 0, 1), BOTH),
        ([[BAD], [GOOD]], (0, 1, 0, 1), BOTH),
        ([[GOOD, case("b")], [GOOD, case("b")]], (4, 0, 0, 0), []),
        ([[BAD, case("b")], [BAD]], (1, 1, 0, 0), FAILING),
    ],
)
def test_over_several_files_a_failure_stands_unless_it_was_run_again(
    files: list[list[str]], expected: tuple[int, int, int, int], found: list[str]
) -> None:
    run = read(*(suite(*cases) for cases in files))
    assert (counts(run), rules(run)) == (expected, found)


@pytest.mark.parametrize(("cases", "passed"), [([BAD, GOOD], True), ([GOOD, BAD], False)])
def test_a_suite_passes_when_its_last_attempts_did(cases: list[str], *, passed: bool) -> None:
    assert read(suite(*cases, more='tests="2" failures="1"')).suites == {"unit": passed}
