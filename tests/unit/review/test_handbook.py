"""The table of rules in the documents, held against the code."""

from pathlib import Path

import pytest

from app.review.rules import RULES
from app.review.verdict.handbook import rules_table
from app.review.verdict.points import COLD, FLOORS, WITH_HISTORY

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_says_what_the_code_says() -> None:
    assert PAGE.read_text() == rules_table(), "run `make docs`"


@pytest.mark.parametrize("table", [COLD, WITH_HISTORY, FLOORS])
def test_points_and_floors_belong_to_rules_that_exist(table: dict[str, object]) -> None:
    assert set(table) <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_sees_with_an_example_and_a_source(name: str) -> None:
    rule = RULES[name]
    assert rule.sees.endswith(".")
    assert rule.example
    assert rule.source
