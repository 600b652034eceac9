"""Migrations of a whole change: which they are, what happened to them, and whether it can be taken back."""

import pytest

from app.domain.evidence import WholeFile
from app.domain.report import GateName, Level, Rollback
from app.review.migrations import squawk
from app.review.migrations.look import Migrations, look_at_migrations
from app.review.migrations.meaning import MEANINGS
from app.review.rules import RULES
from app.review.verdict.points import FLOORS
from tests.unit.review.example import added, deleted, modified, patches, report
from tests.unit.review.migrations.example import look, told

ADDS = (
    "class A < ActiveRecord::Migration[8.0]\n  def change\n    add_column :carts, :note, :text\n  end\nend\n"
)


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("shop/migrations/0042_drop.py", "operations = [m.RemoveField('a', 'b')]\n", "drop-column"),
        ("db/versions/1f_drop.py", "def upgrade():\n    op.drop_table('a')\n", "drop-table"),
        ("migrations/versions/0004_drop.py", "def upgrade():\n    op.drop_table('a')\n", "drop-table"),
        ("db/migrate/20260101120000_drop.rb", "drop_table :a\n", "drop-table"),
        ("priv/repo/migrations/20260101_x.exs", "drop table(:a)\n", "drop-table"),
        ("prisma/migrations/2026_x/migration.sql", "DROP TABLE a;\n", "drop-table"),
        ("src/main/resources/db/migration/V2__x.sql", "DROP TABLE a;\n", "drop-table"),
        ("src/main/java/db/migration/V3__x.java", "class V3 {}\n", "unclassified"),
        ("sql/7_x.up.sql", "DROP TABLE a;\n", "drop-table"),
        ("migrations/0001_x.go", "package migrations\n", "unclassified"),
        ("migrations/20260101-x.js", "x.dropTable('a')\n", "drop-table"),
    ],
)
def test_the_path_tells_the_framework(path: str, text: str, rule: str) -> None:
    found = look(added(path, text)).findings
    assert found[0].rule == "migration.present"
    assert (found[1].rule, found[1].path, found[1].gate) == (f"migration.{rule}", path, GateName.SCHEMA)


@pytest.mark.parametrize(
    "head",
    [
        "-- +migrate Up\n-- SQL in section 'Up' is executed when this is applied",
        "-- +goose Up",
        "--+goose Up",
        "-- Who: a team\n\n-- migrate:up",
        "--liquibase formatted sql\n--changeset a:1",
    ],
)
def test_sql_that_says_so_is_a_migration_wherever_it_lies(head: str) -> None:
    found = look(added("sa/db-next/boulder/2025_x.sql", f"{head}\nALTER TABLE a DROP COLUMN b;\n"))
    assert "migration.drop-column" in {finding.rule for finding in found.findings}
    assert found.rollback is Rollback.UNSAFE


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("reports/a.sql", "-- Who: migrate up the hill"),
        ("db-next/a.down.sql", "-- +migrate Up"),
        ("docs/a.md", "-- +goose Up"),
    ],
)
def test_other_sql_is_no_migration(path: str, head: str) -> None:
    assert not look(added(path, f"{head}\nSELECT 1;\n")).findings


@pytest.mark.parametrize(
    "path", ["sql/7_x.down.sql", "db/U2__x.sql", "app/migrations/__init__.py", "query.sql", "a.py"]
)
def test_what_only_undoes_or_is_no_migration_is_left_alone(path: str) -> None:
    assert look(added(path, "DROP TABLE a;\n")) == Migrations()


@pytest.mark.parametrize(
    ("diff", "rollback"),
    [
        (added("a.py"), Rollback.SAFE),
        (added("migrations/1.sql", "CREATE TABLE a (b int);\n"), Rollback.SAFE),
        (added("migrations/1.sql", "CREATE INDEX i ON a (b);\n"), Rollback.SAFE),
        (added("migrations/1.sql", "DROP TABLE a;\n"), Rollback.UNSAFE),
        (added("migrations/1.sql", "UPDATE a SET b = 1;\n"), Rollback.UNKNOWN),
        (added("migrations/1.sql", "CALL a();\n"), Rollback.UNKNOWN),
        (modified("migrations/1.sql"), Rollback.UNKNOWN),
        (deleted("migrations/1.sql"), Rollback.UNKNOWN),
    ],
)
def test_whether_the_release_can_be_taken_back(diff: str, rollback: Rollback) -> None:
    assert look(diff).rollback is rollback


@pytest.mark.parametrize(
    ("diffs", "is_told"),
    [
        ((added("db/migrate/1_a.rb", ADDS), modified("app/cart.rb")), True),
        ((added("db/migrate/1_a.rb", ADDS), modified("test/cart_test.rb")), False),
        ((added("db/migrate/1_a.rb", ADDS), added("db/migrate/2_a.rb", ADDS)), False),
        ((added("db/migrate/1_a.rb", ADDS.replace("add", "remove")), modified("app/cart.rb")), False),
    ],
)
def test_code_that_comes_with_a_safe_migration_waits_for_it(diffs: tuple[str, ...], *, is_told: bool) -> None:
    assert ("before that code starts" in look(*diffs).findings[0].message) is is_told


def test_an_edited_or_deleted_migration_is_a_finding() -> None:
    found = look(modified("migrations/1.sql"), deleted("migrations/2.sql")).findings
    assert [f.rule for f in found] == ["migration.present", "migration.deleted", "migration.edited"]
    assert found[2].message.startswith("Changes an existing migration: a database that ran it ")
    several = look(modified("migrations/1.sql"), modified("migrations/2.sql")).findings[1]
    assert several.message.startswith("Changes an existing migration, one of `migrations/1.sql`, `migra")


def test_an_edited_migration_is_read_whole_and_only_what_is_new_in_it_is_told() -> None:
    old = "DROP TABLE a;\nSELECT 1;\n"
    whole = WholeFile("migrations/1.sql", old, old.replace("SELECT 1", "DROP TABLE b"))
    diff = modified("migrations/1.sql", "DROP TABLE b;\n", "SELECT 1;\n")
    found = look_at_migrations(patches(diff), (whole,)).findings
    assert [(f.rule, f.line) for f in found[1:]] == [("migration.edited", None), ("migration.drop-table", 2)]


@pytest.mark.parametrize("path", ["db/R__views.sql", "db/changelog/all.xml"])
def test_what_is_meant_to_grow_is_not_called_edited(path: str) -> None:
    empty = "<databaseChangeLog></databaseChangeLog>" if path.endswith("xml") else "SELECT 1;"
    whole = WholeFile(path, empty + "\n", empty.replace("><", "><changeSet/><"))
    found = look_at_migrations(patches(modified(path)), (whole,)).findings
    assert [f.rule for f in found] == ["migration.present"]
    assert "migration.edited" in [f.rule for f in look(modified(path)).findings]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("migrations/1.sql", "-- squawk-ignore-file"),
        ("migrations/1.sql", "-- eugene: ignore E3"),
        ("migrations/1.sql", "-- atlas:nolint"),
        ("db/migrate/20260101120000_x.rb", "# rubocop:disable Rails/BulkChangeTable"),
        ("priv/repo/migrations/1_x.exs", "# excellent_migrations:safety-assured-for-this-file"),
    ],
)
def test_a_comment_that_suppresses_is_told_and_raises_nothing(path: str, line: str) -> None:
    assert "suppressed" in told(f"{line}\n", path)
    assert FLOORS.get("migration.suppressed", Level.LOW) is Level.LOW


def test_a_harmless_migration_stays_low() -> None:
    made = report(added("migrations/1.sql", "ALTER TABLE a ADD b text;\n"))
    assert (made.level, made.rollback) == (Level.LOW, Rollback.SAFE)


def test_migrations_that_are_too_long_together_are_unclassified() -> None:
    text = "CREATE TABLE a (b int);\n" + f"-- {'x' * 76}\n" * 3_000
    found = look(*(added(f"migrations/{n}.sql", text) for n in range(10))).findings
    assert [f.rule for f in found] == ["migration.present", *["migration.unclassified"] * 2]


def test_a_linter_that_cannot_be_run_is_unknown_and_not_silent() -> None:
    with pytest.raises(squawk.Unrunnable, match="cannot be run here"):
        squawk._run("/nowhere/squawk", "SELECT 1;")
    with pytest.raises(squawk.Unrunnable, match="failed"):
        squawk._run("/bin/cat", "SELECT 1;")


def test_every_step_has_words_and_a_rule_and_what_cannot_be_taken_back_is_high() -> None:
    for name, meaning in MEANINGS.items():
        assert len(meaning.message) + 50 < 300
        assert name in RULES
        if meaning.rollback is Rollback.UNSAFE:
            assert FLOORS[name] is Level.HIGH
