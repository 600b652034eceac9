"""The migrations of a change, in the order in which they run, read one after the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.evidence import WholeFile
from app.domain.report import Status, Unknown
from app.review.diff.patch import Patch
from app.review.migrations import step as rule
from app.review.migrations.dialect import rules_in_other_dialects
from app.review.migrations.framework import Framework, framework_of, has_only_way_down
from app.review.migrations.ledger import Ledger
from app.review.migrations.reader import Reader
from app.review.migrations.squawk import Unrunnable, second_reading
from app.review.migrations.step import Step
from app.review.migrations.suppression import suppression

_LONGEST = 300_000  # characters of one migration
_READ = 2_000_000  # characters of all migrations together
_MOST_DIALECTS = 50  # statements that are tried in other dialects
_MYSQL = re.compile(r"^[ \t]*provider[ \t]*=[ \t]*\"mysql\"", re.MULTILINE)


@dataclass(slots=True)
class Migration:
    patch: Patch
    framework: Framework
    new: str | None  # None: only its changed lines are known, or it is gone
    old: str | None = None
    steps: list[Step] = field(default_factory=list)


def migrations_of(patches: Sequence[Patch], whole: Sequence[WholeFile]) -> list[Migration]:
    """Return what changes, in the order of the paths' numbers."""
    by_path = {each.path: each for each in whole}
    found = [_migration(patch, framework, by_path) for patch in patches if (framework := _framework(patch))]
    return sorted(found, key=lambda migration: _order(migration.patch.path))


def _framework(patch: Patch) -> Framework | None:
    found = framework_of(patch.path)
    if found or not patch.hunks or has_only_way_down(patch.path):
        return found
    if patch.path.lower().endswith(".sql"):
        return framework_of("migrations/a.sql") if any(map(_SQL_SIGN.match, patch.hunks[0].lines)) else None
    if patch.change.status is not Status.ADDED or not patch.path.endswith(".py"):
        return None
    head = patch.hunks[0].lines if "migration" in patch.path.lower() else patch.hunks[0].lines[:_HEAD]
    return next((framework_of(path) for path, sign in _SIGNS if any(map(sign.match, head))), None)


_HEAD = 80  # lines in which a migration in Python says that it is one, wherever it lies
_SIGNS = (
    ("versions/a.py", re.compile(r"\+down_revision\b")),
    ("migrations/0001_a.py", re.compile(r"\+class Migration\(")),
)
# goose, sql-migrate, dbmate and Liquibase mark their files in a comment, wherever they lie.
_SQL_SIGN = re.compile(
    r"[+ ]\s{0,20}--\s{0,20}"
    r"(?:\+(?:goose|migrate)\s+(?:Up|Down)\b|migrate:(?:up|down)\b|liquibase formatted sql)",
    re.IGNORECASE,
)


def _migration(patch: Patch, framework: Framework, whole: Mapping[str, WholeFile]) -> Migration:
    given = whole.get(patch.path)
    is_new = patch.change.status is Status.ADDED and not patch.change.old_path
    if given and given.new is not None:
        return Migration(patch, framework, given.new, None if is_new else given.old)
    return Migration(patch, framework, patch.added_text() if is_new else None)


def _order(path: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which 2 comes before 10."""
    return tuple((int(part[:20]), "") if part.isdigit() else (-1, part) for part in _PARTS.split(path[-400:]))


_PARTS = re.compile(r"([0-9]+)")


def read_all(migrations: Sequence[Migration], patches: Sequence[Patch]) -> Iterator[Unknown]:
    """Give each migration its steps; yield what could not be read."""
    ledger, left, readers = Ledger(), _READ, []
    is_mysql = any(_names_mysql(patch) for patch in patches)
    for migration in migrations:
        text = migration.new
        if text is None:
            continue
        left -= len(text)
        if left < 0 or len(text) > _LONGEST or not text.strip():
            words = "too long to read" if text.strip() else "no text to read"
            migration.steps = [Step(rule.UNCLASSIFIED, words, 1)]
            continue
        reader = _read(migration, text, Reader(ledger, is_mysql=is_mysql))
        readers.append((migration, reader))
    _in_dialects([reader for _, reader in readers])
    yield from _second([reader for _, reader in readers])
    for migration, reader in readers:
        reader.close()
        migration.steps = _grown(migration, sorted(reader.steps, key=lambda step: step.line))
        if found := suppression(migration.new or ""):
            migration.steps.append(Step(rule.SUPPRESSED, found[1], found[0]))


def _names_mysql(patch: Patch) -> bool:
    """Whether it is the file in which Prisma names the database, and that is MySQL."""
    named = patch.path.endswith(("migration_lock.toml", "schema.prisma"))
    return named and _MYSQL.search(patch.added_text()) is not None


def _read(migration: Migration, text: str, reader: Reader) -> Reader:
    try:
        migration.framework.read(text, reader, migration.patch.path)
    except RecursionError:
        reader.unclassified("nested too deeply to read", 1)
    return reader


def _in_dialects(readers: Sequence[Reader]) -> None:
    """Try in other dialects what no form fitted."""
    unfitted = [
        (reader, told) for reader in readers for told in reader.told if rule.UNCLASSIFIED in told.rules
    ][:_MOST_DIALECTS]
    for reader, told in unfitted:
        for does in rules_in_other_dialects(told.statement.text):
            reader.tell(does, told.statement.words, told.line)


def _second(readers: Sequence[Reader]) -> Iterator[Unknown]:
    """Have Postgres read a second time: what squawk sees and the forms did not is told as well."""
    asked = [
        (reader, told)
        for reader in readers
        if not reader.is_mysql
        for told in reader.told
        if told.statement.words
    ]
    if all(told.is_final for _, told in asked):
        return
    try:
        for index, does in second_reading([told for _, told in asked]):
            reader, told = asked[index]
            if not told.is_on_new and does not in told.rules and not _is_milder(does, told.rules):
                told.rules.add(does)
                reader.tell(does, told.statement.words, told.line)
    except Unrunnable as problem:
        yield Unknown("migrations", str(problem))


def _is_milder(does: str, told: set[str]) -> bool:
    """Whether the forms have said it more exactly."""
    return bool(told & _EXACT.get(does, frozenset()))


_EXACT = {
    rule.REWRITE: frozenset({rule.PRIMARY_KEY}),
    rule.CONSTRAINT: frozenset({rule.UNIQUE, rule.PRIMARY_KEY, rule.VALIDATE}),
    rule.UNIQUE: frozenset({rule.PRIMARY_KEY}),
    rule.REQUIRED_COLUMN: frozenset({rule.PRIMARY_KEY}),
    rule.DROP_TABLE: frozenset({rule.DETACH}),
}


def _grown(migration: Migration, steps: list[Step]) -> list[Step]:
    """Leave out the steps that the file held before: they ran already."""
    if migration.old is None:
        return steps
    before = Reader(Ledger())
    _read(replace(migration), migration.old, before)
    known = {(step.rule, step.words) for step in before.steps}
    return [step for step in steps if (step.rule, step.words) not in known]
