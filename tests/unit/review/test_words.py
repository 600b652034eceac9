"""What people read: recommendation, text report, and foreign text in both."""

import pytest

from app.domain.evidence import Expectation
from app.domain.report import Report
from app.review.foreign import brief, foreign
from app.review.render import report_text
from tests.unit.review.example import added, commit, deleted, document, modified, report

FAILING = '<testsuite name="unit"><testcase name="adds"><failure/></testcase></testsuite>'
SMALL = modified("app/cart.py")

DROPS = (
    "Drops a column (`ALTER TABLE a DROP COLUMN b`): the old code still reads it, and its values are gone "
    "for good. Ship the code that no longer uses it first, drop it in a later release."
)


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (report(SMALL), "Read `app/cart.py`: it is the whole change (2 lines)."),
        (
            report(SMALL, added("docs/a.md", "x\n" * 30)),
            "Read `app/cart.py`: it is all of it that runs in production (2 lines).",
        ),
        (
            report(SMALL, junit=(document(FAILING),)),
            "Do not ship it like this: 1 failed: `adds`.",
        ),
        (report(added("app/payments/pay.py")), "Look at `app/payments/pay.py`: it belongs to payments."),
        (
            report(SMALL, expectation=Expectation(required_checks=("lint",))),
            "Find out about lint first: required by the policy; no result was given.",
        ),
        (
            report(SMALL, added("app/b.py", "x\n" * 30), added("tests/test_b.py", "x\n" * 99)),
            "Read `app/b.py` first: 30 of the 32 lines that run in production.",
        ),
        (
            report(SMALL, deleted("app/b.py", "x\n" * 30)),
            "Read `app/cart.py` first: 2 of the 32 lines that run in production.",
        ),
        (
            report(added("docs/a.md"), added(".github/workflows/ci.yml")),
            "Look at `.github/workflows/ci.yml`: it builds and ships what runs in production.",
        ),
        (
            report(added("docs/a.md")),
            "Nothing in it runs in production; a glance at `docs/a.md` is enough.",
        ),
        (
            report(
                modified("go.mod", "require a.b/c v1.0.1\n", "require a.b/c v1.0.0\n"),
                modified("go.sum", "a.b/c v1.0.1 h1:b\n" * 2, "a.b/c v1.0.0 h1:a\n" * 2),
            ),
            "Read `go.mod` first: 2 of the 6 lines that run in production.",
        ),
        (report("<html>"), "Find out about diff first: it is a web page, not a diff."),
        (
            report(added("migrations/1.sql", "ALTER TABLE a DROP COLUMN b;\n"), junit=()),
            "Look at `migrations/1.sql:1`: " + DROPS,
        ),
        (
            report(added("app/a.py", "@lru_cache\n")),
            "Read `app/a.py`: it is the whole change (1 line); it deals with caching.",
        ),
    ],
)  # fmt: skip
def test_the_recommendation_names_what_to_look_at_first(made: Report, line: str) -> None:
    assert made.recommendation == line


NASTY = "app/\x1b[31m\x9b2J\u202e\u2028\x07evil.py"


def nasty_report() -> Report:
    quoted = NASTY.encode().decode("latin-1")
    escaped = "".join(c if c.isascii() and c.isprintable() else f"\\{ord(c):03o}" for c in quoted)
    diff = modified("placeholder").replace("a/placeholder b/placeholder", f'"a/{escaped}" "b/{escaped}"')
    diff = diff.replace("--- a/placeholder", f'--- "a/{escaped}"').replace(
        "+++ b/placeholder", f'+++ "b/{escaped}"'
    )
    return report(
        diff,
        commits=(commit(f"Enable {NASTY}"),),
        junit=(document(b"\x1b[31m", f"junit-{NASTY}"),),
        expectation=Expectation(hot_paths=("app/**",), required_checks=(NASTY,)),
    )


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    made = nasty_report()
    assert made.files[0].path == NASTY
    text = report_text(made)
    assert all(line.isprintable() for line in text.split("\n"))
    assert "\\x1b[31m" in text
    assert made.recommendation.isprintable()


def test_the_text_says_what_was_not_measured() -> None:
    text = report_text(report(SMALL))
    assert "Tests: not measured" in text
    assert "Coverage: not measured" in text
    assert "Rollback: safe" in text


def test_the_text_shows_tests_and_coverage() -> None:
    lcov = document("SF:app/cart.py\nDA:1,1\n", "lcov.info")
    text = report_text(report(SMALL, junit=(document(FAILING),), coverage=lcov, base_coverage=lcov))
    assert "Tests: 0 passed, 1 failed, 0 skipped" in text
    assert "Coverage: 100 % (+0 against the base), changed lines 100 %" in text


def test_the_text_tells_what_to_look_at_apart_from_what_only_counts() -> None:
    text = report_text(report(added("app/payments/pay.py", "x\n" * 63)))
    assert text.index("Findings\n") < text.index("path.payments") < text.index("What else the score counts\n")
    assert text.index("What else the score counts\n") < text.index("size.code")
    assert "Touches payments: `app/payments/pay.py`.\n" in text


def test_the_text_lists_ten_files_and_counts_the_rest() -> None:
    moved = "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n"
    text = report_text(report(moved, *(added(f"{n}.py") for n in range(14))))
    assert "renamed  y (was x)  +0 -0" in text
    assert "and 5 more" in text
    assert "15 in all, +14 -0" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb", "a\\nb"),
        ("a\u200bb", "a\\u200bb"),
        ("\ud800", "\\ud800"),
        ("é🙂", "é🙂"),
        ("x" * 200, "x" * 159 + "…"),
        ("\x1b" * 100, ("\\x1b" * 40)[:159] + "…"),
    ],
)
def test_foreign_text_is_one_harmless_line(text: str, shown: str) -> None:
    assert foreign(text) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("app/a.py", "app/a.py"),
        ("service/src/main/java/com/example/Credentials.java", "service/…/com/example/Credentials.java"),
        ("service/" + "x" * 60 + ".java", "service/…" + "x" * 26 + ".java"),
        ("x" * 60, "…" + "x" * 39),
        ("x" * 30 + "/a/b/" + "c" * 20 + ".py", "…/a/b/" + "c" * 20 + ".py"),
        ("a\u202e/b.py", "a\\u202e/b.py"),
    ],
)
def test_a_long_path_keeps_the_name_of_its_file(path: str, shown: str) -> None:
    assert brief(path, 40) == shown


def test_the_text_names_each_dependency_with_its_versions() -> None:
    moved = modified("requirements.txt", "django==4.2.2\nrich==13.0\n", "django==4.2.1\nsix==1.16\n")
    assert (
        "Dependencies\n"
        "  django 4.2.1 → 4.2.2  (requirements.txt)\n"
        "  rich 13.0, new  (requirements.txt)\n"
        "  six 1.16, gone  (requirements.txt)\n"
    ) in report_text(report(moved))
