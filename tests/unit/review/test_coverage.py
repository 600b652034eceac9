"""Coverage in five forms; what is not matched is not measured."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
CLOVER = """<?xml version="1.0"?><coverage generated="1795083977"><project timestamp="1795083977">
<package name="src"><file name="a.py" path="/ci/src/a.py"><class name="A"><metrics statements="2"/></class>
<line num="1" type="stmt" count="3"/><line num="2" type="cond" truecount="0" falsecount="0"/>
</file></package></project></coverage>"""
COVERAGE_PY = json.dumps({"meta": {}, "files": {"src/a.py": {"executed_lines": [1], "missing_lines": [2]}}})
GO = "mode: set\nexample.com/shop/src/a.py:1.1,1.9 1 1\nexample.com/shop/src/a.py:2.1,2.9 1 0\n"
FORMS = (COBERTURA, CLOVER, JACOCO, LCOV, COVERAGE_PY, GO)


def look(
    content: str, base: str | None = None, path: str = "src/a.py", text: str = "one\ntwo\nthree\n"
) -> Covered:
    told = evidence(
        coverage=document(content, "coverage.xml"),
        base_coverage=document(base, "base.xml") if base is not None else None,
    )
    return look_at_coverage(told, patches(added(path, text)))


@pytest.mark.parametrize("content", [*FORMS, LCOV.replace("\n", "\r\n")])
def test_every_form_tells_the_total_and_the_changed_lines(content: str) -> None:
    assert look(content).coverage == Coverage(total=50.0, base=None, changed=50.0)


def test_the_base_gives_the_difference() -> None:
    covered = look(LCOV, LCOV.replace("DA:2,0", "DA:2,1"))
    assert covered.coverage.delta == -50.0
    assert rules(covered.findings) == ["coverage.drop"]


def test_few_changed_lines_that_run_are_a_finding() -> None:
    found = rules(look(LCOV.replace("DA:1,4", "DA:1,0")).findings)
    assert found == ["coverage.changed-lines", "coverage.untested"]


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
        "SF:a\nDA:1,NaN\n",
        "SF:a\nDA:1,-1\n",
        "SF:a\nDA:1,1e999\n",
        "SF:a\nDA:-1,1\n",
        "SF:a\nDA:1_0,1\n",
        "SF:a\nDA:²,1\n",
        f"SF:a\nDA:{'9' * 5000},1\n",
        '{"files": {"a": {"executed_lines": [NaN], "missing_lines": []}}}',
        '{"files": {"a": {"executed_lines": [-1], "missing_lines": []}}}',
        '{"files": {"a": {"executed_lines": [true], "missing_lines": []}}}',
        '{"files": {"a": {"executed_lines": [' + "9" * 5000 + '], "missing_lines": []}}}',
        "[" * 100_000,
        '{"files":' * 100_000,
        "mode: set\na.go:1.1,999999.1 1 1\n",
        "mode: set\na.go:9.1,2.1 1 -1\n",
        '<report><sourcefile name="a"><line nr="1" ci="-3"/></sourcefile></report>',
        '<coverage><file name="a"><line num="1" count="many"/></file></coverage>',
        '<coverage><class filename="a"><line number="1"/></class></coverage>',
        "<!DOCTYPE html><html><body>404</body></html>",
        "PK\x03\x04",
        "TN:\n",
        '<!DOCTYPE a [<!ENTITY b "c">]><coverage>&b;</coverage>',
    ],
)
def test_what_cannot_be_read_is_unknown_and_not_measured(content: str) -> None:
    covered = look(content)
    assert covered.coverage == Coverage()
    assert [entry.subject for entry in covered.unknown] == ["coverage.xml"]


def test_nothing_given_is_not_measured_and_not_unknown() -> None:
    covered = look_at_coverage(evidence(), patches(added("a.py")))
    assert (covered.coverage, covered.unknown, rules(covered.findings)) == (
        Coverage(),
        (),
        ["coverage.untested"],
    )


def test_changed_tests_and_documents_need_no_coverage() -> None:
    covered = look_at_coverage(
        evidence(coverage=document(LCOV)), patches(added("tests/test_a.py"), added("README.md"))
    )
    assert covered.findings == ()


def test_the_reason_is_a_sentence_for_people() -> None:
    told = {
        "SF:a\nDA:1,NaN\n": "`NaN` stands where the number of a line or of runs should",
        "<html><body>404": "it is a web page, perhaps the error page of a download that failed",
        "hello": "it is not Cobertura, Clover, JaCoCo, lcov, coverage.py JSON or a Go profile",
        "TN:\n": "it holds no measured line",
        '<!DOCTYPE coverage [<!ENTITY b SYSTEM "file:///etc/passwd">]><coverage>&b;</coverage>': (
            "it declares a document type or entities, which are never followed"
        ),
    }
    assert {content: look(content).unknown[0].reason for content in told} == told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("content", [COBERTURA, LCOV, COVERAGE_PY, GO])
def test_a_byte_order_mark_is_no_obstacle(content: str, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    told = evidence(coverage=document((mark + content).encode(encoding)))
    assert look_at_coverage(told, patches(added("src/a.py"))).coverage.total == 50.0


def test_a_changed_file_of_which_no_changed_line_can_run_is_neither_covered_nor_not() -> None:
    covered = look("SF:/ci/src/a.py\nDA:90,1\n")
    assert (covered.coverage.total, covered.coverage.changed) == (100.0, None)
    assert "coverage.not-measured" not in rules(covered.findings)


def test_lines_of_files_that_are_not_matched_do_not_dilute_the_others() -> None:
    covered = look_at_coverage(
        evidence(coverage=document(LCOV)), patches(added("src/a.py", "one\n"), added("src/b.py"))
    )
    assert covered.coverage.changed == 100.0
    (finding,) = [each for each in covered.findings if each.rule == "coverage.not-measured"]
    assert finding.path == "src/b.py"


def test_counts_may_be_written_as_floats() -> None:
    assert look("SF:/ci/src/a.py\nDA:1,1e+06\nDA:2,0.0\n").coverage.changed == 50.0


def test_a_block_of_go_counts_its_statements_once() -> None:
    block = "x.org/shop/src/a.py:1.1,2.9 3"
    profile = f"mode: set\n{block} 0\n{block} 1\nx.org/b.go:1.1,1.2 1 0\n"
    assert look(profile).coverage.total == 75.0


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    covered = look_at_coverage(evidence(coverage=document(content)), patches(added("src/a.py")))
    assert covered.unknown


@settings(max_examples=200)
@given(st.sampled_from(FORMS), st.integers(0, 500), st.integers(0, 20), st.binary(max_size=20))
def test_no_mutated_file_breaks_the_reading(form: str, start: int, removed: int, put: bytes) -> None:
    content = form.encode()
    told = evidence(coverage=document(content[:start] + put + content[start + removed :]))
    covered = look_at_coverage(told, patches(added("src/a.py")))
    assert covered.unknown or covered.coverage.total is not None
    assert covered.coverage.changed is None or 0 <= covered.coverage.changed <= 100


def test_half_a_million_lines_are_read() -> None:
    files = (f"SF:/ci/src/{n}.py\n" + "".join(f"DA:{k},1\n" for k in range(100)) for n in range(5000))
    told = evidence(coverage=document("".join(files)))
    assert look_at_coverage(told, patches(added("src/7.py"))).coverage.total == 100.0
