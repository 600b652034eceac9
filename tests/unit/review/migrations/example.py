"""One migration in, the names of its rules out."""

from app.review.migrations.look import Migrations, look_at_migrations
from tests.unit.review.example import added, patches

SQL = "migrations/1_x.sql"


def look(*diffs: str) -> Migrations:
    return look_at_migrations(patches(*diffs))


def told(text: str, path: str = SQL) -> list[str]:
    """Return what is found in a migration that is added alone, without `migration.`."""
    return [finding.rule.removeprefix("migration.") for finding in look(added(path, text)).findings[1:]]
