"""Comments and calls that tell a migration linter to look away: told to people, never obeyed."""

import re

# Squawk, strong_migrations, django-migration-linter, excellent_migrations, eugene, atlas, rubocop.
_MARKS = re.compile(
    r"squawk-(ignore|disable)|\bsafety[_-]assured|\bIgnoreMigration\b|excellent_migrations:|eugene: *ignore|"
    r"atlas:nolint|migration-lint|StrongMigrations\.(disable|skip|check_down)|"
    r"rubocop: *disable\b[^\n]{0,100}\b(Migration|Rails|DangerousMigrations?)/|zero[_-]downtime[_-]ignore",
    re.IGNORECASE,
)
_QUICK = ("squawk-", "safety", "ignore", "excellent_", "eugene", "nolint", "-lint", "strongmig", "rubocop")
_SHOWN = 60  # characters


def suppression(text: str) -> tuple[int, str] | None:
    """Return (1-based line, the words) of the first one."""
    lowered = text.lower()
    if not any(mark in lowered for mark in _QUICK):
        return None
    found = _MARKS.search(text)
    if not found:
        return None
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.start())
    shown = text[start : len(text) if end < 0 else end].strip()
    return text.count("\n", 0, found.start()) + 1, shown[:_SHOWN]
