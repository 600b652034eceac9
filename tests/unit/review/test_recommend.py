"""What stands first: a hazard, what went wrong before, or a place with what the past says of it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app.domain.evidence import Expectation
from app.domain.past import Echo, History, Rate
from app.domain.report import Finding, Level, Report, Totals, Unknown
from app.review.rules import RULES
from app.review.verdict.advice import ASKS, FACTS, HAZARDS, PLACES
from app.review.verdict.recommend import LINE_MAX, recommend
from tests.unit.review.example import added, commit, modified, report

PAY = modified("app/payments/pay.py")
LOOK = "Look at `app/payments/pay.py`: it belongs to payments."
PAST = History(1000, 10)
KNOWN = replace(PAST, all=40, unfamiliarity=6.0)
STRANGER = (
    "Its main author made none of the 40 earlier changes to these files. Ask somebody who knows them to look."
)


def test_every_rule_that_asks_for_care_has_advice() -> None:
    advised = {*HAZARDS, *ASKS, *PLACES}
    assert [
        name for name, rule in RULES.items() if rule.severity is not Level.LOW and name not in advised
    ] == []


def test_advice_is_of_rules_alone_each_in_one_table() -> None:
    named = [*HAZARDS, *ASKS, *PLACES, *FACTS]
    assert set(named) <= set(RULES)
    assert len(named) == len(set(named))


def test_the_high_hazards_stand_first() -> None:
    is_high = [RULES[rule].severity is Level.HIGH for rule in HAZARDS]
    assert all(first or not second for first, second in pairwise(is_high))


FILE = "Changes to `app/cart.py` were reverted 4.0 times as often as the average here."
SAME = "Touches files of a change reverted in the last 30 days: “Pay twice”."
AGAIN = "A title says that it brings back what was taken out before: “Reland the payment”."
WORKERS = "`workers` goes from `4` to `8`. Make sure that production and what it calls can bear it."


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (report(PAY, past=KNOWN), f"{LOOK} {STRANGER}"),
        (report(PAY, past=replace(KNOWN, unfamiliarity=0.5)), LOOK),
        (report(PAY, past=replace(KNOWN, file=Rate("app/payments/pay.py", 8.0))), f"{LOOK} {STRANGER}"),
        (report(PAY, past=replace(PAST, file=Rate("tests/test_pay.py", 9.0))), LOOK),
        (report(PAY, past=replace(PAST, file=Rate("vendor/a/fuzz.go", 9.0))), LOOK),
        (
            report(added("docs/a.md"), past=KNOWN),
            "Nothing in it runs in production; a glance at `docs/a.md` is enough.",
        ),
        (
            report(modified("app/cart.py"), past=replace(PAST, file=Rate("app/cart.py", 4.0))),
            f"Read `app/cart.py`: it is the whole change (2 lines). {FILE}",
        ),
        (
            report(PAY, past=replace(PAST, same_files=Echo("Pay twice", 0.9))),
            f"Ask whether it can go wrong the same way. {SAME} {LOOK}",
        ),
        (report(PAY, past=replace(PAST, same_files=Echo("Pay twice", 0.1))), LOOK),
        (
            report(PAY, commits=(commit("Reland the payment"),)),
            f"Ask what was mended since. {AGAIN} {LOOK}",
        ),
        (
            report(modified("gunicorn.yaml", "workers: 8\n", "workers: 4\n"), past=KNOWN),
            f"Look at `gunicorn.yaml:1`: {WORKERS} {STRANGER}",
        ),
        (
            report(PAY, past=KNOWN, expectation=Expectation(required_checks=("lint",))),
            "Find out about lint first: required by the policy; no result was given.",
        ),
    ],
)  # fmt: skip
def test_what_is_known_of_the_past_stands_with_the_place(made: Report, line: str) -> None:
    assert made.recommendation == line


def test_a_hazard_stands_alone() -> None:
    made = report(added("app/token.py", "token = jwt.decode(t, verify=False)\n"), past=KNOWN)
    assert made.recommendation.startswith("Look at `app/token.py:1`: ")
    assert "author" not in made.recommendation


def test_what_was_reverted_lately_goes_before_a_hazard_that_is_not_high() -> None:
    index = added("migrations/1.sql", "CREATE INDEX i ON a (b);\n")
    again = report(index, past=replace(PAST, same_files=Echo("Index it", 0.9)))
    assert again.recommendation.startswith("Ask whether it can go wrong the same way. ")
    assert again.recommendation.endswith(" Then look at `migrations/1.sql:1`.")
    drop = added("migrations/1.sql", "DROP TABLE a;\n")
    gone = report(drop, past=replace(PAST, same_files=Echo("Drop it", 0.9)))
    assert gone.recommendation.startswith("Look at `migrations/1.sql:1`: Drops a table")


def told(rule: str, message: str, points: float = 0.0) -> Finding:
    return Finding(rule, RULES[rule].severity, message, points, "a.py", 1, None)


def line_for(*findings: Finding, unknown: tuple[Unknown, ...] = ()) -> str:
    return recommend(findings, unknown, (), Totals(0, 0, 0))


def test_what_is_too_long_loses_its_middle_and_keeps_what_to_do() -> None:
    line = line_for(
        told("dependency.unpinned-action", "Runs " + "`a/b` v2, " * 60 + "`c/d` v2. Pin it to a commit.")
    )
    assert len(line) <= LINE_MAX
    assert line.endswith("… Pin it to a commit.")


def test_a_sentence_that_does_not_fit_is_left_out_whole() -> None:
    fact = told("history.unfamiliar", "y" * 200 + ".", 9.0)
    place = told("path.auth", "")
    assert line_for(place, fact).endswith(" Ask somebody who knows them to look.")
    assert line_for(told("config.value", "x" * 200 + "."), fact).endswith("x.")


@pytest.mark.parametrize("message", ["z" * 500, "z" * 300 + ". " + "y" * 300, ". " * 200])
def test_no_line_is_longer_than_the_card_takes(message: str) -> None:
    assert len(line_for(told("config.value", message))) <= LINE_MAX
