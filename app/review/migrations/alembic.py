"""Steps of Alembic migrations: `upgrade()`, statement by statement."""

import ast
from collections.abc import Callable, Sequence

from app.review.migrations import step as rule
from app.review.migrations.alembicop import OPERATIONS
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql
from app.review.migrations.syntax import (
    argument,
    assigned,
    functions,
    line_of,
    loose_code,
    name_of,
    parsed,
    text_of,
    words_of,
)
from app.review.place.word import words

_ASKS = words(
    "get_bind get_context text Column String Integer table column inspect Session MetaData Table "
    "Text select f is_offline_mode is_sqlite BigInteger Boolean DateTime Enum UUID JSON JSONB"
)
_EXECUTES = words("execute exec_driver_sql")


def read_alembic(text: str, reader: Reader, _path: str = "") -> None:
    """Read the steps of `upgrade()`; alembic runs them in one transaction unless they step out of it."""
    tree = parsed(text)
    if tree is None:
        reader.unreadable("not the Python of this version")
        return
    for code in loose_code(tree):
        _read([code], reader, functions(tree))
    upgrade = functions(tree).get("upgrade")
    if upgrade:
        for early in (*upgrade.decorator_list, *upgrade.args.defaults):
            _asked(early, reader)
        reader.in_transaction = True
        _read(upgrade.body, reader, functions(tree))
    elif any(True for _ in assigned(tree, "down_revision")):
        reader.unclassified("no upgrade()", 1)


def _read(
    statements: Sequence[ast.stmt], reader: Reader, known: dict[str, ast.FunctionDef], table: str = ""
) -> None:
    for statement in statements:
        if isinstance(statement, ast.With):
            _with(statement, reader, known, table)
        elif isinstance(statement, ast.If):
            _asked(statement.test, reader)
            _read([*statement.body, *statement.orelse], reader, known, table)
        elif isinstance(statement, ast.Expr):
            _expression(statement.value, reader, known, table)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return):
            _asked(statement.value, reader)
        elif not isinstance(statement, ast.Pass | ast.Import | ast.ImportFrom):
            reader.unclassified(words_of(statement), line_of(statement))
            _read(_inside(statement), reader, known, table)


def _inside(statement: ast.stmt) -> list[ast.stmt]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return []
    parts = (getattr(statement, name, []) for name in ("body", "orelse", "finalbody"))
    return [one for part in parts for one in part]


def _with(statement: ast.With, reader: Reader, known: dict[str, ast.FunctionDef], table: str) -> None:
    was = reader.in_transaction
    for item in statement.items:
        call = item.context_expr
        name = name_of(call.func) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name == "batch_alter_table":
            table = text_of(argument(call, "table_name", 0))
        elif name == "autocommit_block":
            reader.in_transaction = False
        else:
            reader.unclassified(words_of(call), line_of(call))
    _read(statement.body, reader, known, table)
    reader.in_transaction = was


def _asked(node: ast.expr | None, reader: Reader) -> None:
    """Tell the calls of an expression that may do more than ask."""
    for call in ast.walk(node) if node else ():
        if isinstance(call, ast.Call) and name_of(call.func) in _EXECUTES:
            _execute(call, reader)
        elif isinstance(call, ast.Call) and name_of(call.func) not in _ASKS:
            reader.unclassified(words_of(call), line_of(call))


def _expression(node: ast.expr, reader: Reader, known: dict[str, ast.FunctionDef], table: str) -> None:
    if isinstance(node, ast.Constant):
        return
    name = name_of(node.func) if isinstance(node, ast.Call) else ""
    if not isinstance(node, ast.Call):
        reader.unclassified(words_of(node), line_of(node))
    elif name in _EXECUTES:
        _execute(node, reader)
    elif _is_operation(node):
        does: Callable[[ast.Call, Reader, str], None] | None = OPERATIONS.get(name)
        if does:
            does(node, reader, table)
        elif name not in _HARMLESS:
            reader.unclassified(words_of(node), line_of(node))
    elif isinstance(node.func, ast.Name) and name in known and not node.args and not node.keywords:
        body, known[name].body = known[name].body, []  # read once, however often it is called
        _read(body, reader, known, table)
    else:
        reader.unclassified(words_of(node), line_of(node))


_HARMLESS = words("create_table_comment drop_table_comment f get_context get_bind bulk_insert")


def _is_operation(call: ast.Call) -> bool:
    """Whether it is `op.drop_column(…)` or a batch's own."""
    return isinstance(call.func, ast.Attribute) and name_of(call.func.value) in {"op", "batch_op", "batch"}


def _execute(call: ast.Call, reader: Reader) -> None:
    first = call.args[0] if call.args else argument(call, "sqltext", 0)
    if isinstance(first, ast.Call) and name_of(first.func) in {"text", "DDL"} and first.args:
        first = first.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        read_sql(first.value, reader, first.lineno)
    elif does := _built(first):
        reader.tell(does, words_of(call), line_of(call))
    else:
        reader.unclassified(words_of(call), line_of(call))


def _built(node: ast.expr | None) -> str | None:
    """Return what a statement does that SQLAlchemy builds: `users.delete().where(…)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"delete", "update"}:
            return rule.DELETE_ROWS if node.func.attr == "delete" else rule.UPDATE_ROWS
        node = node.func.value
    name = name_of(node.func) if isinstance(node, ast.Call) else ""
    return {"delete": rule.DELETE_ROWS, "update": rule.UPDATE_ROWS}.get(name)
