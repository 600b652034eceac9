"""The whole review: what is unknown, limits, and the same answer every time."""

import json
from dataclasses import replace

import pytest

from app.domain.evidence import Evidence, Expectation
from app.domain.report import FileChange, Level, Report, Rollback, Status, Totals, Unknown, digest_of
from app.review import review, unreviewable
from app.review.render import report_json
from tests.unit.review.example import (
    BASE,
    HEAD,
    added,
    commit,
    deleted,
    document,
    evidence,
    modified,
    report,
    rules,
)

PASSING = '<testsuite name="unit"><testcase name="a"/></testsuite>'
FAILING = '<testsuite name="unit"><testcase name="a"><failure/></testcase></testsuite>'
SMALL = modified("app/cart.py")


def subjects(made: Report) -> list[str]:
    return [entry.subject for entry in made.unknown]


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        (Evidence("a/b", HEAD), "diff"),
        (evidence("<html>"), "diff"),
        (evidence(""), "diff"),
        (evidence(SMALL.removesuffix("+y = 2\n")), "app/cart.py"),
        (evidence(SMALL, junit=()), "tests"),
        (evidence(SMALL, junit=(document("no"),)), "report.xml"),
        (evidence(SMALL, coverage=document("no", "c.xml")), "c.xml"),
        (evidence(SMALL, base_coverage=document("no", "c.xml")), "c.xml"),
        (evidence(SMALL, unknown=(Unknown("commits", "shallow"),)), "commits"),
        (evidence(SMALL, files=()), "app/cart.py"),
    ],
)
def test_what_is_unknown_is_never_low(given: Evidence, subject: str) -> None:
    made = review(given, Expectation())
    assert subject in subjects(made)
    assert made.level is not Level.LOW


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ((FileChange("app/cart.py", None, Status.MODIFIED, 1, 1),), None),
        (
            (FileChange("app/cart.py", None, Status.MODIFIED, 2, 1),),
            "the diff holds +1 -1, the source counts +2 -1",
        ),
        (
            (
                FileChange("app/cart.py", None, Status.MODIFIED, 1, 1),
                FileChange("b.py", None, Status.ADDED, 9, 0),
            ),
            "the source lists it, but the diff does not hold it",
        ),
    ],
)
def test_the_diff_is_held_against_the_sources_own_list(
    files: tuple[FileChange, ...], reason: str | None
) -> None:
    made = report(SMALL, files=files)
    assert [entry.reason for entry in made.unknown] == ([reason] if reason else [])
    assert made.totals.files == len(files)


def test_nothing_changed_is_a_fact_when_the_source_says_so() -> None:
    made = report("", files=())
    assert (made.level, made.unknown, made.recommendation) == (
        Level.LOW,
        (),
        "Nothing changes between base and head.",
    )


def test_no_rollback_is_called_safe_while_something_is_unread() -> None:
    assert report("<html>").rollback is Rollback.UNKNOWN


REQUIRED = Expectation(required_checks=("unit",), needs_junit=True, needs_coverage=True)


def test_required_evidence_that_nobody_gave_is_unknown() -> None:
    made = report(SMALL, expectation=REQUIRED)
    reason = "required by the policy; no result was given"
    assert [(entry.subject, entry.reason) for entry in made.unknown] == [
        ("unit", reason),
        ("tests", reason),
        ("coverage", reason),
    ]


@pytest.mark.parametrize(
    ("more", "unknown", "rule"),
    [
        ({"checks": (("unit", "success"),)}, [], None),
        ({"checks": (("unit", "SUCCESS"),)}, [], None),
        ({"junit": (document(PASSING),)}, [], None),
        ({"junit": (document(FAILING),)}, [], "tests.check-failed"),
        ({"checks": (("unit", "timed_out"),)}, [], "tests.check-failed"),
        ({"checks": (("unit", "success"), ("unit", "failure"))}, [], "tests.check-failed"),
        ({"checks": (("unit", "skipped"),)}, ["unit"], None),
        ({"checks": (("unit", "in_progress"),)}, ["unit"], None),
        ({"checks": (("unit", ""),)}, ["unit"], None),
        ({"checks": (("other", "success"),)}, ["unit"], None),
    ],
)
def test_a_required_check_must_have_succeeded(
    more: dict[str, object], unknown: list[str], rule: str | None
) -> None:
    made = report(SMALL, expectation=Expectation(required_checks=("unit",)), **more)
    assert subjects(made) == unknown
    assert ("tests.check-failed" in rules(made)) is (rule is not None)


def test_only_tests_and_documents_run_nowhere() -> None:
    assert "size.nothing-runs" in rules(report(added("tests/test_a.py"), deleted("docs/a.md")))
    assert "size.nothing-runs" not in rules(report(added("tests/test_a.py"), SMALL))


def test_the_same_evidence_makes_the_same_report_byte_for_byte() -> None:
    given = evidence(SMALL, added("app/auth/x.py"), junit=(document(FAILING),), commits=(commit(),))
    one, two = review(given, Expectation(("app/**",))), review(given, Expectation(("app/**",)))
    assert one == two
    assert one.is_intact
    assert not replace(one, score=1).is_intact


def test_the_json_follows_the_contract_and_carries_its_own_digest() -> None:
    made = report(SMALL, added("migrations/1.sql", "DROP TABLE a;\n"))
    told = json.loads(report_json(made))
    assert list(told)[:4] == ["schema", "repository", "base", "head"]
    assert (told["base"], told["level"], told["rollback"]) == (BASE, "high", "unsafe")
    assert told["files"][0] == {
        "path": "app/cart.py",
        "old_path": None,
        "status": "modified",
        "additions": 1,
        "deletions": 1,
        "binary": False,
    }
    assert digest_of(told) == told["digest"] == made.digest


def test_a_huge_change_keeps_its_totals_and_names_every_file() -> None:
    many = [added(f"app/{n}.py" if n % 2 else f"migrations/{n}.sql", "DROP TABLE a;\n") for n in range(3000)]
    made = report(*many)
    assert made.totals == Totals(3000, 3000, 0)
    assert len(made.files) == 3000
    assert "files" not in subjects(made)
    assert "findings" in subjects(made)
    assert made.is_intact
    assert len(json.dumps(json.loads(report_json(replace(made, files=())))).encode()) < 250_000
    assert made.findings[0].rule == "migration.drop-table"


def test_no_gate_is_lost_among_many_findings() -> None:
    many = [added(f"migrations/{n}.sql", "DROP TABLE a;\n") for n in range(500)]
    made = report(*many, added("app/auth/login.py"), added("requirements.txt", "a==1.0\n"))
    assert {"path.auth", "dependency.added", "migration.drop-table"} <= set(rules(made))


def test_a_review_that_did_not_work_is_high_and_says_so() -> None:
    made = unreviewable(evidence(), "the review broke off 3 times")
    assert made.level is Level.HIGH
    assert "the review broke off 3 times" in made.recommendation
    assert subjects(made) == ["review"]
    assert made.is_intact
