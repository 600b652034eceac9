"""Steps of Django migrations."""

import ast
from collections.abc import Iterator

from app.review.migrations.step import (
    CHANGE_TYPE,
    DROP_COLUMN,
    DROP_TABLE,
    RENAME,
    REQUIRED_COLUMN,
    UNCLASSIFIED,
    Step,
)
from app.review.migrations.syntax import is_constant, keyword, name_of, parsed, step_at, targets, text_of
from app.review.place.word import words

_DJANGO = {
    "RemoveField": DROP_COLUMN,
    "DeleteModel": DROP_TABLE,
    "RenameField": RENAME,
    "RenameModel": RENAME,
    "AlterModelTable": RENAME,
    "AlterField": CHANGE_TYPE,
}
_DJANGO_HARMLESS = words(
    "CreateModel AddIndex RemoveIndex RenameIndex AddIndexConcurrently "
    "RemoveIndexConcurrently AlterModelOptions AlterModelManagers AlterModelTableComment "
    "RemoveConstraint CreateExtension"
)


def django_steps(text: str) -> list[Step]:
    """Return the steps of every `operations = [...]`."""
    tree = parsed(text)
    if tree is None:
        return [Step(UNCLASSIFIED, "not readable as Python", 1)]
    lists = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        if any(name_of(target) == "operations" for target in targets(node))
    ]
    if not lists:
        return [Step(UNCLASSIFIED, "no list of operations", 1)]
    created = {
        text_of(call.args[0] if call.args else keyword(call, "name")).lower()
        for operations in lists
        for call in ast.walk(operations)
        if isinstance(call, ast.Call) and name_of(call.func) == "CreateModel"
    }
    return [step for operations in lists for step in _operations(operations, created - {""})]


def _operations(node: ast.expr, created: set[str]) -> Iterator[Step]:
    if not isinstance(node, ast.List | ast.Tuple):
        yield step_at(UNCLASSIFIED, node)
        return
    for operation in node.elts:
        name = name_of(operation.func) if isinstance(operation, ast.Call) else ""
        if isinstance(operation, ast.Call) and name == "SeparateDatabaseAndState":
            in_database = keyword(operation, "database_operations")
            yield from _operations(in_database, created) if in_database else ()
        elif isinstance(operation, ast.Call) and name not in _DJANGO_HARMLESS:
            model = keyword(operation, "model_name") or (operation.args[0] if operation.args else None)
            rule = _add_field(operation) if name == "AddField" else _DJANGO.get(name, UNCLASSIFIED)
            if rule and text_of(model).lower() not in created:
                yield step_at(rule, operation)
        elif not isinstance(operation, ast.Call):
            yield step_at(UNCLASSIFIED, operation)


def _add_field(operation: ast.Call) -> str | None:
    """Read an AddField. A default does not help: Django takes it off the column again."""
    field = keyword(operation, "field") or (operation.args[2] if len(operation.args) > 2 else None)  # noqa: PLR2004 - AddField(model_name, name, field)
    if not isinstance(field, ast.Call):
        return UNCLASSIFIED
    is_nullable = is_constant(keyword(field, "null"), value=True)
    default = keyword(field, "db_default")
    is_filled = default is not None and not is_constant(default, value=None)
    is_safe = is_nullable or is_filled or name_of(field.func) == "ManyToManyField"
    return None if is_safe else REQUIRED_COLUMN
