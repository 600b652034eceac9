"""Migrations: what hurts is said, what is harmless is left alone, and the rest is not taken for safe."""

import pytest

from app.domain.report import GateName, Rollback
from app.review.migrations.alembic import alembic_steps
from app.review.migrations.django import django_steps
from app.review.migrations.lines import ecto_steps, rails_steps, script_steps
from app.review.migrations.look import Migrations, look_at_migrations
from app.review.migrations.sql import sql_steps
from tests.unit.review.example import added, deleted, modified, patches


def look(*diffs: str) -> Migrations:
    return look_at_migrations(patches(*diffs))


def names(steps: list[object]) -> list[str]:
    return [str(getattr(step, "rule", "")).removeprefix("migration.") for step in steps]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DROP TABLE users;", ["drop-table"]),
        ("drop schema old cascade", ["drop-table"]),
        ("ALTER TABLE users DROP COLUMN email;", ["drop-column"]),
        ("ALTER TABLE users DROP email, ADD name text;", ["drop-column"]),
        ("ALTER TABLE users RENAME COLUMN a TO b;", ["rename"]),
        ("ALTER TABLE users RENAME TO people;", ["rename"]),
        ("RENAME TABLE a TO b;", ["rename"]),
        ("ALTER TABLE users ADD COLUMN a int NOT NULL;", ["required-column"]),
        ("ALTER TABLE users ALTER COLUMN a SET NOT NULL;", ["not-null"]),
        ("ALTER TABLE users ALTER COLUMN a TYPE bigint;", ["change-type"]),
        ("ALTER TABLE users MODIFY a bigint;", ["change-type"]),
        ("TRUNCATE users;", ["delete-rows"]),
        ("DELETE FROM users WHERE a;", ["delete-rows"]),
        ("WITH d AS (DELETE FROM users RETURNING *) SELECT 1;", ["delete-rows"]),
        ("UPDATE users SET a = 1;", ["unclassified"]),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE x; '; END $$;", ["unclassified"]),
        ("/*!50003 DROP TABLE t */;", ["unclassified"]),
        ("ALTER TABLE a ADD CONSTRAINT c UNIQUE (d);", ["unclassified"]),
        ("foo bar; DROP TABLE t;", ["unclassified", "drop-table"]),
        ("-- squawk-ignore ban-drop-table\nDROP TABLE t;", ["drop-table"]),
        ("CREATE TABLE a (b int NOT NULL); ALTER TABLE a ADD COLUMN c int NOT NULL;", []),
        ("CREATE INDEX CONCURRENTLY i ON a (b); DROP INDEX j;", []),
        ("ALTER TABLE a ADD COLUMN b int; ALTER TABLE a ADD c text NOT NULL DEFAULT '';", []),
        ("ALTER TABLE a DROP CONSTRAINT c;", []),
        ("-- DROP TABLE a;\n/* DROP TABLE b; */ COMMENT ON TABLE a IS 'DROP TABLE c;';", []),
        ("-- +goose Up\nCREATE TABLE a (b int);\n-- +goose Down\nDROP TABLE a;", []),
        ("-- migrate:up\nCREATE TABLE a (b int);\n-- migrate:down\nDROP TABLE a;", []),
        ("", []),
    ],
)
def test_sql(sql: str, expected: list[str]) -> None:
    assert names([*sql_steps(sql)]) == expected


def test_a_step_knows_its_line() -> None:
    steps = sql_steps("-- a\nBEGIN;\n\n/* b\n */ DROP TABLE x;\nTRUNCATE\n y;")
    assert [step.line for step in steps] == [5, 6]


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ("migrations.RemoveField('user', 'email')", ["drop-column"]),
        ("migrations.DeleteModel(name='User')", ["drop-table"]),
        ("migrations.RenameField('user', 'a', 'b')", ["rename"]),
        ("migrations.AlterField('user', 'a', models.TextField())", ["change-type"]),
        ("migrations.AddField('user', 'a', models.TextField(default=''))", ["required-column"]),
        ("migrations.AddField('user', 'a', models.TextField(null=True))", []),
        ("migrations.AddField('user', 'a', models.TextField(db_default=''))", []),
        ("migrations.AddField('user', 'a', models.TextField(db_default=None))", ["required-column"]),
        ("migrations.AddField('user', 'a', models.ManyToManyField('b'))", []),
        ("migrations.CreateModel('A', []), migrations.AddField('a', 'b', models.TextField())", []),
        ("migrations.AddIndex('a', models.Index(fields=['b'], name='c'))", []),
        ("migrations.RunPython(forwards)", ["unclassified"]),
        ("migrations.RunSQL('DROP TABLE a')", ["unclassified"]),
        ("*more()", ["unclassified"]),
        (
            "migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('a', 'b')])",
            [],
        ),
        (
            "migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField('a', 'b')])",
            ["drop-column"],
        ),
    ],
)
def test_django(operations: str, expected: list[str]) -> None:
    text = f"class Migration(migrations.Migration):\n    operations = [{operations}]\n"
    assert names([*django_steps(text)]) == expected


@pytest.mark.parametrize(
    "text", ["operations = make()\n", "class Own:\n    x = 1\n", "def x(:\n", "operations = [" + "(" * 5000]
)
def test_django_that_cannot_be_read_is_unclassified(text: str) -> None:
    assert names([*django_steps(text)]) == ["unclassified"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("op.drop_column('a', 'b')", ["drop-column"]),
        ("op.drop_table('a')", ["drop-table"]),
        ("op.alter_column('a', 'b', new_column_name='c')", ["rename"]),
        ("op.alter_column('a', 'b', nullable=False)", ["not-null"]),
        ("op.alter_column('a', 'b', type_=sa.Text())", ["change-type"]),
        ("op.alter_column('a', 'b', server_default=None)", ["unclassified"]),
        ("op.alter_column('a', 'b', nullable=True)", []),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False))", ["required-column"]),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False, server_default=''))", []),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=True))", []),
        ("op.add_column('a', column)", ["unclassified"]),
        ("op.create_table('a', sa.Column('b', sa.Text()))\n    op.drop_column('a', 'b')", []),
        ("op.create_index('i', 'a', ['b'])", []),
        ("op.create_index('i', 'a', ['b'], unique=True)", ["unclassified"]),
        ("op.create_foreign_key('f', 'a', 'b', ['c'], ['d'])", ["unclassified"]),
        ("op.execute('DROP TABLE a')", ["drop-table"]),
        ("op.execute(sa.text('TRUNCATE a'))", ["delete-rows"]),
        ("op.execute(f'DROP TABLE {a}')", ["unclassified"]),
        ("for a in b:\n        op.drop_table('c')", ["unclassified", "drop-table"]),
        ("helper()", ["unclassified"]),
        ("with op.batch_alter_table('a') as batch_op:\n        batch_op.drop_column('b')", ["drop-column"]),
        ("pass", []),
    ],
)
def test_alembic(body: str, expected: list[str]) -> None:
    text = f"down_revision = 'b'\ndef upgrade():\n    {body}\ndef downgrade():\n    op.drop_table('z')\n"
    assert names([*alembic_steps(text)]) == expected


def test_a_python_file_that_is_no_alembic_migration_says_nothing() -> None:
    assert alembic_steps("x = 1\n") == []
    assert names([*alembic_steps("down_revision = 'b'\n")]) == ["unclassified"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("remove_column :users, :email", ["drop-column"]),
        ("drop_table :users", ["drop-table"]),
        ("create_table :users, force: true do |t|", ["drop-table"]),
        ("rename_column :users, :a, :b", ["rename"]),
        ("rename_index :users, 'a', 'b'", []),
        ("change_column_null :users, :a, false", ["not-null"]),
        ("change_column :users, :a, :bigint", ["change-type"]),
        ("add_column :users, :a, :string, null: false", ["required-column"]),
        ("add_column :users, :a, :string, null: false, default: ''", []),
        ("add_column :users, :a, :string", []),
        ("add_index :users, :a, unique: true", ["unclassified"]),
        ("execute 'DROP TABLE a'", ["unclassified"]),
        ("create_table :a do |t|\n      t.string :b, null: false\n    end", []),
        ("one\n    two", ["unclassified"]),
        ("add_index :a,\n      :b,\n      name: 'c'", []),
        ("remove_column(\n      :a,\n      :b\n    )", ["drop-column"]),
        ("change_table :a do |t|\n      t.string :b, null: false\n    end", ["required-column"]),
        ("change_table :a do |t|\n      t.string :b\n      t.remove :c\n    end", ["drop-column"]),
    ],
)
def test_rails(body: str, expected: list[str]) -> None:
    down = "  def down\n    drop_table :z\n  end\nend\n"
    text = f"class A < ActiveRecord::Migration[7.1]\n  def up\n    {body}\n  end\n\n{down}"
    assert names([*rails_steps(text)]) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("alter table(:a) do\n      remove :b\n    end", ["drop-column"]),
        ("drop table(:a)", ["drop-table"]),
        ("rename table(:a), to: table(:b)", ["rename"]),
        ("alter table(:a) do\n      modify :b, :text\n    end", ["change-type"]),
        ("alter table(:a) do\n      add :b, :text, null: false\n    end", ["required-column"]),
        ("create table(:a) do\n      add :b, :text, null: false\n    end", []),
        ("create index(:a, [:b])", []),
        ('execute "DROP TABLE a"', ["unclassified"]),
    ],
)
def test_ecto(body: str, expected: list[str]) -> None:
    assert (
        names(
            [*ecto_steps(f"defmodule A do\n  use Ecto.Migration\n  def change do\n    {body}\n  end\nend\n")]
        )
        == expected
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("table.dropColumn('a')", ["drop-column", "unclassified"]),
        ("await queryInterface.removeColumn('a', 'b')", ["drop-column", "unclassified"]),
        ("await knex.schema.dropTable('a')", ["drop-table", "unclassified"]),
        ("await queryRunner.query(`ALTER TABLE a DROP COLUMN b`)", ["drop-column"]),
        ("await queryRunner.query(`CREATE TABLE a (b int)`)", []),
        ("await work()", ["unclassified"]),
    ],
)
def test_scripts(body: str, expected: list[str]) -> None:
    text = f"exports.up = async (knex) => {{\n  {body}\n}}\nexports.down = async () => {{ dropTable('z') }}\n"
    assert names([*script_steps(text)]) == expected


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
        ("sql/7_x.up.sql", "DROP TABLE a;\n", "drop-table"),
        ("migrations/20260101-x.js", "dropTable('a')\n", "drop-table"),
        ("liquibase/changes.xml", "<dropTable/>\n", "unclassified"),
    ],
)
def test_the_path_tells_the_framework(path: str, text: str, rule: str) -> None:
    found = look(added(path, text)).findings
    assert found[0].rule == "migration.present"
    assert (found[1].rule, found[1].path, found[1].gate) == (f"migration.{rule}", path, GateName.SCHEMA)


@pytest.mark.parametrize(
    "path", ["sql/7_x.down.sql", "db/U2__x.sql", "app/migrations/__init__.py", "query.sql"]
)
def test_what_only_undoes_or_is_no_migration_is_left_alone(path: str) -> None:
    assert look(added(path, "DROP TABLE a;\n")) == Migrations()


@pytest.mark.parametrize(
    ("diff", "rollback"),
    [
        (added("a.py"), Rollback.SAFE),
        (added("migrations/1.sql", "CREATE TABLE a (b int);\n"), Rollback.SAFE),
        (added("migrations/1.sql", "DROP TABLE a;\n"), Rollback.UNSAFE),
        (added("migrations/1.sql", "UPDATE a SET b = 1;\n"), Rollback.UNKNOWN),
        (modified("migrations/1.sql"), Rollback.UNKNOWN),
        (deleted("migrations/1.sql"), Rollback.UNKNOWN),
    ],
)
def test_whether_the_release_can_be_taken_back(diff: str, rollback: Rollback) -> None:
    assert look(diff).rollback is rollback


def test_an_edited_or_deleted_migration_is_a_finding() -> None:
    found = look(modified("migrations/1.sql"), deleted("migrations/2.sql")).findings
    assert [f.rule for f in found] == ["migration.present", "migration.deleted", "migration.edited"]


@pytest.mark.parametrize(
    "sql", ["/*" * 1000, "'" * 1001, "".join(f"$a{n}$" for n in range(1000)), "/* DROP TABLE a;"]
)
def test_what_is_never_closed_hides_nothing_and_takes_no_time(sql: str) -> None:
    assert names([*sql_steps(f"{sql}\n;DROP TABLE b;")])[-1:] == ["drop-table"]


def test_migrations_that_are_too_long_together_are_unclassified() -> None:
    text = "CREATE TABLE a (b int);\n" + f"-- {'x' * 76}\n" * 3_000
    found = look(*(added(f"migrations/{n}.sql", text) for n in range(10))).findings
    assert [f.rule for f in found] == ["migration.present", *["migration.unclassified"] * 2]
