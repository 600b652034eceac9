"""What the author of a change might try so that a migration is not seen for what it does."""

import pytest

from app.domain.report import Level, Rollback
from tests.unit.review.example import added, report
from tests.unit.review.migrations.example import look, told

RAILS = "db/migrate/20260101120000_x.rb"
DJANGO = "from django.db import migrations\nclass Migration(migrations.Migration):\n"
ALEMBIC = "revision = 'b'\ndown_revision = 'a'\nfrom alembic import op\n"


@pytest.mark.parametrize(
    "sql",
    [
        "/*M! DROP TABLE a */;",
        "/*M!100100 DROP TABLE a */;",
        "SELECT 1; -- fine\rDROP TABLE a;",
        "/* /* */ DROP TABLE a; */",
        "SELECT 1 # '\n; DROP TABLE a; -- '",
        "-- `\nSELECT 'x\\'; DROP TABLE a; --';",
        "DO 'BEGIN DROP TABLE a; END';",
        "DO LANGUAGE plpgsql 'BEGIN DROP TABLE a; END';",
        "CREATE TEMP TABLE a(b int); DROP TABLE public.a;",
        "BEGIN; CREATE TABLE a(b int); ROLLBACK; DROP TABLE a;",
        "CREATE OR REPLACE TABLE a (b int);",
    ],
)
def test_a_table_is_dropped_however_it_is_written(sql: str) -> None:
    found = look(added("migrations/1_x.sql", sql))
    assert "migration.drop-table" in [finding.rule for finding in found.findings]
    assert found.rollback is Rollback.UNSAFE


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'DROP TABLE a' \\gexec",
        "DO E'BEGIN DROP TABLE a; END';",
        "DO $a$ BEGIN DO $b$ BEGIN DROP TABLE a; END $b$; END $a$;",
    ],
)
def test_what_cannot_be_told_is_said_to_be_unclassified(sql: str) -> None:
    assert "unclassified" in told(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TEMP TABLE a(b int); DROP TABLE a;",
        "CREATE TABLE a(b int); SAVEPOINT s; DROP TABLE a;",
        "UPDATE alembic_version SET b = c #> 'd';",
        "SELECT E'it\\'s; DROP TABLE a';",
        "SELECT 'it\\'s; DROP TABLE a' FROM `b`;",
        "/* /* DROP TABLE a; */ */",
        "SELECT '#'; -- a # b",
    ],
)
def test_what_does_nothing_to_old_tables_is_left_alone(sql: str) -> None:
    assert told(sql) == []


@pytest.mark.parametrize(
    "path",
    [
        "Migrations/0001_a.sql",
        "db/MIGRATE/1_a.SQL",
        "migrations/1_a.psql",
        "migrations/1_a.sql.j2",
        "Migrations/20260101_A.cs",
        "src/migrations/Migration20260101000000.ts",
        "db/migrations/1.kts",
        "db/migrate/1_a.rb",
    ],
)
def test_a_migration_is_found_however_its_folder_is_spelt(path: str) -> None:
    found = report(added(path, "DROP TABLE users;\n"))
    assert found.level is not Level.LOW
    assert found.rollback is not Rollback.SAFE


@pytest.mark.parametrize("path", ["migrations/a.sql.bak", "migrations/notes.md", "migrations/1_a.down.sql"])
def test_what_no_tool_runs_forward_is_no_migration(path: str) -> None:
    assert look(added(path, "DROP TABLE users;\n")).findings == ()


@pytest.mark.parametrize("path", ["shop/migrations/drop_email.py", "shop/schema/first.py"])
def test_a_django_migration_is_known_by_what_it_says(path: str) -> None:
    text = f"{DJANGO}    operations = [migrations.RemoveField('a', 'b')]\n"
    assert told(text, path) == ["drop-column"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/migrations/0002_a.py", f"{DJANGO}    operations = []\n    operations.append(drop())\n"),
        ("shop/migrations/0002_a.py", f"{DJANGO}    operations = []\n    operations += [drop()]\n"),
        ("shop/migrations/0002_a.py", f"{DJANGO}    operations = []\nsetattr(Migration, 'x', [])\n"),
        ("alembic/versions/a.py", f"{ALEMBIC}run()\ndef upgrade():\n    pass\n"),
        ("alembic/versions/a.py", f"{ALEMBIC}@run()\ndef upgrade():\n    pass\n"),
        ("alembic/versions/a.py", f"{ALEMBIC}def upgrade(a=op.drop_table('a')):\n    pass\n"),
    ],
)
def test_code_that_runs_when_the_file_is_loaded_is_told(path: str, text: str) -> None:
    assert told(text, path) == ["unclassified"]


def test_an_operation_outside_of_upgrade_is_read_as_well() -> None:
    assert told(f"{ALEMBIC}op.drop_table('a')\ndef upgrade():\n    pass\n", "alembic/versions/a.py") == [
        "drop-table"
    ]


@pytest.mark.parametrize("line", ["def up = drop_table(:a)", "def self.up = drop_table(:a)"])
def test_a_method_of_one_line_is_read(line: str) -> None:
    assert told(f"class A < ActiveRecord::Migration[7.0]\n  {line}\nend\n", RAILS) == ["drop-table"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("migrations/1_x.sql", "SELECT " + "a" * 250_000),
        ("migrations/1_x.sql", "SELECT " + "\n" * 250_000),
        ("migrations/1_x.sql", "COPY a FROM STDIN;\n" * 12_000),
        ("migrations/1_x.sql", ("ALTER TABLE a ADD b int DEFAULT " + "a" * 4_900 + ";\n") * 50),
        ("migrations/1_x.js", "exports.up = k => k.raw(" + '\\"' * 130_000),
        (RAILS, "\n" * 250_000 + "x"),
    ],
)
def test_a_text_made_to_take_long_does_not(path: str, text: str) -> None:
    told(text, path)


@pytest.mark.parametrize(
    "text", ["databaseChangeLog: &a\n - changeSet: *a\n", "databaseChangeLog:\n- changeSet: x\n"]
)
def test_a_change_set_that_says_nothing_is_told(text: str) -> None:
    assert told(text, "db/changelog.yaml") == ["unclassified"]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT " + "a, " * 3_000 + "b", ["unclassified"]),
        ("SELECT " + "a." * 60_000 + "b", ["unclassified"]),
        ("INSERT INTO a VALUES " + "('x'), " * 3_000 + "('x')", []),
    ],
)
def test_a_statement_too_long_for_the_grammars_is_told_unless_it_holds_rows(
    sql: str, expected: list[str]
) -> None:
    assert told(sql) == expected
