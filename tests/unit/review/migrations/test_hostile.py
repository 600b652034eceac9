"""No migration, whatever it holds, breaks the review, takes long or is taken for safe because it is odd."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.review.migrations.statement import statements_of
from app.review.migrations.width import is_narrower
from tests.unit.review.migrations.example import told

PATHS = (
    "migrations/1_x.sql",
    "shop/migrations/0042_x.py",
    "alembic/versions/ab_x.py",
    "db/migrate/20260101120000_x.rb",
    "priv/repo/migrations/20260101_x.exs",
    "migrations/20260101-x.js",
    "db/changelog/1.xml",
    "db/changelog/1.yaml",
)
WORDS = [
    "DROP",
    "TABLE",
    "a;",
    "ALTER",
    "CREATE",
    "(",
    ")",
    "'",
    '"',
    "`",
    "$$",
    "$a$",
    "/*",
    "*/",
    "/*!",
    "--",
    "#",
    ";",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "do",
    "end",
    "def",
    "up",
    "=>",
    ",",
    "=",
    ".",
    ":a",
    "%{",
    "#{",
    "<<~SQL",
    "operations",
    "op.execute",
    "remove_column",
    "knex.schema.",
    "t.string('a')",
    "<a>",
    "</a>",
    "&a",
    "*a",
    "-",
    "changeSet:",
    "rollback",
    "\n",
    "\t",
]
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30).map(" ".join)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
@pytest.mark.parametrize("path", PATHS)
def test_any_text_is_read_without_a_fault(path: str, text: str) -> None:
    told(text.replace("\r", " ") or "x", path)


@settings(max_examples=50)
@given(texts)
def test_statements_keep_every_word_outside_of_strings_and_comments(text: str) -> None:
    found = statements_of(f"{text}\nDROP TABLE z")
    assert all(1 <= statement.line <= text.count("\n") + 2 for statement in found)
    if not set(text) & set("'\"`$-/#\\;") and "delimiter" not in text.lower():
        assert "DROP TABLE z" in " ".join(found[-1].words.split())


@pytest.mark.parametrize(
    "sql", ["/*" * 1000, "'" * 1001, "".join(f"$a{n}$" for n in range(1000)), "/* DROP TABLE a;"]
)
def test_what_is_never_closed_hides_nothing(sql: str) -> None:
    assert told(f"{sql}\n;DROP TABLE b;")[-1:] == ["drop-table"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATHS[0], "ALTER TABLE a ADD b int DEFAULT " + "f(" * 50_000),
        (PATHS[0], "INSERT INTO a VALUES (1) " + "ON CONFLICT " * 20_000),
        (PATHS[0], "ALTER a " * 30_000),
        (PATHS[0], "DO $$ " + "IF a " * 30_000 + "$$"),
        (PATHS[1], "def f(): f()\n" * 5_000),
        (PATHS[3], " if" * 80_000),
        (PATHS[4], "add :a, " * 30_000),
        (PATHS[5], "x.f(" * 50_000),
        (PATHS[5], "t.string('a')." * 15_000),
        (PATHS[6], "<a>" * 50_000),
        (PATHS[7], "- a: " * 50_000),
        (PATHS[7], "[" * 100_000),
    ],
)
def test_a_text_made_to_take_long_does_not(path: str, text: str) -> None:
    told(text, path)


@pytest.mark.parametrize(
    ("old", "new", "narrower"),
    [
        ("varchar(20)", "varchar(10)", True),
        ("text", "varchar(10)", True),
        ("bigint", "int", True),
        ("int", "text", True),
        ("numeric(10,5)", "numeric(10,6)", True),
        ("sa.String(length=40)", "sa.String(length=20)", True),
        ("varchar(10)", "varchar(20)", False),
        ("varchar(10)", "text", False),
        ("int", "bigint", False),
        ("inet", "cidr", False),
        ("", "text", False),
    ],
)
def test_a_type_that_holds_less(old: str, new: str, *, narrower: bool) -> None:
    assert is_narrower(old, new) is narrower
