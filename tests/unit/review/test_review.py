"""The whole review: levels, floors, limits, and the same answer every time."""

import json
from dataclasses import replace
from math import log2

import pytest

from app.domain.evidence import Evidence, Expectation
from app.domain.past import History, Rate
from app.domain.report import FileChange, Level, Report, Rollback, Status, Totals, Unknown, digest_of
from app.review import review, unreviewable
from app.review.render import report_json
from app.review.rules import RULES
from app.review.verdict.points import COLD, START_COLD, START_WITH_HISTORY, WITH_HISTORY
from app.review.verdict.score import HIGH_FROM, MEDIUM_FROM, level_of
from app.review.verdict.usual import USUAL
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
FAMILIES = {
    "migration",
    "dependency",
    "tests",
    "coverage",
    "path",
    "size",
    "config",
    "history",
    "content",
    "secret",
}
SMALL = modified("app/cart.py")


def points_of(made: Report, rule: str) -> float:
    return next(finding.points for finding in made.findings if finding.rule == rule)


def subjects(made: Report) -> list[str]:
    return [entry.subject for entry in made.unknown]


def test_a_small_change_with_passing_tests_is_low() -> None:
    made = report(SMALL, junit=(document(PASSING),), commits=(commit("Fix the sum"),))
    assert (made.level, made.unknown, made.rollback) == (Level.LOW, (), Rollback.SAFE)
    assert made.tests.passed == 1


def test_points_add_up_to_the_score() -> None:
    made = report(added("app/a.py", "x\n" * 63), commits=(commit("Enable the cart"),))
    told = {finding.rule: finding.points for finding in made.findings}
    assert told["size.code"] == round(COLD["size.code"] * (log2(64) - USUAL["size.code"].times), 1)
    assert made.score == round(START_COLD + sum(told.values()))


def test_with_the_past_another_table_counts() -> None:
    history = History(1000, 10, file=Rate("app/cart.py", 4.0))
    made = report(SMALL, past=history)
    told = {finding.rule: finding.points for finding in made.findings}
    assert told["history.file"] == round(2 * WITH_HISTORY["history.file"], 1)
    assert made.score == round(START_WITH_HISTORY + sum(told.values()))


def test_only_what_differs_from_a_usual_change_counts() -> None:
    (less, more) = (report(added("app/a.py", "x\n" * lines)) for lines in (1, 500))
    assert points_of(less, "size.code") < 0 < points_of(more, "size.code")


@pytest.mark.parametrize(
    ("diff", "says"),
    [
        (
            added("docs/a.md"),
            {"Adds no line of code.", "Touches no code file.", "Its lines lie in a single file."},
        ),
        (SMALL, {"No message explains it.", "Its lines lie in a single file."}),
        ("not a diff", set()),
    ],
)
def test_what_a_change_has_nothing_of_is_less_than_usual(diff: str, says: set[str]) -> None:
    told = {finding.message for finding in report(diff).findings}
    assert told & {usual.without for usual in USUAL.values()} >= says
    assert says or not told


def test_what_adds_no_points_is_not_worth_a_word() -> None:
    assert "size.hunks" in rules(report(SMALL))
    assert "size.hunks" not in rules(report(SMALL, past=History(1000, 10)))


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (0, Level.LOW),
        (MEDIUM_FROM - 1, Level.LOW),
        (MEDIUM_FROM, Level.MEDIUM),
        (HIGH_FROM - 1, Level.MEDIUM),
        (HIGH_FROM, Level.HIGH),
        (100, Level.HIGH),
    ],
)
def test_the_score_names_the_level(score: int, level: Level) -> None:
    assert level_of(score) is level


def test_every_rule_is_of_a_known_family() -> None:
    assert {name.partition(".")[0] for name in RULES} <= FAMILIES


@pytest.mark.parametrize(
    ("made", "rule", "level"),
    [
        (report(SMALL, junit=(document(FAILING),)), "tests.failing", Level.HIGH),
        (report(added("migrations/1.sql", "DROP TABLE a;\n")), "migration.drop-table", Level.HIGH),
        (report(added("migrations/1.sql", "CALL a();\n")), "migration.unclassified", Level.MEDIUM),
        (report(SMALL, expectation=Expectation(hot_paths=("app/**",))), "path.hot", Level.MEDIUM),
        (report(SMALL, checks=(("lint", "failure"),)), "tests.other-check-failed", Level.MEDIUM),
        (
            report(
                SMALL, checks=(("lint", "failure"),), expectation=Expectation(required_checks=("lint",))
            ),
            "tests.check-failed",
            Level.HIGH,
        ),
    ],
)  # fmt: skip
def test_a_floor_holds_whatever_the_points_say(made: Report, rule: str, level: Level) -> None:
    assert rule in rules(made)
    assert made.level is level


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


@pytest.mark.parametrize(
    ("title", "points"),
    [
        ("Fix the sum", -4.7),
        ("Refactored carts", -5.4),
        ("docs: say more", -10.6),
        ("Disable carts by default", 13.9),
        ("Switch off, upgrade, disable by default", 14.1),
        ("Add a cart", None),
        ("Prefix all names", None),
    ],
)
def test_words_of_a_title_have_meant_something(title: str, points: float | None) -> None:
    made = report(SMALL, commits=(commit(title),))
    assert next((f.points for f in made.findings if f.rule == "history.title"), None) == points


def test_a_title_lowers_the_score_only_when_all_of_them_agree() -> None:
    made = report(SMALL, commits=(commit("Fix the sum"), commit("Add a cart")))
    assert "history.title" not in rules(made)


@pytest.mark.parametrize(
    ("title", "body", "rule"),
    [
        ("Reland the new cart", "", "history.reland"),
        ("Re-apply the new cart", "", "history.reland"),
        ("Split the deploys (take 2)", "", "history.reland"),
        ("Replace the carts", "Take two of replacing the carts.", "history.reland"),
        ("Add a cart", "It was reverted in #12.", "history.revert-talk"),
        ("Add a cart", "Because of this and that.", "history.explained"),
        ("Add a cart " * 20, "", "history.title-length"),
    ],
)
def test_messages_tell_more(title: str, body: str, rule: str) -> None:
    assert rule in rules(report(SMALL, commits=(replace(commit(title), body=body),)))


@pytest.mark.parametrize(
    ("title", "rule", "words"),
    [
        ('Revert "Add a cart"', "history.revert-talk", "Takes back what was shipped before"),
        ('Revert "Reapply "Add a cart" (#2)"', "history.revert-talk", "Takes back"),
        ('Revert "Revert "Revert "Add a cart"""', "history.revert-talk", "Takes back"),
        ("Roll back the cart", "history.revert-talk", "Takes back"),
        ('Revert "Revert "Add a cart""', "history.reland", "A title says that it brings back"),
        ('Reapply "Add a cart"', "history.reland", "A title says that it brings back"),
        ("Add a cart", "history.revert-talk", "Its message talks of a revert"),
    ],
)
def test_a_revert_is_told_from_what_brings_back(title: str, rule: str, words: str) -> None:
    made = report(SMALL, commits=(replace(commit(title), body="This reverts commit 1234567."),))
    told = {found.rule: found.message for found in made.findings}
    assert told[rule].startswith(words)
    assert ("history.reland" in told) is (rule == "history.reland")


def test_trailers_explain_nothing() -> None:
    body = "Signed-off-by: Ana <ana@example.com>\nChange-Id: I1"
    told = report(SMALL, commits=(replace(commit(), body=body),)).findings
    assert "No message explains it." in [finding.message for finding in told]


def test_a_bots_name_alone_earns_nothing() -> None:
    bot = (commit("Bump a", "dependabot[bot]"),)
    assert "history.bot" not in rules(report(SMALL, commits=bot))
    assert "history.bot" in rules(report(modified("requirements.txt", "a==1.1\n", "a==1.0\n"), commits=bot))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("lock = threading.Lock()", "content.concurrency"),
        ("@lru_cache", "content.cache"),
    ],
)
def test_added_code_deals_with_a_topic(line: str, rule: str) -> None:
    found = next(f for f in report(added("app/a.py", f"x = 1\n{line}\n")).findings if f.rule == rule)
    assert (found.path, found.line) == ("app/a.py", 2)
    assert found.message.startswith("Adds lines in which a name speaks of ")


@pytest.mark.parametrize("path", ["docs/a.md", "tests/test_a.py", "web/a.html"])
def test_topics_are_looked_for_in_code_alone(path: str) -> None:
    made = report(added(path, "threading.Lock()\n"))
    assert not [name for name in rules(made) if name.startswith("content.")]


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
