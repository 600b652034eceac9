"""JUnit files: results added up, hostile and broken ones named."""

import pytest

from app.review.measured.junit import Results, read_junit
from tests.unit.review.example import document

PASS = '<testcase classname="a.B" name="one"/>'
FAIL = '<testcase classname="a.B" name="two"><failure message="no"/></testcase>'
ERROR = '<testcase classname="a.B" name="three"><error/></testcase>'
SKIP = '<testcase classname="a.B" name="four"><skipped/></testcase>'
CLAIM = 'failures="1"'
FLAKY = '<testcase name="five"><flakyFailure message="once"/></testcase>'


def read(*bodies: str) -> Results:
    return read_junit([document(body, f"{n}.xml") for n, body in enumerate(bodies)])


def suite(*cases: str, name: str = "unit", more: str = "") -> str:
    return f'<testsuite name="{name}" {more}>{"".join(cases)}</testsuite>'


def test_results_of_several_files_are_added_up() -> None:
    run = read(suite(PASS, FAIL), f"<testsuites>{suite(ERROR, SKIP)}{suite(PASS)}</testsuites>")
    tests = run.tests
    assert (tests.measured, tests.passed, tests.failed, tests.skipped) == (True, 2, 2, 1)
    assert tests.failures == ("a.B.two", "a.B.three")
    assert not run.unknown


def test_failing_tests_are_a_finding_that_names_them() -> None:
    (finding,) = read(suite(PASS, FAIL)).findings()
    assert (finding.rule, finding.message) == ("tests.failing", "1 failed: `a.B.two`.")


def test_a_long_name_keeps_the_end_that_tells_it_apart() -> None:
    cases = [f'<testcase classname="{"m" * 80}" name="t[{n}]"><failure/></testcase>' for n in (1, 2)]
    (finding,) = read(suite(*cases)).findings()
    assert finding.message == f"2 failed: `…{'m' * 54}.t[1]`, `…{'m' * 54}.t[2]`."


def test_a_flaky_test_passed() -> None:
    run = read(suite(FLAKY))
    assert (run.passed, run.failed) == (1, 0)
    assert [finding.rule for finding in run.findings()] == ["tests.flaky"]


def test_the_first_ten_failures_are_named_on_one_short_line_each() -> None:
    cases = [f'<testcase name="{n}\x85\u202e{"x" * 500}"><failure/></testcase>' for n in range(30)]
    failures = read(suite(*cases)).tests.failures
    assert len(failures) == 10
    assert all(len(name) <= 160 and name.isprintable() for name in failures)


def test_a_failure_that_only_the_suite_claims_counts() -> None:
    run = read(suite(PASS, more='failures="0" errors="2"'))
    assert (run.failed, run.failures) == (2, ["unit (reported without a test)"])


def test_nested_suites_count_once_and_fail_together() -> None:
    inner = suite(FAIL, name="inner")
    run = read(f"<testsuites>{suite(inner, name='outer', more=CLAIM)}</testsuites>")
    assert run.failed == 1
    assert run.suites == {"inner": False, "outer": False}


@pytest.mark.parametrize(
    ("body", "passed"),
    [(suite(PASS), True), (suite(PASS, SKIP), True), (suite(PASS, FAIL), False), (suite(SKIP), False)],
)
def test_a_suite_stands_for_its_name_only_when_it_ran_and_passed(body: str, *, passed: bool) -> None:
    assert read(body).suites == {"unit": passed}


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><testsuite name="&c;"/>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>'
NO_TEST = "no test ran, as far as the JUnit files tell"
DOCTYPE = "it declares a document type or entities, which are never followed"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "it is empty"),
        ("not xml", "it is not well-formed XML"),
        ("<testsuite><testcase", "it is not well-formed XML"),
        ("<html/>", "it is XML, but not JUnit's"),
        ('<?xml version="1.0" encoding="nonsense"?><testsuite/>', "it is not well-formed XML"),
        (BOMB, DOCTYPE),
        (OUTSIDE, DOCTYPE),
    ],
)
def test_what_cannot_be_read_is_named_and_hides_nothing(body: str, reason: str) -> None:
    run = read(body, suite(PASS))
    assert [(entry.subject, entry.reason) for entry in run.unknown] == [("0.xml", reason)]
    assert run.passed == 1


@pytest.mark.parametrize("bodies", [(), ("<testsuites/>",), (suite(SKIP),)])
def test_files_in_which_no_test_ran_are_unknown(bodies: tuple[str, ...]) -> None:
    assert [entry.reason for entry in read(*bodies).unknown] == [NO_TEST]


def test_nothing_given_is_not_measured_and_not_unknown() -> None:
    run = read_junit(None)
    assert not run.tests.measured
    assert not run.unknown
