"""The score: points, what is usual, levels and floors."""

from math import log2

import pytest

from app.domain.evidence import Expectation
from app.domain.past import History, Rate
from app.domain.report import Level, Report, Rollback
from app.review.rules import RULES
from app.review.verdict.points import COLD, START_COLD, START_WITH_HISTORY, WITH_HISTORY
from app.review.verdict.score import HIGH_FROM, MEDIUM_FROM, level_of
from app.review.verdict.usual import USUAL
from tests.unit.review.example import (
    added,
    commit,
    document,
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
