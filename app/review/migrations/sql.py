"""Steps of a migration in SQL; up direction only. A statement that is not known is told."""

import re

from app.review.migrations.reader import Reader, Told
from app.review.migrations.sqlform import classify
from app.review.migrations.statement import Statement, statements_of

_DOWN = re.compile(
    r"^\s*--\s*(\+goose\s+Down|migrate:down|\+migrate\s+Down|@?down\b|//@UNDO)", re.IGNORECASE | re.MULTILINE
)
_UP = re.compile(r"^\s*--\s*(\+goose\s+Up|migrate:up|\+migrate\s+Up)\b", re.IGNORECASE | re.MULTILINE)
_AS_ONE = re.compile(
    r"^\s*--\s*\+(?:goose|migrate)\s+Statement(Begin|End)\b.*$", re.IGNORECASE | re.MULTILINE
)
# goose and dbmate run a migration in one transaction unless it says otherwise.
_TRANSACTION = re.compile(r"--\s*(\+goose\s+Up|migrate:up)\b", re.IGNORECASE)
_NO_TRANSACTION = re.compile(
    r"--\s*(\+goose\s+NO\s+TRANSACTION|migrate:up\b.*transaction:\s*false)", re.IGNORECASE
)
_MYSQL = re.compile(
    r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b|/\*!\d|^\s*RENAME TABLE\b", re.IGNORECASE | re.MULTILINE
)
_DIALECT_READ = 20_000  # characters


def is_mysql(text: str) -> bool:
    """Tell the dialect from what only MySQL writes."""
    return _MYSQL.search(text, 0, _DIALECT_READ) is not None


def read_sql_file(text: str, reader: Reader) -> None:
    """Read a whole file: what goose, dbmate and sql-migrate mark as its way down is left out."""
    reader.is_mysql = reader.is_mysql or is_mysql(text)
    if _TRANSACTION.search(text) and not _NO_TRANSACTION.search(text):
        reader.in_transaction = True
    read_sql(_up_only(text), reader)


def _up_only(text: str) -> str:
    """Return the text with the way down blanked, so that every line keeps its number."""
    parts, at = list[str](), 0
    while down := _DOWN.search(text, at):
        up = _UP.search(text, down.end())
        end = up.start() if up else len(text)
        parts += [text[at : down.start()], "\n" * text.count("\n", down.start(), end)]
        at = end
    return _AS_ONE.sub(_as_delimiter, "".join([*parts, text[at:]]))


def _as_delimiter(match: re.Match[str]) -> str:
    """Say in the words of MySQL's client that what follows is one statement, until it ends."""
    newlines = "\n" * match[0].count("\n")
    return f"{newlines}DELIMITER {';;;;' if match[1].lower() == 'begin' else ';'}"


def read_sql(text: str, reader: Reader, line: int = 1) -> None:
    """Read statements that begin at `line` of the migration."""
    statements = statements_of(text, is_mysql=reader.is_mysql)
    again = _recreated(statements)
    for statement in statements:
        told = Told(statement, line + statement.line - 1)
        reader.told.append(told)
        classify(told, reader, again)


_CREATED = re.compile(
    r"CREATE (?:OR REPLACE )?(?:MATERIALIZED |CONSTRAINT |RECURSIVE )?"
    r"(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|AGGREGATE|RULE|POLICY) (?:IF NOT EXISTS )?([\w.\"`]+)",
    re.IGNORECASE,
)


def _recreated(statements: list[Statement]) -> frozenset[str]:
    """Return the names of views, functions and triggers that are there again afterwards."""
    found = (_CREATED.match(statement.words) for statement in statements)
    return frozenset(match[1].strip('"`').lower() for match in found if match)
