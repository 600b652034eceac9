"""Steps of migrations in Ruby, Elixir, JavaScript and PHP, line by line.

A line that is neither known to hurt nor known to be harmless makes the migration unclassified.
"""

import re
from collections.abc import Sequence

from app.review.sqlstep import sql_steps
from app.review.step import (
    CHANGE_TYPE,
    DROP_COLUMN,
    DROP_TABLE,
    NOT_NULL,
    RENAME,
    REQUIRED_COLUMN,
    UNCLASSIFIED,
    Step,
)

_Forms = tuple[tuple[re.Pattern[str], str | None], ...]


def _forms(*rows: tuple[str, str | None]) -> _Forms:
    return tuple((re.compile(form), rule) for form, rule in rows)


_RAILS = _forms(
    (r"(remove_(column|columns|reference|belongs_to|timestamps)|t\.remove\w*)\b", DROP_COLUMN),
    (r"drop_(join_)?table\b", DROP_TABLE),
    (r"rename_index\b", None),
    (r"rename_\w+\b|t\.rename\b", RENAME),
    (r"change_column_null\b.*\bfalse\b", NOT_NULL),
    (r"change_column_(default|null|comment)\b", UNCLASSIFIED),
    (r"change_column\b|t\.change\b", CHANGE_TYPE),
    (r"add_(column|reference|belongs_to)\b(?=.*null: false)(?!.*default:)", REQUIRED_COLUMN),
    (r"(add_index|t\.index)\b.*unique: true", UNCLASSIFIED),
    (r"(add_column|add_reference|add_belongs_to|add_index|remove_index|create_(join_)?table|t\.\w+)\b", None),
    (r"class \w|def (change|up)\b|end\b|disable_ddl_transaction!|\)|#|safety_assured (do|\{)", None),
)
_ECTO = _forms(
    (r"(remove|remove_if_exists)\b", DROP_COLUMN),
    (r"drop(_if_exists)?\W*table\b", DROP_TABLE),
    (r"rename\b", RENAME),
    (r"modify\b.*null: false", NOT_NULL),
    (r"modify\b", CHANGE_TYPE),
    (r"create(_if_not_exists)?\W*(table|index)\b|drop(_if_exists)?\W*(index|constraint)\b", None),
    (r"defmodule |use Ecto|def (change|up)\b|end\b|@\w+|alter table\b|timestamps\b|add\b|#|\)", None),
)
_ADD_REQUIRED = re.compile(r"\s*add\b(?=.*null: false)(?!.*default:)")
_CREATES = re.compile(r"\s*create\w*\W*table\b")
_ALTERS = re.compile(r"\s*alter\W*table\b")
_RUBY_DOWN = re.compile(r"^\s*def (self\.)?down\b", re.MULTILINE)

_SCRIPT = _forms(
    (r".*\b(dropColumns?|removeColumn)\b", DROP_COLUMN),
    (r".*\b(dropTable|dropTableIfExists|dropIfExists)\b", DROP_TABLE),
    (r".*\b(renameColumn|renameTable)\b", RENAME),
    (r".*(\bchangeColumn\b|\.alter\(|->change\()", CHANGE_TYPE),
)
_SCRIPT_DOWN = re.compile(r"\bexports\.down\b|\b(async\s+)?(function\s+)?down\s*[(:=]|\bconst down\b")
_QUERY = re.compile(r"\.(?:query|raw)\(\s*([`'\"])(.*?)\1\s*[),]", re.DOTALL)


def rails_steps(text: str) -> list[Step]:
    return _steps(_until(_RUBY_DOWN, text), _RAILS)


def ecto_steps(text: str) -> list[Step]:
    up = _until(_RUBY_DOWN, text)
    steps, is_new = _steps(up, _ECTO), False
    for number, line in enumerate(up.split("\n"), 1):
        is_new = _CREATES.match(line) is not None or (is_new and not _ALTERS.match(line))
        if not is_new and _ADD_REQUIRED.match(line):
            steps.append(Step(REQUIRED_COLUMN, line.strip(), number))
    return sorted(steps, key=lambda step: step.line)


def script_steps(text: str) -> list[Step]:
    """Return what is known to hurt; the rest of a program is never called harmless."""
    up = _until(_SCRIPT_DOWN, text)
    known = [step for step in _steps(up, _SCRIPT) if step.rule != UNCLASSIFIED]
    queries = list(_QUERY.finditer(up))
    for query in queries:
        first = up.count("\n", 0, query.start(2))
        known.extend(Step(step.rule, step.words, first + step.line) for step in sql_steps(query[2]))
    return known if queries else [*known, Step(UNCLASSIFIED, "a program; only its names were read", 1)]


def _until(form: re.Pattern[str], text: str) -> str:
    down = form.search(text)
    return text[: down.start()] if down else text


def _steps(text: str, forms: Sequence[tuple[re.Pattern[str], str | None]]) -> list[Step]:
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    steps = [Step(rule, line, number) for number, line in lines if line and (rule := _rule(line, forms))]
    first_unclassified = next((step for step in steps if step.rule == UNCLASSIFIED), None)
    return [step for step in steps if step.rule != UNCLASSIFIED or step is first_unclassified]


def _rule(line: str, forms: Sequence[tuple[re.Pattern[str], str | None]]) -> str | None:
    return next((rule for form, rule in forms if form.match(line)), UNCLASSIFIED)
