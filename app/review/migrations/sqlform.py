"""The forms of SQL statements: what each does to a database that old code still uses."""

import re
from collections.abc import Callable

from app.review.migrations import step as rule
from app.review.migrations.alter import alter_table
from app.review.migrations.reader import Reader, Told
from app.review.migrations.sqlblock import fragments
from app.review.migrations.sqldoes import (
    begin,
    commit,
    create_index,
    create_table,
    domain,
    drop_index,
    drop_table,
    insert,
    nothing,
    reindex,
    roll_back,
    select,
    tell_unless_new,
    update,
    with_query,
)
from app.review.migrations.statement import LONGEST, Statement

_NAME = r"[\w.$\"`\[\]]+"
_LIST = rf"(?P<names>{_NAME}(?: ?, ?{_NAME})*)"
_IF = r"(?:IF (?:NOT )?EXISTS )?"

_Handler = Callable[[re.Match[str], Told, Reader], None]


def classify(told: Told, reader: Reader, again: frozenset[str] = frozenset()) -> None:
    """Tell the reader what the statement does. `again`: names that the migration creates anew."""
    words = told.statement.words
    if _PSQL.search(words) or (len(words) > LONGEST and not _ROWS.match(words)):
        reader.unclassified(words, told.line)
    for form, does in _FORMS:
        if match := form.match(words):
            if isinstance(does, str):
                tell_unless_new(does, told, reader, match, again)
            elif does:
                does(match, told, reader)
            return
    reader.unclassified(words, told.line)
    told.rules.add(rule.UNCLASSIFIED)


def _block(_match: re.Match[str], told: Told, reader: Reader) -> None:
    """Read the body of a DO block: its statements, between the words of PL/pgSQL."""
    told.is_final = True
    bodies = told.statement.bodies or _quoted(told.statement.text)
    if not bodies:
        reader.unclassified(told.statement.words, told.line)
    for body in bodies:
        for words in fragments(body):
            classify(Told(Statement(told.line, words, words), told.line), reader)


def _quoted(text: str) -> tuple[str, ...]:
    """Return the body of a block that stands in plain quotes."""
    found = _BODY.match(text)
    return (found[1].replace("''", "'"),) if found else ()


_BODY = re.compile(r"DO\s(?:\s{0,9}LANGUAGE\s{1,9}plpgsql\s)?\s{0,9}'((?:[^']|'')*)'", re.IGNORECASE)
_ROWS = re.compile(r"INSERT\b|COPY\b|VALUES\b", re.IGNORECASE)  # of these long ones are usual
_PSQL = re.compile(r"\\(?:g|gexec|gset|o|!)(?:\s|$)")  # its commands may end a statement


def _form(pattern: str, does: str | _Handler | None = None) -> tuple[re.Pattern[str], str | _Handler | None]:
    return re.compile(pattern, re.IGNORECASE), does


# The first form that a statement has says what it is.
_FORMS = (
    _form(rf"DROP (?:FOREIGN |TEMPORARY )?TABLE {_IF}{_LIST}", drop_table),
    _form(r"DROP (SCHEMA|DATABASE|TABLESPACE|KEYSPACE)\b", rule.DROP_TABLE),
    _form(rf"DROP INDEX (?P<concurrently>CONCURRENTLY )?{_IF}{_LIST}", drop_index),
    _form(r"DROP (POLICY|ROLE|USER|OWNED|GROUP)\b", rule.PERMISSIONS),
    _form(rf"DROP (?:MATERIALIZED |EVENT )?\w+ {_IF}{_LIST}", rule.DROP_OBJECT),
    _form(rf"TRUNCATE (?:TABLE )?(?:ONLY )?{_LIST}", rule.DELETE_ROWS),
    _form(rf"DELETE (?:FROM )?(?:ONLY )?(?P<names>{_NAME})", rule.DELETE_ROWS),
    _form(
        rf"UPDATE (?:ONLY |IGNORE )?(?P<table>{_NAME})(?:(?: AS)? \w+)? SET (?:\w+\.)?(?P<column>{_NAME})?",  # noqa: S608 - a form, never run
        update,
    ),
    _form(r"UPDATE\b|MERGE\b|REPLACE INTO\b", rule.UPDATE_ROWS),
    _form(rf"INSERT (?:IGNORE |OR \w+ )?(?:INTO )?(?P<table>{_NAME})", insert),
    _form(r"LOAD DATA\b", None),
    _form(r"WITH\b", with_query),
    _form(
        rf"ALTER (?:FOREIGN |IGNORE |ONLINE )?TABLE {_IF}(?:ONLY )?(?P<table>{_NAME}) ?\*? (?P<rest>.*)",
        alter_table,
    ),
    _form(rf"CREATE OR REPLACE TABLE (?P<names>{_NAME})", rule.DROP_TABLE),
    _form(
        r"CREATE (?:GLOBAL |LOCAL |TEMP |TEMPORARY |UNLOGGED |FOREIGN |COLUMN )*TABLE "
        rf"(?P<if>IF NOT EXISTS )?(?P<name>{_NAME})",
        create_table,
    ),
    _form(
        r"CREATE (?P<unique>UNIQUE )?(?P<special>FULLTEXT |SPATIAL |CLUSTERED |NONCLUSTERED )?INDEX "
        r"(?P<concurrently>CONCURRENTLY )?"
        rf"{_IF}(?P<name>{_NAME})?(?: USING \w+)? ?ON (?:ONLY )?(?P<table>{_NAME})",
        create_index,
    ),
    _form(r"CREATE (?:UNIQUE )?INDEX (?P<concurrently>CONCURRENTLY )?ON (?:ONLY )?", rule.INDEX_LOCK),
    _form(r"(?P<verb>CREATE) DOMAIN\b.*\b(CHECK|NOT NULL|CONSTRAINT)\b", domain),
    _form(rf"CREATE POLICY (?:\"[^\"]*\"|\S+) ON (?P<names>{_NAME})", rule.PERMISSIONS),
    _form(r"CREATE (POLICY|ROLE|USER|GROUP)\b", rule.PERMISSIONS),
    _form(rf"GRANT [\w ,()]+ ON (?:TABLE )?{_LIST} TO\b", rule.PERMISSIONS),
    _form(r"CREATE (OR REPLACE )?(RULE|EVENT|SUBSCRIPTION)\b", rule.UNCLASSIFIED),
    _form(r"CREATE\b", nothing),
    _form(r"(?P<verb>ALTER) DOMAIN \S+ (ADD\b|SET NOT NULL\b)", domain),
    _form(r"ALTER TYPE \S+ (ADD (VALUE|ATTRIBUTE)|OWNER)\b|ALTER INDEX\b", nothing),
    _form(r"ALTER TYPE \S+ DROP ATTRIBUTE\b", rule.DROP_COLUMN),
    _form(r"ALTER TYPE \S+ ALTER ATTRIBUTE\b", rule.CHANGE_TYPE),
    _form(r"ALTER (POLICY|ROLE|USER|GROUP|DEFAULT PRIVILEGES)\b", rule.PERMISSIONS),
    _form(r"ALTER TRIGGER\b|ALTER DOMAIN \S+ (DROP|VALIDATE|RENAME CONSTRAINT|SET DEFAULT|OWNER)\b", nothing),
    _form(
        rf"ALTER (?:MATERIALIZED |EVENT )?\w+ {_IF}\S+(?: ?\([^()]{{0,400}}\))? (RENAME|SET SCHEMA)\b",
        rule.RENAME,
    ),
    _form(r"ALTER (SEQUENCE|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|DOMAIN|SCHEMA|COLLATION)\b", nothing),
    _form(r"RENAME TABLE\b|EXEC(UTE)? (sys\.)?sp_rename\b", rule.RENAME),
    _form(r"REINDEX\b", reindex),
    _form(r"VACUUM ?\((?!.*\bFULL (FALSE|OFF|0)\b).*\bFULL\b|VACUUM FULL\b|CLUSTER\b", rule.REWRITE),
    _form(r"OPTIMIZE (\w+ )?TABLE\b|REFRESH MATERIALIZED VIEW (?!CONCURRENTLY)", rule.REWRITE),
    _form(r"LOCK\b|FLUSH TABLES\b", rule.LOCK),
    _form(r"(GRANT|REVOKE|REASSIGN)\b", rule.PERMISSIONS),
    _form(r"(BEGIN|START TRANSACTION)\b", begin),
    _form(r"ROLLBACK\b", roll_back),
    _form(r"(COMMIT|END)\b", commit),
    _form(r"DO\b", _block),
    _form(r"COPY\b(?!.*\bPROGRAM\b)", nothing),
    _form(r"EXPLAIN\b(?!.*\bANALYZE\b)", nothing),
    _form(r"(SELECT|VALUES|TABLE)\b", select),
    _form(r"(SET|RESET|SHOW|VACUUM|ANALYZE|ANALYSE|COMMENT|SAVEPOINT|RELEASE|UNLOCK)\b", nothing),
    _form(r"(USE|GO|PRAGMA|CHECKPOINT|NOTIFY|LISTEN|DISCARD|DEALLOCATE|REFRESH)\b", nothing),
    _form(r"IMPORT FOREIGN SCHEMA\b", nothing),
)  # fmt: skip
