"""What each operation of Alembic does to a table that old code still uses."""

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.review.migrations import step as rule
from app.review.migrations.column import is_volatile
from app.review.migrations.reader import Reader
from app.review.migrations.syntax import argument, is_constant, keyword, line_of, name_of, text_of, words_of
from app.review.migrations.width import is_narrower

_Operation = Callable[[ast.Call, Reader, str], None]  # a batch's table, or ""


def _tell(does: str, call: ast.Call, reader: Reader) -> None:
    reader.tell(does, words_of(call), line_of(call))


def _named(call: ast.Call, batch: str, name: str, position: int) -> str:
    """Return the table; a batch knows its own."""
    return batch or text_of(argument(call, name, position))


def _plain(does: str, position: int, name: str = "table_name") -> _Operation:
    def read(call: ast.Call, reader: Reader, batch: str) -> None:
        if not reader.ledger.is_new(_named(call, batch, name, position)):
            _tell(does, call, reader)

    return read


def _create_table(call: ast.Call, reader: Reader, _batch: str) -> None:
    is_certain = not is_constant(keyword(call, "if_not_exists"), value=True)
    reader.ledger.create(text_of(argument(call, "table_name", 0)), is_certain=is_certain)


def _drop_column(call: ast.Call, reader: Reader, batch: str) -> None:
    table, column = (
        _named(call, batch, "table_name", 0),
        text_of(argument(call, "column_name", 0 if batch else 1)),
    )
    if not reader.ledger.has_new_column(table, column):
        _tell(rule.DROP_COLUMN, call, reader)


def _add_column(call: ast.Call, reader: Reader, batch: str) -> None:
    table = _named(call, batch, "table_name", 0)
    column = next((a for a in call.args if isinstance(a, ast.Call) and name_of(a.func) == "Column"), None)
    if reader.ledger.is_new(table):
        return
    if column is None:
        _tell(rule.UNCLASSIFIED, call, reader)
        return
    for does in _column_rules(column):
        _tell(does, call, reader)
    is_required = is_constant(keyword(column, "nullable"), value=False)
    reader.ledger.add_column(table, text_of(argument(column, "name", 0)), is_required=is_required)


def _column_rules(column: ast.Call) -> list[str]:
    default = keyword(column, "server_default")
    has_default = default is not None and not is_constant(default, value=None)
    parts = [name_of(part.func) for part in column.args if isinstance(part, ast.Call)]
    if is_constant(keyword(column, "primary_key"), value=True):
        return [rule.PRIMARY_KEY]
    computed = "Computed" in parts or "Identity" in parts
    found = {
        rule.REQUIRED_COLUMN: is_constant(keyword(column, "nullable"), value=False)
        and not (has_default or computed),
        rule.UNIQUE: is_constant(keyword(column, "unique"), value=True),
        rule.INDEX_LOCK: is_constant(keyword(column, "index"), value=True),
        rule.CONSTRAINT: "ForeignKey" in parts or "CheckConstraint" in parts,
        rule.REWRITE: computed or _is_volatile(default),
    }
    return [does for does, holds in found.items() if holds]


def _is_volatile(default: ast.expr | None) -> bool:
    """Whether the database computes the default anew for every row."""
    if isinstance(default, ast.Call) and name_of(default.func) == "text" and default.args:
        return is_volatile(text_of(default.args[0]))
    return isinstance(default, ast.Call) and is_volatile(f"{words_of(default.func)}()")


def _alter_column(call: ast.Call, reader: Reader, batch: str) -> None:
    table, column = (
        _named(call, batch, "table_name", 0),
        text_of(argument(call, "column_name", 0 if batch else 1)),
    )
    if reader.ledger.is_new(table):
        return
    new_type, default = keyword(call, "type_"), keyword(call, "server_default")
    if keyword(call, "new_column_name") is not None or keyword(call, "name") is not None:
        _tell(rule.RENAME, call, reader)
    if is_constant(keyword(call, "nullable"), value=False):
        _tell(rule.NOT_NULL, call, reader)
    elif keyword(call, "nullable") is not None and new_type is None:
        _tell(rule.LOOSENED, call, reader)
    if new_type is not None:
        old = keyword(call, "existing_type")
        narrower = old is not None and is_narrower(words_of(old), words_of(new_type))
        _tell(rule.NARROW_TYPE if narrower else rule.CHANGE_TYPE, call, reader)
    if is_constant(default, value=None):
        reader.drop_default(table, column, words_of(call), line_of(call))
    elif default is not None:
        reader.set_default(table, column)


def _create_index(call: ast.Call, reader: Reader, batch: str) -> None:
    if reader.ledger.may_be_new(_named(call, batch, "table_name", 1)):
        reader.ledger.create(f"index {text_of(argument(call, 'index_name', 0))}")
        return
    concurrently = is_constant(keyword(call, "postgresql_concurrently"), value=True)
    if concurrently and reader.in_transaction:
        _tell(rule.CONCURRENT, call, reader)
    if is_constant(keyword(call, "unique"), value=True):
        _tell(rule.UNIQUE_INDEX if concurrently else rule.UNIQUE, call, reader)
    elif not concurrently:
        _tell(rule.INDEX_LOCK, call, reader)


def _drop_index(call: ast.Call, reader: Reader, _batch: str) -> None:
    if reader.ledger.is_new(f"index {text_of(argument(call, 'index_name', 0))}"):
        return
    if not is_constant(keyword(call, "postgresql_concurrently"), value=True):
        _tell(rule.INDEX_LOCK, call, reader)
    elif reader.in_transaction:
        _tell(rule.CONCURRENT, call, reader)


def _constraint(does: str, name: str, position: int) -> _Operation:
    def read(call: ast.Call, reader: Reader, batch: str) -> None:
        if reader.ledger.may_be_new(_named(call, batch, name, position)):
            return
        if is_constant(keyword(call, "postgresql_not_valid"), value=True):
            constraint = argument(call, "constraint_name", 0)
            reader.unvalidated.add(text_of(constraint).lower())
        else:
            _tell(does, call, reader)

    return read


def _rename_table(call: ast.Call, reader: Reader, _batch: str) -> None:
    old = text_of(argument(call, "old_table_name", 0))
    if not reader.ledger.is_new(old):
        _tell(rule.RENAME, call, reader)
    reader.ledger.rename(old, text_of(argument(call, "new_table_name", 1)))


OPERATIONS: Mapping[str, _Operation] = MappingProxyType(
    {
        "create_table": _create_table,
        "drop_table": _plain(rule.DROP_TABLE, 0),
        "rename_table": _rename_table,
        "add_column": _add_column,
        "drop_column": _drop_column,
        "alter_column": _alter_column,
        "create_index": _create_index,
        "drop_index": _drop_index,
        "create_unique_constraint": _constraint(rule.UNIQUE, "table_name", 1),
        "create_exclude_constraint": _constraint(rule.UNIQUE, "table_name", 1),
        "create_primary_key": _constraint(rule.PRIMARY_KEY, "table_name", 1),
        "create_check_constraint": _constraint(rule.CONSTRAINT, "table_name", 1),
        "create_foreign_key": _constraint(rule.CONSTRAINT, "source_table", 1),
        "drop_constraint": _plain(rule.LOOSENED, 1),
    }
)
