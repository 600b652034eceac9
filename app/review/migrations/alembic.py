"""Steps of Alembic migrations."""

import ast
from collections.abc import Callable, Iterator

from app.review.migrations.sql import sql_steps
from app.review.migrations.step import (
    CHANGE_TYPE,
    DROP_COLUMN,
    DROP_TABLE,
    NOT_NULL,
    RENAME,
    REQUIRED_COLUMN,
    UNCLASSIFIED,
    Step,
)
from app.review.migrations.syntax import is_constant, keyword, name_of, parsed, step_at, targets, text_of
from app.review.place.word import words

_ALEMBIC = {"drop_column": DROP_COLUMN, "drop_table": DROP_TABLE, "rename_table": RENAME}
_ALEMBIC_HARMLESS = words(
    "create_table create_index drop_index drop_constraint batch_alter_table "
    "create_table_comment drop_table_comment f get_context autocommit_block"
)
_BRANCHES = (ast.For, ast.While, ast.If, ast.Try, ast.FunctionDef, ast.ListComp, ast.Lambda)


def alembic_steps(text: str) -> list[Step]:
    """Return the steps of `upgrade()`."""
    tree = parsed(text)
    if tree is None:
        return [Step(UNCLASSIFIED, "not readable as Python", 1)]
    upgrades = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"]
    if not upgrades:
        is_migration = any(
            name_of(target) == "down_revision" for node in tree.body for target in targets(node)
        )
        return [Step(UNCLASSIFIED, "no upgrade()", 1)] if is_migration else []
    steps = [step for upgrade in upgrades for step in _upgrade(upgrade)]
    return sorted(steps, key=lambda step: step.line)


def _upgrade(function: ast.FunctionDef) -> Iterator[Step]:
    created = {
        text_of(call.args[0])
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _operation(call) == "create_table" and call.args
    }
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and _operation(node):
                if not node.args or text_of(node.args[0]) not in created - {""}:
                    yield from _alembic(node)
            elif isinstance(node, _BRANCHES) or (isinstance(node, ast.Expr) and _is_foreign(node.value)):
                yield step_at(UNCLASSIFIED, node)


def _is_foreign(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and not _operation(node)


def _operation(call: ast.Call) -> str:
    """Return "drop_column" for `op.drop_column(...)` and for a batch's own."""
    function = call.func
    is_operation = isinstance(function, ast.Attribute) and name_of(function.value) in {
        "op",
        "batch_op",
        "batch",
    }
    return name_of(function) if is_operation else ""


def _alembic(call: ast.Call) -> Iterator[Step]:
    name = _operation(call)
    if name == "execute":
        yield from _execute(call)
    elif name not in _ALEMBIC_HARMLESS or is_constant(keyword(call, "unique"), value=True):
        rule = _ALEMBIC_READ[name](call) if name in _ALEMBIC_READ else _ALEMBIC.get(name, UNCLASSIFIED)
        if rule:
            yield step_at(rule, call)


def _execute(call: ast.Call) -> Iterator[Step]:
    argument = call.args[0] if call.args else None
    if isinstance(argument, ast.Call) and name_of(argument.func) == "text" and argument.args:
        argument = argument.args[0]
    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
        yield step_at(UNCLASSIFIED, call)
        return
    for step in sql_steps(argument.value):
        yield Step(step.rule, step.words, argument.lineno + step.line - 1)


def _alter_column(call: ast.Call) -> str | None:
    told = {keyword.arg for keyword in call.keywords}
    if "new_column_name" in told or "name" in told:
        return RENAME
    if is_constant(keyword(call, "nullable"), value=False):
        return NOT_NULL
    if "type_" in told:
        return CHANGE_TYPE
    return UNCLASSIFIED if is_constant(keyword(call, "server_default"), value=None) else None


def _add_column(call: ast.Call) -> str | None:
    column = next((a for a in call.args if isinstance(a, ast.Call) and name_of(a.func) == "Column"), None)
    if column is None:
        return UNCLASSIFIED
    is_required = is_constant(keyword(column, "nullable"), value=False)
    return REQUIRED_COLUMN if is_required and keyword(column, "server_default") is None else None


_ALEMBIC_READ: dict[str, Callable[[ast.Call], str | None]] = {
    "alter_column": _alter_column,
    "add_column": _add_column,
}
