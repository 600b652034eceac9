"""JUnit files: results added up, hostile and broken ones named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.review.measured.junit import Results, read_junit
from app.review.xml import LONGEST, MOST_TAGS
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
    [
        (suite(PASS), True),
        (suite(PASS, SKIP), True),
        (suite(PASS, FAIL), False),
        (suite(SKIP), None),
        (suite(), None),
    ],
)
def test_a_suite_stands_for_its_name_only_when_it_ran_and_passed(body: str, *, passed: bool | None) -> None:
    assert read(body).suites == {"unit": passed}


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><testsuite name="&c;"/>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>'
NO_TEST = "no test ran, as far as the JUnit files tell"
WEB = "it is a web page, perhaps the error page of a download that failed"
DOCTYPE = "it declares a document type or entities, which are never followed"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "it is empty"),
        ("not xml", "it is not well-formed XML"),
        ("<testsuite><testcase", "it is not well-formed XML"),
        ("<coverage/>", "it is XML, but not JUnit's"),
        ("<html/>", WEB),
        ("<!DOCTYPE html>\n<p>502 Bad Gateway", WEB),
        ("PK\x03\x04 unit.xml", "it is packed; unpack it first"),
        (f"<testsuite>{' ' * LONGEST}</testsuite>", "it is larger than 32 MiB"),
        (f"<testsuite>{'<a/>' * MOST_TAGS}</testsuite>", "it holds more than 1,000,000 tags"),
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_file_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>' + suite('<testcase name="é"><error/></testcase>')
    assert read_junit([document(text.encode(encoding))]).tests.failures == ("é",)


@pytest.mark.parametrize(
    ("attributes", "counts"),
    [
        ('status="notrun"', (0, 0, 1)),  # GoogleTest
        ('status="run" result="suppressed"', (0, 0, 1)),
        ('status="run" result="completed"', (1, 0, 0)),
        ('status="fail"', (0, 1, 0)),  # CTest
        ('status="NaN" time="-1" assertions="1e999"', (1, 0, 0)),
    ],
)
def test_an_outcome_that_only_attributes_tell(attributes: str, counts: tuple[int, int, int]) -> None:
    tests = read(suite(f'<testcase name="a" {attributes}/>')).tests
    assert (tests.passed, tests.skipped, tests.failed) == (counts[0], counts[2], counts[1])


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        (suite(more='tests="5"'), ["the suite `unit` counts 5 tests and lists none"]),
        (
            suite("<system-err>Segmentation fault</system-err>"),
            ["the suite `unit` holds no test, only what it wrote to standard error"],
        ),
        (suite(more='tests="0"'), []),
        (suite("<system-err> </system-err>"), []),
        (suite(suite(PASS, name="inner"), more='tests="1"'), []),
    ],
)
def test_a_suite_that_came_to_nothing_is_not_passed(body: str, reasons: list[str]) -> None:
    run = read(body, suite(PASS, name="fine"))
    assert [entry.reason for entry in run.unknown] == reasons
    assert run.passed >= 1
    assert run.suites["unit"] is (True if "inner" in body else None)


@pytest.mark.parametrize("count", ["-1", "NaN", "1e9", "9" * 30, "²", "1_0", ""])
def test_claims_that_are_no_numbers_claim_nothing(count: str) -> None:
    assert read(suite(PASS, more=f'failures="{count}" errors="{count}" tests="{count}"')).failed == 0


def test_suites_as_deep_as_anybody_likes() -> None:
    deep = '<testsuite name="a">' * 50_000 + FAIL + "</testsuite>" * 50_000
    run = read(deep)
    assert (run.failed, run.suites) == (1, {"a": False})


def test_every_case_of_a_large_file_counts() -> None:
    cases = (f'<testcase classname="C{n % 99}" name="t{n}"><system-out/></testcase>' for n in range(50_000))
    given = [document(suite(*cases))]
    assert read_junit(given).passed == 50_000


def test_more_than_can_be_read_in_time_is_said_and_what_came_before_counts() -> None:
    run = read(suite(PASS), *["x" * (LONGEST - 1)] * 3)
    assert run.passed == 1
    assert [entry.reason for entry in run.unknown] == [
        "it is not well-formed XML",
        "with it, the test results are more than can be read in time",
        "with it, the test results are more than can be read in time",
    ]


VALID = (
    f"<testsuites>{suite(PASS, FAIL, FLAKY)}{suite(ERROR, SKIP, name='b', more=CLAIM)}</testsuites>".encode()
)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    assert read_junit([document(content)]).unknown


@settings(max_examples=200)
@given(st.integers(0, len(VALID)), st.integers(0, 20), st.binary(max_size=20))
def test_no_mutated_file_breaks_the_reading(start: int, removed: int, put: bytes) -> None:
    run = read_junit([document(VALID[:start] + put + VALID[start + removed :])])
    assert run.unknown or run.tests.measured
