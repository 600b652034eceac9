"""Coverage in five forms; what is not matched is not measured."""

import json

import pytest

from app.domain.report import Coverage
from app.review.measured.coverage import Covered, look_at_coverage
from tests.unit.review.example import added, document, evidence, patches, rules

# src/a.py: line 1 ran, line 2 did not
COBERTURA = """<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/x.dtd">
<coverage line-rate="0.5"><sources><source>/ci/src</source></sources><packages><package name="."><classes>
<class name="a.py" filename="a.py"><methods><method>
<lines><line number="1" hits="3"/></lines></method></methods>
<lines><line number="1" hits="3"/><line number="2" hits="0"/></lines>
</class></classes></package></packages></coverage>"""
JACOCO = """<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
<report name="x"><package name="src"><class name="src/A" sourcefilename="a.py"/><sourcefile name="a.py">
<line nr="1" mi="0" ci="2"/><line nr="2" mi="2" ci="0"/></sourcefile></package></report>"""
LCOV = "TN:\nSF:/ci/src/a.py\nDA:1,4\nDA:2,0\nend_of_record\n"
COVERAGE_PY = json.dumps({"meta": {}, "files": {"src/a.py": {"executed_lines": [1], "missing_lines": [2]}}})
GO = "mode: set\nexample.com/shop/src/a.py:1.1,1.9 1 1\nexample.com/shop/src/a.py:2.1,2.9 1 0\n"


def look(
    content: str, base: str | None = None, path: str = "src/a.py", text: str = "one\ntwo\nthree\n"
) -> Covered:
    told = evidence(
        coverage=document(content, "coverage.xml"),
        base_coverage=document(base, "base.xml") if base is not None else None,
    )
    return look_at_coverage(told, patches(added(path, text)))


@pytest.mark.parametrize("content", [COBERTURA, JACOCO, LCOV, COVERAGE_PY, GO, LCOV.replace("\n", "\r\n")])
def test_every_form_tells_the_total_and_the_changed_lines(content: str) -> None:
    assert look(content).coverage == Coverage(total=50.0, base=None, changed=50.0)


def test_the_base_gives_the_difference() -> None:
    covered = look(LCOV, LCOV.replace("DA:2,0", "DA:2,1"))
    assert covered.coverage.delta == -50.0
    assert rules(covered.findings) == ["coverage.drop"]


def test_few_changed_lines_that_run_are_a_finding() -> None:
    assert rules(look(LCOV.replace("DA:1,4", "DA:1,0")).findings) == ["coverage.changed-lines"]


@pytest.mark.parametrize(
    ("measured", "path", "is_matched"),
    [
        ("/ci/checkout/src/a.py", "src/a.py", True),
        ("a.py", "a.py", True),
        ("src/a.py", "lib/src/a.py", True),
        ("C:\\\\ci\\\\src\\\\a.py", "src/a.py", True),
        ("a.py", "src/a.py", False),
        ("src/a.py", "src/ba.py", False),
        ("lib/a.py", "src/a.py", False),
    ],
)
def test_paths_match_by_whole_endings(measured: str, path: str, *, is_matched: bool) -> None:
    content = f"SF:{measured.replace(chr(92) * 2, chr(92))}\nDA:1,1\n"
    covered = look(content, path=path)
    assert (covered.coverage.changed is not None) is is_matched
    assert ("coverage.not-measured" in rules(covered.findings)) is not is_matched


def test_two_files_with_the_same_ending_are_not_measured_rather_than_guessed() -> None:
    covered = look("SF:/a/src/a.py\nDA:1,1\nSF:/b/src/a.py\nDA:1,1\n")
    assert covered.coverage.changed is None


def test_the_longest_ending_wins() -> None:
    covered = look("SF:/ci/src/a.py\nDA:1,1\nSF:/ci/lib/src/a.py\nDA:1,0\n", path="lib/src/a.py")
    assert covered.coverage.changed == 0.0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hello",
        "<html/>",
        "<coverage/>",
        "<coverage",
        '<coverage><class filename="a"><line number="x" hits="1"/></class></coverage>',
        "{}",
        "{",
        "[1]",
        '{"files": []}',
        '{"files": {"a": null}}',
        "mode: set\nnonsense\n",
        "mode: set\n",
        "SF:a\nDA:x\n",
        "TN:\n",
        '<!DOCTYPE a [<!ENTITY b "c">]><coverage>&b;</coverage>',
    ],
)
def test_what_cannot_be_read_is_unknown_and_not_measured(content: str) -> None:
    covered = look(content)
    assert covered.coverage == Coverage()
    assert [entry.subject for entry in covered.unknown] == ["coverage.xml"]


def test_nothing_given_is_not_measured_and_not_unknown() -> None:
    assert look_at_coverage(evidence(), patches(added("a.py"))) == Covered(Coverage(), (), ())


def test_changed_tests_and_documents_need_no_coverage() -> None:
    covered = look_at_coverage(
        evidence(coverage=document(LCOV)), patches(added("tests/test_a.py"), added("README.md"))
    )
    assert covered.findings == ()
