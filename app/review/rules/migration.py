"""Rules about: schema changes."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

RULES = {
    "migration.present": Rule(
        Level.MEDIUM,
        "A migration.",
        "db/migrate/20240101000000_add_a.rb",
        "reverted changes of public repositories",
        GateName.SCHEMA,
    ),
    "migration.drop-table": Rule(
        Level.HIGH,
        "A table, schema or database is dropped.",
        "DROP TABLE carts",
        "squawk: ban-drop-table",
        GateName.SCHEMA,
    ),
    "migration.drop-column": Rule(
        Level.HIGH,
        "A column is dropped.",
        "ALTER TABLE carts DROP COLUMN total",
        "squawk: ban-drop-column",
        GateName.SCHEMA,
    ),
    "migration.rename": Rule(
        Level.HIGH,
        "A table or column gets another name.",
        "ALTER TABLE carts RENAME TO baskets",
        "squawk: renaming-table, renaming-column",
        GateName.SCHEMA,
    ),
    "migration.delete-rows": Rule(
        Level.HIGH, "Rows are deleted.", "DELETE FROM carts", "migration-lint", GateName.DELETION
    ),
    "migration.required-column": Rule(
        Level.HIGH,
        "A required column without a default.",
        "ADD COLUMN email text NOT NULL",
        "squawk: adding-required-field",
        GateName.SCHEMA,
    ),
    "migration.not-null": Rule(
        Level.HIGH,
        "NULL is forbidden in a column.",
        "ALTER COLUMN email SET NOT NULL",
        "squawk: adding-not-nullable-field",
        GateName.SCHEMA,
    ),
    "migration.change-type": Rule(
        Level.MEDIUM,
        "A column gets another type.",
        "ALTER COLUMN id TYPE bigint",
        "squawk: changing-column-type",
        GateName.SCHEMA,
    ),
    "migration.unclassified": Rule(
        Level.MEDIUM,
        "A step that could not be classified.",
        "op.execute(build_sql())",
        "unknown is not fine",
        GateName.SCHEMA,
    ),
    "migration.edited": Rule(
        Level.MEDIUM,
        "An old migration was changed.",
        "migrations/0001_initial.py",
        "flyway validate",
        GateName.SCHEMA,
    ),
    "migration.deleted": Rule(
        Level.MEDIUM,
        "An old migration was deleted.",
        "migrations/0001_initial.py",
        "flyway validate",
        GateName.SCHEMA,
    ),
}
