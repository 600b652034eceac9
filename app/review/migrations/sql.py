"""Steps of a migration in SQL; up direction only. A statement that is not known is told."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.review.migrations.reader import Reader, Told
from app.review.migrations.sqlform import classify
from app.review.migrations.statement import Statement, statements_of

_DOWN = re.compile(
    r"^[ \t]*--[ \t]*(\+goose[ \t]+Down|migrate:down|\+migrate[ \t]+Down|@?down\b|//@UNDO)",
    re.IGNORECASE | re.MULTILINE,
)
_UP = re.compile(
    r"^[ \t]*--[ \t]*(\+goose[ \t]+Up|migrate:up|\+migrate[ \t]+Up)\b", re.IGNORECASE | re.MULTILINE
)
_AS_ONE = re.compile(
    r"^[ \t]*--[ \t]*\+(?:goose|migrate)[ \t]+Statement(Begin|End)\b.*$", re.IGNORECASE | re.MULTILINE
)
# goose and dbmate run a migration in one transaction unless it says otherwise.
_TRANSACTION = re.compile(r"--\s*(\+goose\s+Up|migrate:up)\b", re.IGNORECASE)
_NO_TRANSACTION = re.compile(
    r"--\s*(\+goose\s+NO\s+TRANSACTION|migrate:up\b.*transaction:\s*false)", re.IGNORECASE
)
_MYSQL = re.compile(
    r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b|/\*M?!\d|^[ \t]*RENAME TABLE\b", re.IGNORECASE | re.MULTILINE
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
    for statement in (*statements, *_hidden(text, statements, is_mysql=reader.is_mysql)):
        told = Told(statement, line + statement.line - 1)
        reader.told.append(told)
        classify(told, reader, again)


def _hidden(text: str, statements: list[Statement], *, is_mysql: bool) -> Iterator[Statement]:
    """Yield what the other dialect would run where the two disagree on what a comment or a string is."""
    if "#" not in text and "\\'" not in text and not _is_nested(text):
        return
    known = {_place(statement) for statement in statements}
    for statement in statements_of(text, is_mysql=not is_mysql):
        is_whole = statement.text.count("'") % 2 == 0  # a quote that is left open runs nowhere
        if is_whole and _place(statement) not in known and _CHANGES.match(statement.words):
            yield statement


def _is_nested(text: str) -> bool:
    """Whether a comment begins in a comment: Postgres then asks for two ends, MySQL for one."""
    marks = [mark[0] for mark in _COMMENT.finditer(text)]
    return any(pair == ("/*", "/*") for pair in pairwise(marks))


def _place(statement: Statement) -> tuple[int, str]:
    return statement.line, statement.words.partition(" ")[0].upper()


_COMMENT = re.compile(r"/\*|\*/")
_CHANGES = re.compile(
    r"(DROP|DELETE|TRUNCATE|ALTER|UPDATE|RENAME|REPLACE|MERGE|GRANT|DO|CALL|EXEC\w*)\b", re.IGNORECASE
)
_CREATED = re.compile(
    r"CREATE (?:OR REPLACE )?(?:MATERIALIZED |CONSTRAINT |RECURSIVE )?"
    r"(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|AGGREGATE|RULE|POLICY) (?:IF NOT EXISTS )?([\w.\"`]+)",
    re.IGNORECASE,
)


def _recreated(statements: list[Statement]) -> frozenset[str]:
    """Return the names of views, functions and triggers that are there again afterwards."""
    found = (_CREATED.match(statement.words) for statement in statements)
    return frozenset(match[1].strip('"`').lower() for match in found if match)
