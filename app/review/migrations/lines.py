"""Steps of migrations in Ruby, Elixir, JavaScript and PHP, line by line.

A line that is neither known to hurt nor known to be harmless makes the migration unclassified.
"""

import re
from collections.abc import Iterator

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

_Forms = tuple[tuple[re.Pattern[str], str | None], ...]


def _forms(*rows: tuple[str, str | None]) -> _Forms:
    return tuple((re.compile(form), rule) for form, rule in rows)


class _Adds:
    """Finds required columns that are added to tables which already have rows."""

    def __init__(self, adds: str, creates: str, alters: str) -> None:
        self._adds, self._creates, self._alters = (re.compile(form) for form in (adds, creates, alters))

    def steps(self, text: str) -> Iterator[Step]:
        is_old = False
        for number, line in _statements(text):
            is_old = self._alters.match(line) is not None or (is_old and not self._creates.match(line))
            if is_old and self._adds.match(line):
                yield Step(REQUIRED_COLUMN, line, number)


_RAILS = _forms(
    (r"(remove_(column|columns|reference|belongs_to|timestamps)|t\.remove\w*)\b", DROP_COLUMN),
    (r"drop_(join_)?table\b|create_(join_)?table\b.*\bforce:", DROP_TABLE),
    (r"rename_index\b", None),
    (r"rename_\w+\b|t\.rename\b", RENAME),
    (r"change_column_null\b.*\bfalse\b", NOT_NULL),
    (r"change_column_(default|null|comment)\b", UNCLASSIFIED),
    (r"change_column\b|t\.change\b", CHANGE_TYPE),
    (r"add_(column|reference|belongs_to)\b(?=.*null: false)(?!.*default:)", REQUIRED_COLUMN),
    (r"(add_index|t\.index)\b.*unique: true", UNCLASSIFIED),
    (r"(add_column|add_reference|add_belongs_to|add_index|remove_index|create_(join_)?table|t\.\w+)\b", None),
    (r"class \w|def (change|up)\b|end\b|disable_ddl_transaction!|\)|\]|#", None),
    (r"change_table\b|enable_extension\b|safety_assured (do|\{)", None),
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
# Lines that add a required column, and those after which the table is a new one or an old one.
_RAILS_ADDS = _Adds(
    r"t\.(?!index|remove|rename|change)\w+\b(?=.*null: false)(?!.*default:)",
    r"create_\w*table\b",
    r"change_table\b",
)
_ECTO_ADDS = _Adds(r"add\b(?=.*null: false)(?!.*default:)", r"create\w*\W*table\b", r"alter\W*table\b")
_RUBY_DOWN = re.compile(r"^\s*def (self\.)?down\b", re.MULTILINE)

_SCRIPT = _forms(
    (r".*\b(dropColumns?|removeColumn)\b", DROP_COLUMN),
    (r".*\b(dropTable|dropTableIfExists|dropIfExists)\b", DROP_TABLE),
    (r".*\b(renameColumn|renameTable)\b", RENAME),
    (r".*(\bchangeColumn\b|\.alter\(|->change\()", CHANGE_TYPE),
)
_SCRIPT_DOWN = re.compile(r"\bexports\.down\b|\b(async\s+)?(function\s+)?down\s*[(:=]|\bconst down\b")
_QUERY = re.compile(r"\.(?:query|raw)\(\s*([`'\"])")


def rails_steps(text: str) -> list[Step]:
    up = _until(_RUBY_DOWN, text)
    return _in_order([*_steps(up, _RAILS), *_RAILS_ADDS.steps(up)])


def ecto_steps(text: str) -> list[Step]:
    up = _until(_RUBY_DOWN, text)
    return _in_order([*_steps(up, _ECTO), *_ECTO_ADDS.steps(up)])


def script_steps(text: str) -> list[Step]:
    """Return what is known to hurt; the rest of a program is never called harmless."""
    up = _until(_SCRIPT_DOWN, text)
    known = [step for step in _steps(up, _SCRIPT) if step.rule != UNCLASSIFIED]
    queries = list(_queries(up))
    for start, query in queries:
        first = up.count("\n", 0, start)
        known.extend(Step(step.rule, step.words, first + step.line) for step in sql_steps(query))
    return known if queries else [*known, Step(UNCLASSIFIED, "a program; only its names were read", 1)]


def _queries(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, SQL) of every query that is written out."""
    at = 0
    while opening := _QUERY.search(text, at):
        at = text.find(opening[1], opening.end())
        if at < 0:
            return
        yield opening.end(), text[opening.end() : at]


def _until(form: re.Pattern[str], text: str) -> str:
    down = form.search(text)
    return text[: down.start()] if down else text


def _steps(text: str, forms: _Forms) -> list[Step]:
    steps = [Step(rule, line, number) for number, line in _statements(text) if (rule := _rule(line, forms))]
    first_unclassified = next((step for step in steps if step.rule == UNCLASSIFIED), None)
    return [step for step in steps if step.rule != UNCLASSIFIED or step is first_unclassified]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, statement); a line that ends open goes on in the next one."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        part = line.strip()
        if not part:
            continue
        start = start if parts else number
        parts.append(part)
        if not part.endswith((",", "(", "[", "\\")):
            yield start, " ".join(parts)
            parts = []
    if parts:
        yield start, " ".join(parts)


def _in_order(steps: list[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.line)


def _rule(line: str, forms: _Forms) -> str | None:
    return next((rule for form, rule in forms if form.match(line)), UNCLASSIFIED)
