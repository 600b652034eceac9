"""RunSQL and RunPython of Django: SQL is read as such, Python by the names of what it calls."""

import ast
from collections.abc import Mapping

from app.review.migrations.program import read_function
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql
from app.review.migrations.syntax import argument, line_of, name_of, words_of


def run_sql(node: ast.expr | None, reader: Reader) -> None:
    """Read a text, or a list of texts and of (text, parameters)."""
    if isinstance(node, ast.List | ast.Tuple):
        for part in node.elts:
            is_pair = isinstance(part, ast.Tuple | ast.List) and part.elts
            run_sql(part.elts[0] if is_pair and isinstance(part, ast.Tuple | ast.List) else part, reader)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        read_sql(node.value, reader, node.lineno)
    elif name_of(node) != "noop":
        reader.unclassified(words_of(node) if node else "RunSQL", line_of(node) if node else 1)


def run_python(operation: ast.Call, functions: Mapping[str, ast.FunctionDef], reader: Reader) -> None:
    """Read the function that it names, when that stands in the migration itself."""
    code = argument(operation, "code", 0)
    function = functions.get(name_of(code))
    if name_of(code) == "noop":
        return
    if function is None:
        reader.unclassified(words_of(operation), line_of(operation))
    elif not read_function(function, reader) and argument(operation, "reverse_code", 1) is None:
        reader.unclassified(f"{words_of(operation)} (cannot be reversed)", line_of(operation))
