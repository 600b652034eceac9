"""Results of the past, or of another commit, do not count; what does not say when it is from does."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Commit, Evidence, Expectation
from app.domain.report import Coverage, Level
from app.review import review
from app.review.measured.freshness import Head, commit_of, head_of, moment_of
from tests.unit.review.example import BASE, HEAD, commit, document, evidence, modified

AT = int(datetime(2026, 11, 19, 7, 14, 55, tzinfo=UTC).timestamp())
HOUR = 3600
SMALL = modified("app/cart.py")
WHY = "its results are from 2026-11-16 09:32 UTC, before this commit was made (2026-11-19 07:14 UTC)"
OTHER = "its results are of the commit cccccccccccc, not of this one"


def at(**measured: object) -> Evidence:
    return replace(evidence(SMALL, commits=(replace(commit(), at=AT),)), **measured)  # type: ignore[arg-type]


def junit(timestamp: str = "", *, inner: str = "<testcase name='a'/>", more: str = "") -> Evidence:
    stamp = f'timestamp="{timestamp}"' if timestamp else ""
    body = f'<testsuites>{more}<testsuite name="unit" {stamp}>{inner}</testsuite></testsuites>'
    return at(junit=(document(body, "unit.xml"),))


def reasons(given: Evidence) -> list[tuple[str, str]]:
    made = review(given, Expectation())
    return [(entry.subject, entry.reason) for entry in made.unknown]


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "2026-11-19T07:16:30Z",
        "2026-11-19T08:16:30.118204+01:00",
        "2026-11-19T07:10:30Z",  # two clocks are never the same
        "2026-11-18T06:00:00",  # no zone: it may be another day there
        "2026-11-19 07:16:30",
        "yesterday",
        "1970-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "1" * 40,
    ],
)
def test_results_of_after_the_commit_or_of_no_time_count(timestamp: str) -> None:
    made = review(junit(timestamp), Expectation())
    assert (made.tests.passed, made.unknown) == (1, ())


@pytest.mark.parametrize(
    "timestamp",
    ["2026-11-16T09:32:00Z", "2026-11-16T10:32:00+01:00", "2026-11-16T09:32:00", "1794821520"],
)
def test_test_results_of_before_the_commit_do_not_count(timestamp: str) -> None:
    made = review(junit(timestamp), Expectation(required_checks=("unit",)))
    assert not made.tests.measured
    assert made.level is not Level.LOW
    assert [(entry.subject, entry.reason) for entry in made.unknown] == [
        ("unit", "required by the policy; no result was given"),
        ("unit.xml", WHY),
        ("tests", "no test ran, as far as the JUnit files tell"),
    ]


def test_failures_of_the_past_are_not_told_as_of_this_commit() -> None:
    made = review(
        junit("2026-11-16T09:32:00Z", inner="<testcase name='a'><error/></testcase>"), Expectation()
    )
    assert (made.tests.failed, [f.rule for f in made.findings if f.rule.startswith("tests.")]) == (0, [])


def test_one_old_suite_takes_nothing_from_the_new_one_beside_it() -> None:
    old = '<testsuite name="old" timestamp="2026-11-16T09:32:00Z"><testcase name="b"/></testsuite>'
    made = review(junit("2026-11-19T08:00:00Z", more=old), Expectation())
    assert (made.tests.passed, [entry.reason for entry in made.unknown]) == (1, [WHY])


@pytest.mark.parametrize(
    ("name", "value", "counts"),
    [
        ("GITHUB_SHA", "c" * 40, False),
        ("env.GIT_COMMIT", "c" * 40, False),
        ("git.commit.id", "c" * 12, False),
        ("revision", "C" * 40, False),
        ("commit", HEAD, True),
        ("commit", HEAD[:7].upper(), True),
        ("revision", "1.0.0-SNAPSHOT", True),
        ("revision", "1234567", True),  # Subversion's
        ("java.version", "c" * 40, True),
        ("commit", "", True),
    ],
)
def test_the_commit_that_a_file_names_must_be_the_head(name: str, value: str, *, counts: bool) -> None:
    told = f'<properties><property name="{name}" value="{value}"/></properties><testcase name="a"/>'
    assert reasons(junit(inner=told))[:1] == ([] if counts else [("unit.xml", OTHER)])


def test_a_file_that_names_the_head_needs_no_clock() -> None:
    told = f'<properties><property name="commit" value="{HEAD}"/></properties>'
    assert reasons(junit("2026-11-16T09:32:00Z", more=told)) == []


OLD, NEW = (AT - 70 * HOUR) * 1000, (AT + 60) * 1000
COBERTURA = (
    '<coverage timestamp="{}"><class filename="app/cart.py"><line number="1" hits="1"/></class></coverage>'
)
CLOVER = (
    '<coverage generated="{}"><file name="app/cart.py">'
    '<line num="1" type="stmt" count="1"/></file></coverage>'
)
JACOCO = (
    '<report name="x"><sessioninfo id="b" start="1" dump="{}"/><package name="app">'
    '<sourcefile name="cart.py"><line nr="1" ci="1"/></sourcefile></package></report>'
)
FORMS = (COBERTURA, CLOVER, JACOCO)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scale", [1, 1000])
def test_coverage_of_before_the_commit_does_not_count(form: str, scale: int) -> None:
    new, old = (
        review(at(coverage=document(form.replace("{}", str(when // scale)), "c.xml")), Expectation())
        for when in (NEW, OLD)
    )
    assert (new.unknown, new.coverage) == ((), Coverage(100.0, None, 100.0))
    assert [entry.subject for entry in old.unknown] == ["c.xml"]
    assert old.unknown[0].reason.startswith("its results are from 2026-11-16 09:14 UTC, before this commit")
    assert old.coverage == Coverage()
    assert old.level is not Level.LOW


@pytest.mark.parametrize(
    ("timestamp", "counts"),
    [("2026-11-18T09:00:00.5", True), ("2026-11-16T09:32:00.5", False), (None, True), (7, True), ([], True)],
)
def test_coverage_py_tells_a_local_time(timestamp: object, *, counts: bool) -> None:
    told = {
        "meta": {"timestamp": timestamp},
        "files": {"app/cart.py": {"executed_lines": [1], "missing_lines": []}},
    }
    assert reasons(at(coverage=document(json.dumps(told), "c.json"))) == ([] if counts else [("c.json", WHY)])


def test_runs_that_are_added_up_are_as_old_as_the_first() -> None:
    both = JACOCO.replace("{}", str(NEW)).replace("<package", f'<sessioninfo dump="{OLD}"/><package', 1)
    assert [subject for subject, _ in reasons(at(coverage=document(both, "c.xml")))] == ["c.xml"]


def test_coverage_of_the_base_may_be_older() -> None:
    told = document(COBERTURA.replace("{}", str(OLD)))
    assert reasons(at(base_coverage=told)) == []


@pytest.mark.parametrize(
    ("head", "commits", "known"),
    [
        (HEAD, (replace(commit(), at=AT),), Head(HEAD, AT)),
        (HEAD, (Commit(BASE, "A", "a@b", "s", at=AT - 9), replace(commit(), at=AT)), Head(HEAD, AT)),
        (HEAD, (Commit(BASE, "A", "a@b", "s", at=AT - 9),), Head(HEAD, AT - 9)),
        (HEAD, (replace(commit(), at=10**30),), Head(HEAD)),
        (HEAD, (), Head(HEAD)),
        ("0" * 40, (), Head()),
    ],
)
def test_the_head_is_known_by_its_commit(head: str, commits: tuple[Commit, ...], known: Head) -> None:
    assert head_of(replace(evidence(SMALL, commits=commits), head=head)) == known


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_time_or_a_commit(text: str, value: str) -> None:
    told = moment_of(text)
    assert told is None or told.at > 0
    assert commit_of(text, value) is None or value
    Head(HEAD, AT).why_not(told)


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.sampled_from([None, UTC])))  # noqa: DTZ001 - both kinds are meant
def test_every_time_in_iso_form_is_read_or_was_not_told(when: datetime) -> None:
    told = moment_of(when.isoformat())
    assert (told is not None) is (2000 <= when.year < 2100) or when.year == 2000
    assert told is None or told.at == pytest.approx(when.replace(tzinfo=UTC).timestamp())
