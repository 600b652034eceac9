"""Steps of Knex, Sequelize, TypeORM and Laravel migrations, by the names of the methods that `up` calls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.review.migrations import step as rule
from app.review.migrations.reader import Reader
from app.review.migrations.scriptcall import HARMLESS, SIMPLE, TYPES, Argued, argued_rules
from app.review.migrations.sql import read_sql

_UP = re.compile(
    r"\bexports\.up\b|\b(?:async\s+)?(?:public\s+)?(?:async\s+)?(?:function\s+)?up\s*[(:=]|\bconst up\b"
)
_DOWN = re.compile(
    r"\bexports\.down\b|\b(?:export\s+)?(?:public\s+)?(?:async\s+)?(?:function\s+)?down\s*[(:=]|"
    r"\bconst down\b"
)
_TOKEN = re.compile(
    r"//[^\n]*|/\*|['\"`]|(?:\.|->|::)\s*(?P<name>\w+)\s*(?:<[^<>()]{0,60}>)?\(|(?P<loop>\b(?:for|while)\s*\()"
)
_QUERIES = frozenset({"query", "raw", "statement", "unprepared", "rawQuery"})
_TABLE_OPENS = re.compile(r"(?:createTable\w*|create|alterTable|table)\s*\(\s*['\"`](\w[\w.]*)")


@dataclass(frozen=True, slots=True)
class _Method:
    name: str
    arguments: str
    line: int
    chained: str  # the rest of its statement


def read_script(text: str, reader: Reader, path: str = "") -> None:
    """Read what `up` calls; a method that is not known is told, and so is a loop."""
    start, end = _direction(text)
    reader.in_transaction = _runs_in_transaction(text)
    is_php, found, table = path.endswith(".php"), False, ""
    for number, method in enumerate(_methods(text, start, end)):
        found = True
        if number == _MOST_METHODS:
            reader.unclassified("a program that is too long to read", method.line)
            return
        if opened := _TABLE_OPENS.match(f"{method.name}({method.arguments[:200]}"):
            table = opened[1]
        _method(method, table, reader, is_php=is_php)
    if not found:
        reader.unclassified("a program that calls nothing known", 1)


def _direction(text: str) -> tuple[int, int]:
    up, down = _UP.search(text), _DOWN.search(text)
    if down and up and down.start() < up.start():
        return up.start(), len(text)
    return 0, down.start() if down else len(text)


def _runs_in_transaction(text: str) -> bool:
    """Knex and TypeORM run a migration in a transaction unless it says otherwise; Sequelize runs none."""
    switched_off = re.search(r"\btransaction\s*[:=]\s*false|\btransaction\(\)\s*\{\s*return\s+false", text)
    return not switched_off and "queryInterface" not in text


def _methods(text: str, start: int, end: int) -> Iterator[_Method]:
    at, unclosed = start, set[str]()
    while token := _TOKEN.search(text, at, end):
        at = token.end()
        line = text.count("\n", 0, at) + 1 if token["name"] or token["loop"] else 0
        if token["name"]:
            is_query = token["name"] in _QUERIES
            inside = _until_closed(text, at, min(end, at + (_QUERY_MAX if is_query else _SPAN_MAX)))
            chained = text[inside + 1 : _statement_end(text, inside + 1, end)]
            yield _Method(token["name"], text[at:inside], line, chained)
            at = inside if is_query else at
        elif token["loop"]:
            yield _Method("", text[token.start() : token.start() + 80].split("\n", maxsplit=1)[0], line, "")
        else:
            at = _after(text, token[0], at, end, unclosed)


_SPAN_MAX = 4_000  # characters that the arguments of one call may have; a query's may be longer
_QUERY_MAX = 100_000
_MOST_METHODS = 2_000


def _until_closed(text: str, at: int, end: int) -> int:
    """Return where the parenthesis that was opened before `at` is closed."""
    depth, unclosed = 1, set[str]()
    while part := _NESTING.search(text, at, end):
        at = part.end()
        if part[0] in "'\"`" or part[0].startswith("/"):
            at = _after(text, part[0], at, end, unclosed)
        else:
            depth += 1 if part[0] == "(" else -1
            if depth == 0:
                return part.start()
    return end


_NESTING = re.compile(r"//[^\n]*|/\*|['\"`()]")


def _after(text: str, opened: str, at: int, end: int, unclosed: set[str]) -> int:
    """Return where a string or a comment ends; one that never does takes nothing away.

    `unclosed`: the marks that are known not to be closed before `end`, so that it is searched for once.
    """
    if opened.startswith("//") or opened in unclosed:
        return at
    closing = "*/" if opened == "/*" else opened
    found = text.find(closing, at, end)
    while found > 0 and closing != "*/" and text[found - 1] == "\\":
        found = text.find(closing, found + 1, end)
    if found < 0:
        unclosed.add(opened)
        return at
    return found + len(closing)


def _statement_end(text: str, at: int, end: int) -> int:
    found = _ENDS.search(text, at, min(end, at + 2_000))
    return found.start() if found else min(end, at + 2_000)


_ENDS = re.compile(r";|\n[ \t]*\n|\n[ \t]*\w")


def _method(method: _Method, table: str, reader: Reader, *, is_php: bool) -> None:
    shown = f"{method.name}({method.arguments[:120]})"
    if method.name in _QUERIES:
        _query(method, shown, reader)
    elif not method.name:
        reader.unclassified(method.arguments, method.line)
    elif method.name in {"createTable", "createTableIfNotExists"} or (method.name == "create" and is_php):
        reader.ledger.create(table, is_certain=method.name != "createTableIfNotExists")
    elif method.name in SIMPLE:
        does = SIMPLE[method.name]
        if not reader.ledger.is_new(
            _first(method.arguments) if does in _OF_TABLES else table or _first(method.arguments)
        ):
            reader.tell(does, shown, method.line)
    else:
        argued = Argued(method.name, method.arguments, method.chained, is_php=is_php)
        _argued(argued, table, shown, method.line, reader)


_OF_TABLES = frozenset({rule.DROP_TABLE, rule.DELETE_ROWS, rule.UPDATE_ROWS})


def _first(arguments: str) -> str:
    match = re.match(r"\s*['\"`](\w[\w.]*)", arguments)
    return match[1] if match else ""


def _argued(argued: Argued, table: str, shown: str, line: int, reader: Reader) -> None:
    own = _first(argued.arguments) if argued.name not in TYPES else table
    is_new = reader.ledger.is_new(table if argued.name in TYPES else own) or reader.ledger.is_new(table)
    found = argued_rules(argued)
    if found is None:
        if argued.name not in HARMLESS:
            reader.unclassified(shown, line)
    elif not is_new:
        for does in found:
            if does == rule.CONCURRENT and not reader.in_transaction:
                continue
            reader.tell(does, shown + argued.chained[:60], line)


def _query(method: _Method, shown: str, reader: Reader) -> None:
    literal = re.match(r"\s*(['\"`])(.*)", method.arguments, re.DOTALL)
    sql = literal[2] if literal else ""
    closing = sql.rfind(literal[1]) if literal else -1
    if (
        closing < 0
        or "${" in sql
        or re.search(r"['\"`]\s*\+", sql[closing:] + sql[:0])
        or _is_joined(method.arguments)
    ):
        reader.unclassified(shown, method.line)
    else:
        first = method.line + method.arguments.count("\n", 0, literal.start(2) if literal else 0)
        read_sql(sql[:closing].replace("\\`", "`"), reader, first)


def _is_joined(arguments: str) -> bool:
    return re.search(r"['\"`]\s*\+|\+\s*['\"`\w]", arguments) is not None and "`" not in arguments[:3]
