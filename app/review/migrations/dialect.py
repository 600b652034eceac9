"""Statements that no form fits, read by sqlglot in other dialects; what it cannot tell stays unclassified."""

import logging
from collections.abc import Iterator
from typing import Any

from app.review.migrations import step as rule

_LONGEST = 20_000  # characters of a statement


def rules_in_other_dialects(text: str) -> list[str]:
    """Return what sqlglot sees in a statement, as rules; none is not "harmless"."""
    import sqlglot  # noqa: PLC0415 - 75 ms, and few changes need it
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - the same

    if len(text) > _LONGEST:
        return []
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what it cannot read; that is told here
    for dialect in ("mysql", "tsql", "oracle"):
        try:
            trees = sqlglot.parse(text, dialect=dialect)
        except (SqlglotError, RecursionError, ValueError, IndexError, AttributeError, TypeError, KeyError):
            continue
        if found := [each for tree in trees if tree is not None for each in _rules(tree)]:
            return list(dict.fromkeys(found))
    return []


def _rules(tree: Any) -> Iterator[str]:
    from sqlglot import expressions as exp  # noqa: PLC0415 - the same

    kinds = {
        exp.Delete: rule.DELETE_ROWS,
        exp.TruncateTable: rule.DELETE_ROWS,
        exp.Update: rule.UPDATE_ROWS,
        exp.Merge: rule.UPDATE_ROWS,
        exp.RenameColumn: rule.RENAME,
        exp.AlterRename: rule.RENAME,
    }
    for node in tree.walk():
        if isinstance(node, exp.Drop):
            yield _DROPS.get(str(node.args.get("kind", "")).upper(), rule.DROP_OBJECT)
        elif type(node) in kinds:
            yield kinds[type(node)]


_DROPS = {
    "TABLE": rule.DROP_TABLE,
    "SCHEMA": rule.DROP_TABLE,
    "DATABASE": rule.DROP_TABLE,
    "COLUMN": rule.DROP_COLUMN,
    "INDEX": rule.INDEX_LOCK,
}
