"""Rules about: schema changes."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

_LOW, _MEDIUM, _HIGH = Level.LOW, Level.MEDIUM, Level.HIGH


def _rule(severity: Level, sees: str, example: str, source: str) -> Rule:
    return Rule(severity, sees, example, source, GateName.SCHEMA)


RULES = {
    "migration.present": _rule(
        _MEDIUM,
        "A migration.",
        "db/migrate/20240101000000_add_a.rb",
        "reverted changes of public repositories",
    ),
    "migration.drop-table": _rule(
        _HIGH,
        "A table, schema or database is dropped.",
        "DROP TABLE carts",
        "squawk: ban-drop-table, ban-drop-schema, ban-drop-database",
    ),
    "migration.drop-column": _rule(
        _HIGH, "A column is dropped.", "ALTER TABLE carts DROP COLUMN total", "squawk: ban-drop-column"
    ),
    "migration.rename": _rule(
        _HIGH,
        "A table, column, schema, type or enum value gets another name.",
        "ALTER TABLE carts RENAME TO baskets",
        "squawk: renaming-table, renaming-column, renaming-object",
    ),
    "migration.delete-rows": Rule(
        _HIGH, "Rows are deleted.", "DELETE FROM carts", "migration-lint", GateName.DELETION
    ),
    "migration.required-column": _rule(
        _HIGH,
        "A required column without a default in the database.",
        "ALTER TABLE carts ADD COLUMN email text NOT NULL",
        "squawk: adding-required-field; django-migration-linter",
    ),
    "migration.not-null": _rule(
        _HIGH,
        "NULL is forbidden in a column.",
        "ALTER TABLE carts ALTER COLUMN email SET NOT NULL",
        "squawk: adding-not-nullable-field",
    ),
    "migration.drop-default": _rule(
        _HIGH,
        "A column loses its default.",
        "ALTER TABLE carts ALTER COLUMN total DROP DEFAULT",
        "migration-lint",
    ),
    "migration.unique": _rule(
        _HIGH,
        "A unique or exclusion constraint, or a unique index that is built under a lock.",
        "ALTER TABLE carts ADD CONSTRAINT one UNIQUE (owner)",
        "squawk: disallowed-unique-constraint; atlas: MF101",
    ),
    "migration.narrow-type": _rule(
        _HIGH,
        "A column gets a type that holds less than its old one.",
        "change_column :users, :name, :string, limit: 20  # was 40",
        "strong_migrations: change_column",
    ),
    "migration.detach-partition": _rule(
        _HIGH,
        "A partition is taken out of its table.",
        "ALTER TABLE logs DETACH PARTITION logs_2020",
        "squawk: require-concurrent-partition-detach",
    ),
    "migration.change-type": _rule(
        _MEDIUM,
        "A column gets another type.",
        "ALTER TABLE carts ALTER COLUMN id TYPE bigint",
        "squawk: changing-column-type",
    ),
    "migration.update-rows": _rule(
        _MEDIUM,
        "Rows are rewritten by the migration itself.",
        "UPDATE carts SET total = 0",
        "migration-lint; strong_migrations: backfilling data",
    ),
    "migration.drop-object": _rule(
        _MEDIUM,
        "A view, function, type, trigger or the like is dropped or switched off.",
        "DROP VIEW open_carts",
        "squawk: ban-drop-view, ban-drop-function, ban-drop-type",
    ),
    "migration.primary-key": _rule(
        _MEDIUM,
        "A primary key is added or taken away.",
        "ALTER TABLE carts ADD PRIMARY KEY (id)",
        "squawk: adding-serial-primary-key-field",
    ),
    "migration.constraint": _rule(
        _MEDIUM,
        "A foreign key or check that is validated at once.",
        "ALTER TABLE carts ADD CONSTRAINT positive CHECK (total > 0)",
        "squawk: constraint-missing-not-valid, adding-foreign-key-constraint",
    ),
    "migration.validate-in-transaction": _rule(
        _MEDIUM,
        "A constraint that is added and validated in one transaction.",
        "validate_foreign_key :users, :orders  # after add_foreign_key … validate: false",
        "squawk: constraint-missing-not-valid; strong_migrations",
    ),
    "migration.domain": _rule(
        _MEDIUM,
        "A domain gets a constraint.",
        "CREATE DOMAIN price AS numeric CHECK (value > 0)",
        "squawk: ban-create-domain-with-constraint",
    ),
    "migration.index-lock": _rule(
        _MEDIUM,
        "An index is built, dropped or rebuilt while writes wait.",
        "CREATE INDEX by_owner ON carts (owner)",
        "squawk: require-concurrent-index-creation, -deletion, require-concurrent-reindex",
    ),
    "migration.concurrent-in-transaction": _rule(
        _MEDIUM,
        "CONCURRENTLY inside a transaction.",
        "BEGIN; CREATE INDEX CONCURRENTLY by_owner ON carts (owner); COMMIT",
        "squawk: ban-concurrent-index-creation-in-transaction",
    ),
    "migration.rewrite": _rule(
        _MEDIUM,
        "The whole table is rewritten under a lock.",
        "ALTER TABLE carts ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        "squawk: adding-field-with-default, prefer-repack",
    ),
    "migration.lock": _rule(
        _MEDIUM, "A table is locked by name.", "LOCK TABLE carts IN EXCLUSIVE MODE", "eugene"
    ),
    "migration.open-transaction": _rule(
        _MEDIUM,
        "A transaction that is never committed.",
        "BEGIN; CREATE TABLE carts (id bigint)",
        "squawk: ban-uncommitted-transaction",
    ),
    "migration.permissions": Rule(
        _MEDIUM,
        "Who may read or write what changes.",
        "REVOKE SELECT ON carts FROM web",
        "squawk lets it pass",
        GateName.AUTH,
    ),
    "migration.unclassified": _rule(
        _MEDIUM, "A step that could not be classified.", "op.execute(build_sql())", "unknown is not fine"
    ),
    "migration.unreadable": _rule(
        _MEDIUM, "A migration that cannot be read.", "op.drop_table('a'", "unknown is not fine"
    ),
    "migration.edited": _rule(
        _MEDIUM, "An old migration was changed.", "migrations/0001_initial.py", "flyway validate"
    ),
    "migration.deleted": _rule(
        _MEDIUM, "An old migration was deleted.", "migrations/0001_initial.py", "flyway validate"
    ),
    "migration.unique-index": _rule(
        _LOW,
        "A unique index that is built without a lock.",
        "CREATE UNIQUE INDEX CONCURRENTLY one ON carts (owner)",
        "django-migration-linter",
    ),
    "migration.loosened": _rule(
        _LOW,
        "A constraint or NOT NULL is taken away.",
        "ALTER TABLE carts ALTER COLUMN total DROP NOT NULL",
        "squawk: ban-drop-not-null, ban-drop-constraint",
    ),
    "migration.suppressed": _rule(
        _LOW,
        "A comment or call that tells a migration linter to look away; the step was read all the same.",
        "-- squawk-ignore ban-drop-table",
        "squawk, strong_migrations, atlas and others obey it",
    ),
}
