"""What a Python function of a migration does to rows, by the names of what it calls; it is never run."""

import ast

from app.review.migrations import step as rule
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql
from app.review.migrations.syntax import line_of, name_of, words_of
from app.review.place.word import words

_DELETES = words("delete delete_all destroy_all truncate drop _raw_delete")
_WRITES = words("update save bulk_update update_or_create set clear remove update_all add execute_values")
_READS = words(
    "get_model all filter exclude get first last exists count values values_list iterator "
    "order_by only defer print len range enumerate zip list set dict str int sorted "
    "select_related prefetch_related annotate objects using get_or_none distinct Q F Value format "
    "join items keys append create bulk_create get_or_create cursor info debug"
)


def read_function(function: ast.FunctionDef, reader: Reader) -> bool:
    """Tell what the function calls, known or not; return whether anything was told."""
    before = len(reader.steps)
    body, function.body = function.body, []  # read once, however often it is run
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Call):
            _call(node, name_of(node.func), reader)
    return len(reader.steps) > before


def _call(call: ast.Call, name: str, reader: Reader) -> None:
    if name in {"execute", "raw"}:
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            read_sql(first.value, reader, first.lineno)
        else:
            reader.unclassified(words_of(call), line_of(call))
    elif name in _DELETES:
        reader.tell(rule.DELETE_ROWS, words_of(call), line_of(call))
    elif name in _READS and name != "set":
        return
    elif name in _WRITES:
        reader.tell(rule.UPDATE_ROWS, words_of(call), line_of(call))
    else:
        reader.unclassified(words_of(call), line_of(call))
