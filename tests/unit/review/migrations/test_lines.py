"""Rails, Ecto, Knex, Sequelize, TypeORM and Laravel, read by the names of what they call."""

import pytest

from tests.unit.review.migrations.example import told

RAILS, ECTO = "db/migrate/20260101120000_x.rb", "priv/repo/migrations/20260101_x.exs"
REVERSIBLE = (
    "reversible do |dir|\n      dir.up do\n        drop_table :a\n      end\n"
    "      dir.down do\n        create_table :a\n      end\n    end"
)
NEW_TABLE = (
    "create_table :a do |t|\n      t.string :b, null: false\n      t.timestamps\n    end\n"
    "    add_index :a, :b, unique: true"
)
JS, PHP = "migrations/20260101-x.js", "database/migrations/2026_01_01_x.php"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("remove_column :users, :email", ["drop-column"]),
        ("remove_column(\n      :a,\n      :b\n    )", ["drop-column"]),
        ("drop_table :users", ["drop-table"]),
        ("create_table :users, force: true do |t|\n    end", ["drop-table"]),
        ("rename_column :users, :a, :b", ["rename"]),
        ("change_column_null :users, :a, false", ["not-null"]),
        ("change_column :users, :a, :bigint", ["change-type"]),
        ("change_column_default :users, :a, from: 1, to: nil", ["drop-default"]),
        ("add_column :users, :a, :string, null: false", ["required-column"]),
        ("add_timestamps :users", ["required-column"]),
        ('add_column :users, :a, :uuid, default: -> { "gen_random_uuid()" }', ["rewrite"]),
        ("add_index :users, :a", ["index-lock"]),
        ("add_index :users, :a, unique: true", ["unique"]),
        ("add_index :users, :a, algorithm: :concurrently", ["concurrent-in-transaction"]),
        ("add_reference :users, :a, foreign_key: true", ["index-lock", "constraint"]),
        ("add_foreign_key :a, :b", ["constraint"]),
        ("add_foreign_key :a, :b, validate: false\n    validate_foreign_key :a, :b",
         ["validate-in-transaction"]),
        ("execute 'DROP TABLE a'", ["drop-table"]),
        ("execute <<~SQL\n      DROP TABLE a;\n    SQL", ["drop-table"]),
        ('execute "DROP TABLE #{name}"', ["unclassified"]),
        ("User.where(a: 1).delete_all", ["delete-rows"]),
        ("User.update_all(a: 1)", ["update-rows"]),
        ("one\n    two", ["unclassified", "unclassified"]),
        ("%w[a b].each do |t|\n      drop_table t\n    end", ["unclassified", "drop-table"]),
        ("change_table :a do |t|\n      t.string :b, null: false\n    end", ["required-column"]),
        ("change_table :a do |t|\n      t.string :b\n      t.remove :c\n    end", ["drop-column"]),
        ("change_table(:a) { |t| t.remove :c }", ["drop-column"]),
        ("safety_assured { remove_column :a, :b }", ["drop-column", "suppressed"]),
        ("safety_assured do\n      remove_column :a, :b\n    end", ["suppressed", "drop-column"]),
        (REVERSIBLE, ["drop-table"]),
        ("rename_index :users, 'a', 'b'", []),
        ("add_column :users, :a, :string, null: false, default: ''", []),
        ("add_column :users, :a, :string\n    change_column_default :users, :a, 'b'", []),
        (NEW_TABLE, []),
        ("add_reference :a, :b, index: false", []),
        ("add_foreign_key :a, :b, validate: false", []),
        ("execute 'SELECT 1'", []),
        ("add_column :a, :b, :string # remove_column :a, :c", []),
    ],
)  # fmt: skip
def test_rails(body: str, expected: list[str]) -> None:
    down = "  def down\n    drop_table :z\n  end\nend\n"
    text = f"class A < ActiveRecord::Migration[7.1]\n  def up\n    {body}\n  end\n\n{down}"
    assert sorted(told(text, RAILS)) == sorted(expected)


def test_rails_way_down_tells_what_the_column_holds_now() -> None:
    text = (
        "class A < ActiveRecord::Migration[7.1]\n  def up\n    change_column :a, :b, :string, limit: {}\n"
        "  end\n  def down\n    change_column :a, :b, :string, limit: 20\n  end\nend\n"
    )
    assert told(text.format(19), RAILS) == ["narrow-type"]
    assert told(text.format(21), RAILS) == ["change-type"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("alter table(:a) do\n      remove :b\n    end", ["drop-column"]),
        ("drop table(:a)", ["drop-table"]),
        ("rename table(:a), to: table(:b)", ["rename"]),
        ("rename table(:a), :b, to: :c", ["rename"]),
        ("alter table(:a) do\n      modify :b, :text\n    end", ["change-type"]),
        ("alter table(:a) do\n      modify :b, :text, null: false\n    end", ["not-null"]),
        ("alter table(:a) do\n      add :b, :text, null: false\n    end", ["required-column"]),
        ("alter table(:a) do\n      add :b, references(:c)\n    end", ["constraint"]),
        ("create index(:a, [:b])", ["index-lock"]),
        ("create index(:a, [:b], concurrently: true)", ["concurrent-in-transaction"]),
        ("create unique_index(:a, [:b])", ["unique"]),
        ('create constraint(:a, :c, check: "b > 0")', ["constraint"]),
        ('execute "DROP TABLE a"', ["drop-table"]),
        ('execute("SELECT 1", "DROP TABLE a")', []),
        ('execute """\n    DROP TABLE a\n    """', ["drop-table"]),
        ("execute &up/0", ["unclassified"]),
        ("repo().delete_all(A)", ["delete-rows"]),
        ("create table(:a) do\n      add :b, :text, null: false\n    end\n    create index(:a, [:b])", []),
        ("alter table(:a) do\n      add :b, :text\n    end", []),
        ('create constraint(:a, :c, check: "b > 0", validate: false)', []),
    ],
)  # fmt: skip
def test_ecto(body: str, expected: list[str]) -> None:
    text = f"defmodule A do\n  use Ecto.Migration\n  def change do\n    {body}\n  end\nend\n"
    assert told(text, ECTO) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await knex.schema.alterTable('a', (t) => { t.dropColumn('b') })", ["drop-column"]),
        ("await queryInterface.removeColumn('a', 'b')", ["drop-column"]),
        ("await knex.schema.dropTable('a')", ["drop-table"]),
        ("await knex.schema.alterTable('a', (t) => { t.string('b').notNullable(); })", ["required-column"]),
        ("await knex.schema.alterTable('a', (t) => { t.string('b').alter(); })", ["change-type"]),
        ("await knex.schema.alterTable('a', (t) => { t.unique(['b']); })", ["unique"]),
        ("await knex.raw('DROP TABLE a')", ["drop-table"]),
        ("await knex('a').where({ b: 1 }).del()", ["unclassified", "delete-rows"]),
        ("await queryInterface.addColumn('a', 'b', { type: S.X, allowNull: false })", ["required-column"]),
        ("await queryInterface.changeColumn('a', 'b', { type: S.X })", ["change-type"]),
        ("await queryInterface.addIndex('a', ['b'])", ["index-lock"]),
        ("await queryInterface.addConstraint('a', { type: 'unique' })", ["unique"]),
        ("await queryInterface.bulkDelete('a', {})", ["delete-rows"]),
        ("await queryRunner.query(`ALTER TABLE a DROP COLUMN b`)", ["drop-column"]),
        ("await queryRunner.query(`DROP TABLE ${a}`)", ["unclassified"]),
        ("await queryRunner.query('DROP TABLE ' + a)", ["unclassified"]),
        ("await queryRunner.addColumn('a', new TableColumn({ name: 'b' }))", ["required-column"]),
        ("for (const a of b) { knex.schema.dropTable(a) }", ["unclassified", "drop-table"]),
        ("await work()", ["unclassified"]),
        ("await this.work()", ["unclassified"]),
        ("await knex.schema.alterTable('a', (t) => { t.string('b').nullable(); })", []),
        ("await knex.schema.createTable('a', (t) => { t.string('b').notNullable(); t.unique(['b']); })", []),
        ("await queryRunner.query(`CREATE TABLE a (b int)`)", []),
        ("await queryInterface.addColumn('a', 'b', { type: S.X, allowNull: true })", []),
        ("await queryInterface.bulkInsert('a', [])", []),
    ],
)
def test_scripts(body: str, expected: list[str]) -> None:
    text = (
        f"exports.up = async (knex) => {{\n  {body}\n}}\nexports.down = async () => {{ x.dropTable('z') }}\n"
    )
    assert told(text, JS) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("$table->dropColumn('b');", ["drop-column"]),
        ("$table->string('b');", ["required-column"]),
        ("$table->string('b')->change();", ["change-type"]),
        ("$table->string('b')->nullable();", []),
    ],
)
def test_laravel(body: str, expected: list[str]) -> None:
    text = (
        "<?php\nreturn new class {\n  public function up(): void\n  {\n"
        f"    Schema::table('a', function ($table) {{ {body} }});\n  }}\n"
        "  public function down(): void { Schema::drop('z'); }\n};\n"
    )
    assert told(text, PHP) == expected
