"""Steps of Django migrations."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from app.review.migrations import step as rule
from app.review.migrations.djangofield import altered_field_rules, field_rules, is_many_to_many
from app.review.migrations.djangorun import run_python, run_sql
from app.review.migrations.reader import Reader
from app.review.migrations.syntax import (
    argument,
    assigned,
    functions,
    is_constant,
    line_of,
    loose_code,
    name_of,
    parsed,
    text_of,
    words_of,
)
from app.review.place.word import words

_PLAIN = {
    "RemoveField": rule.DROP_COLUMN,
    "DeleteModel": rule.DROP_TABLE,
    "RenameField": rule.RENAME,
    "RenameModel": rule.RENAME,
    "AlterModelTable": rule.RENAME,
    "AddIndex": rule.INDEX_LOCK,
    "RemoveIndex": rule.INDEX_LOCK,
    "RemoveConstraint": rule.LOOSENED,
    "AlterOrderWithRespectTo": rule.REQUIRED_COLUMN,
}
_CONCURRENT = words("AddIndexConcurrently RemoveIndexConcurrently")
_HARMLESS = words(
    "AlterModelOptions AlterModelManagers AlterModelTableComment RenameIndex CreateExtension CreateCollation "
    "ValidateConstraint AddConstraintNotValid AddDefaultValue BloomExtension BtreeGinExtension noop "
    "BtreeGistExtension CITextExtension CryptoExtension HStoreExtension TrigramExtension UnaccentExtension "
    "IgnoreMigration"
)


@dataclass(frozen=True, slots=True)
class _Migration:
    reader: Reader
    app: str  # label; tables are called app_model
    functions: dict[str, ast.FunctionDef]
    filled: frozenset[
        tuple[str, str]
    ]  # fields that get a default in the database by an operation of their own

    def table(self, model: str) -> str:
        return f"{self.app}_{model}".lower()


def read_django(text: str, reader: Reader, path: str = "") -> None:
    """Read every `operations = [...]`."""
    tree = parsed(text)
    lists = list(assigned(tree, "operations")) if tree else []
    if tree is None or not lists:
        if tree is None:
            reader.unreadable("not the Python of this version")
        else:
            reader.unclassified("no list of operations", 1)
        return
    reader.in_transaction = not any(is_constant(node, value=False) for node in assigned(tree, "atomic"))
    folders = path.split("/")
    app = folders[folders.index("migrations") - 1] if "migrations" in folders[1:] else ""
    filled = frozenset(_filled(lists)) if "AddDefaultValue" in text else frozenset[tuple[str, str]]()
    migration = _Migration(reader, app, functions(tree), filled)
    for operations in lists:
        _operations(operations, migration)
    for code in loose_code(tree):
        reader.unclassified(words_of(code), line_of(code))


def _filled(lists: list[ast.expr]) -> Iterator[tuple[str, str]]:
    for operations in lists:
        for call in ast.walk(operations):
            if isinstance(call, ast.Call) and name_of(call.func) == "AddDefaultValue":
                yield (
                    text_of(argument(call, "model_name", 0)).lower(),
                    text_of(argument(call, "name", 1)).lower(),
                )


def _operations(node: ast.expr, migration: _Migration) -> None:
    if not isinstance(node, ast.List | ast.Tuple):
        migration.reader.unclassified(words_of(node), line_of(node))
        return
    for operation in node.elts:
        if isinstance(operation, ast.Call):
            _operation(operation, name_of(operation.func), migration)
        else:
            migration.reader.unclassified(words_of(operation), line_of(operation))


def _operation(operation: ast.Call, name: str, migration: _Migration) -> None:
    if name == "SeparateDatabaseAndState":
        in_database = argument(operation, "database_operations", 0)
        _operations(in_database, migration) if in_database else None
    elif name == "CreateModel":
        _create_model(operation, migration)
    elif name == "RunSQL":
        run_sql(argument(operation, "sql", 0), migration.reader)
    elif name == "RunPython":
        run_python(operation, migration.functions, migration.reader)
    elif name not in _HARMLESS and not migration.reader.ledger.is_new(_table(operation, name, migration)):
        for each in _rules(operation, name, migration):
            migration.reader.tell(each, _words(operation, name), line_of(operation))


def _words(operation: ast.Call, name: str) -> str:
    """Return "AlterField cart.total FloatField()", or the operation's own text where it names no field so."""
    model, field = text_of(argument(operation, "model_name", 0)), text_of(argument(operation, "name", 1))
    if not model or not field:
        return words_of(operation).removeprefix("migrations.")
    form = argument(operation, "field", 2)
    kind = words_of(form).removeprefix("models.") if form else ""
    return f"{name} {model}.{field} {kind}".rstrip()


def _create_model(operation: ast.Call, migration: _Migration) -> None:
    name = text_of(argument(operation, "name", 0))
    if name:
        migration.reader.ledger.create(migration.table(name))
    options = argument(operation, "options", 2)
    if isinstance(options, ast.Dict):
        for key, value in zip(options.keys, options.values, strict=True):
            if text_of(key) == "db_table" and text_of(value):
                migration.reader.ledger.create(text_of(value))


def _table(operation: ast.Call, name: str, migration: _Migration) -> str:
    by_name = words(
        "DeleteModel AlterUniqueTogether AlterIndexTogether AlterModelTable AlterOrderWithRespectTo"
    )
    model = argument(operation, "name" if name in by_name else "model_name", 0)
    if name == "RenameModel":
        model = argument(operation, "old_name", 0)
    return migration.table(text_of(model)) if text_of(model) else ""


def _rules(operation: ast.Call, name: str, migration: _Migration) -> Iterator[str]:
    if name in _PLAIN:
        yield _PLAIN[name]
    elif name in _CONCURRENT:
        yield from [rule.CONCURRENT] if migration.reader.in_transaction else []
    elif name == "AddConstraint":
        yield _constraint(argument(operation, "constraint", 1))
    elif name in {"AlterUniqueTogether", "AlterIndexTogether"}:
        yield _together(operation, name)
    elif name == "AddField":
        yield from _add_field(operation, migration)
    elif name == "AlterField":
        yield from altered_field_rules(operation)
    else:
        yield rule.UNCLASSIFIED


def _constraint(node: ast.expr | None) -> str:
    kinds = {
        "CheckConstraint": rule.CONSTRAINT,
        "UniqueConstraint": rule.UNIQUE,
        "ExclusionConstraint": rule.UNIQUE,
    }
    return kinds.get(name_of(node.func) if isinstance(node, ast.Call) else "", rule.UNCLASSIFIED)


def _together(operation: ast.Call, name: str) -> str:
    fields = argument(operation, "unique_together" if name == "AlterUniqueTogether" else "index_together", 1)
    is_empty = (
        is_constant(fields, value=None)
        or (isinstance(fields, ast.Call) and name_of(fields.func) == "set" and not fields.args)
        or (isinstance(fields, ast.List | ast.Tuple | ast.Set) and not fields.elts)
    )
    if name == "AlterUniqueTogether":
        return rule.LOOSENED if is_empty else rule.UNIQUE
    return rule.INDEX_LOCK


def _add_field(operation: ast.Call, migration: _Migration) -> Iterator[str]:
    field = argument(operation, "field", 2)
    if not isinstance(field, ast.Call):
        yield rule.UNCLASSIFIED
        return
    model, name = text_of(argument(operation, "model_name", 0)), text_of(argument(operation, "name", 1))
    if not is_many_to_many(field):
        migration.reader.ledger.add_column(migration.table(model), name)
        yield from field_rules(field, is_filled=(model.lower(), name.lower()) in migration.filled)
