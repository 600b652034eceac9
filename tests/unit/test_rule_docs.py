"""docs/who-may-say-yes.md names a test for each rule, and each test is there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "who-may-say-yes.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:unit|stories)/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_named_test_is_there(file: str, name: str) -> None:
    assert f"def {name}(" in (TESTS / file).read_text("utf-8") if name else (TESTS / file).is_file()


def test_each_rule_names_one() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Rule ")]
    assert [row for row in rows if not re.search(r"`(unit|stories)/", row) and "| Test |" not in row] == []
