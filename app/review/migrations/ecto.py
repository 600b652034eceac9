"""Steps of Ecto migrations, line by line; a line that is not known makes the migration unclassified."""

import re
from collections.abc import Iterator

from app.review.migrations import step as rule
from app.review.migrations.blocks import Line, lines_of
from app.review.migrations.column import is_volatile
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql

_NAME = r"[ (]*[:\"']?([\w.]+)"
_CREATE_TABLE = re.compile(rf"create(?P<if>_if_not_exists)?\W*table\b{_NAME}")
_ALTER = re.compile(rf"alter\W*table\b{_NAME}")
_INDEX = re.compile(rf"create(_if_not_exists)?\W*(?P<unique>unique_)?index\b{_NAME}")
_DROP_INDEX = re.compile(rf"drop(_if_exists)?\W*(unique_)?index\b{_NAME}")
_DROP_TABLE = re.compile(rf"drop(_if_exists)?\W*table\b{_NAME}")
_CONSTRAINT = re.compile(rf"create\W*constraint\b{_NAME}")
_ADD = re.compile(r"add(_if_not_exists)?\b[ (]*[:\"']?(\w+)\"?, *(.*)$")
_EXECUTE = re.compile(
    r"(?:execute|repo\(\)\.query!?|\w*[rR]epo\.query!?|Ecto\.Adapters\.SQL\.query!?)\b[ (]*(.*)$"
)
_HARMLESS = re.compile(
    r"(defmodule|use|import|alias|require|def|defp|end|@\w+|flush|timestamps|else|if|unless|\)+|drop\W*constraint_)\b|\)+$"
)
_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
_DOWN = re.compile(r"defp? down\b")


def read_ecto(text: str, reader: Reader, _path: str = "") -> None:
    """Read `up` or `change`. Ecto runs it in a transaction unless both of its attributes say otherwise."""
    switched_off = (
        re.search(rf"^[ \t]*@disable_{name}[ \t]+true", text, re.MULTILINE)
        for name in ("ddl_transaction", "migration_lock")
    )
    reader.in_transaction = not all(switched_off)
    table = ""
    for line in _upward(lines_of(text)):
        if altered := _ALTER.match(line.text):
            table = altered[1]
        elif created := _CREATE_TABLE.match(line.text):
            table = created[2]
            reader.ledger.create(table, is_certain=not created["if"])
        else:
            _read(line, table, reader)


def _upward(lines: Iterator[Line]) -> Iterator[Line]:
    below: int | None = None
    for line in lines:
        if below is not None and line.indent <= below:
            below = None
        if _DOWN.match(line.text):
            below = line.indent
        if below is None:
            yield line


def _read(line: Line, table: str, reader: Reader) -> None:
    text = line.text
    if executed := _EXECUTE.match(text):
        _execute(line, executed[1], reader)
    elif named := _INDEX.match(text) or _DROP_INDEX.match(text):
        _index(line, named, reader)
    elif constraint := _CONSTRAINT.match(text):
        _constraint(line, constraint[1], reader)
    elif does := _plain(text, table):
        _tell(does[0], line, reader, does[1])
    elif not _HARMLESS.match(text):
        _column(line, table, reader)


def _plain(text: str, table: str) -> tuple[str, str] | None:
    """Return (rule, table) of what is said by its first words."""
    if dropped := _DROP_TABLE.match(text):
        return rule.DROP_TABLE, dropped[2]
    if re.match(r"drop(_if_exists)?\W*constraint\b", text):
        return rule.LOOSENED, table
    if re.match(r"rename\b", text):
        renamed = re.search(rf"table\b{_NAME}", text)
        return rule.RENAME, renamed[1] if renamed else ""
    return None


def _tell(does: str, line: Line, reader: Reader, table: str = "") -> None:
    if not reader.ledger.is_new(table):
        reader.tell(does, line.text, line.number)


def _column(line: Line, table: str, reader: Reader) -> None:
    text = line.text
    if added := _ADD.match(text):
        for does in _added(added[3]) if not reader.ledger.is_new(table) else ():
            _tell(does, line, reader)
    elif re.match(r"remove(_if_exists)?\b", text):
        _tell(rule.DROP_COLUMN, line, reader, table)
    elif re.match(r"modify\b", text):
        if re.search(r"\bnull: *false", text) and not re.search(r"\bfrom: *\{[^}]*null: *false", text):
            _tell(rule.NOT_NULL, line, reader, table)
        else:
            _tell(rule.CHANGE_TYPE, line, reader, table)
    elif re.search(r"\b(delete_all|delete!?)\b", text):
        _tell(rule.DELETE_ROWS, line, reader)
    elif re.search(r"\b(update_all|update!?)\b", text):
        _tell(rule.UPDATE_ROWS, line, reader)
    else:
        reader.unclassified(text, line.number)


def _added(definition: str) -> Iterator[str]:
    default = re.search(r"\bdefault: *(?!nil\b)(.+)", definition)
    if (
        re.match(r":(big)?serial\b|:identity\b", definition)
        or re.search(r"\bgenerated: ", definition)
        or (
            default and (called := re.search(r"fragment\(\"(.*?)\"\)", default[1])) and is_volatile(called[1])
        )
    ):
        yield rule.REWRITE
    if re.search(r"\bprimary_key: *true", definition):
        yield rule.PRIMARY_KEY
    elif (
        re.search(r"\bnull: *false", definition)
        and not default
        and not re.match(r":(big)?serial", definition)
    ):
        yield rule.REQUIRED_COLUMN
    if re.search(r"\breferences\(", definition) and not re.search(r"\bvalidate: *false", definition):
        yield rule.CONSTRAINT


def _index(line: Line, named: re.Match[str], reader: Reader) -> None:
    table = named[named.re.groups]
    if reader.ledger.may_be_new(table):
        return
    concurrently = re.search(r"\bconcurrently: *true", line.text)
    is_creating = line.text.startswith("create")
    is_unique = is_creating and (named["unique"] or re.search(r"\bunique: *true", line.text))
    if concurrently and reader.in_transaction:
        _tell(rule.CONCURRENT, line, reader)
    if is_unique:
        _tell(rule.UNIQUE_INDEX if concurrently else rule.UNIQUE, line, reader)
    elif not concurrently:
        _tell(rule.INDEX_LOCK, line, reader)


def _constraint(line: Line, table: str, reader: Reader) -> None:
    if not reader.ledger.may_be_new(table) and not re.search(r"\bvalidate: *false", line.text):
        _tell(rule.UNIQUE if re.search(r"\bexclude: ", line.text) else rule.CONSTRAINT, line, reader)


def _execute(line: Line, rest: str, reader: Reader) -> None:
    """Read the first string: the second one is the way down."""
    literal = _STRING.match(rest) if line.quoted is None else None
    sql = line.quoted if line.quoted is not None else literal[1].replace('\\"', '"') if literal else None
    if sql is None or "#{" in sql:
        reader.unclassified(line.text, line.number)
    else:
        read_sql(sql, reader, line.number + (line.quoted is not None))
