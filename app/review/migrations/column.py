"""What the definition of a column that is added does to a table that already has rows."""

import re
from collections.abc import Iterator

from app.review.migrations.step import (
    CONSTRAINT,
    PRIMARY_KEY,
    REQUIRED_COLUMN,
    REWRITE,
    UNCLASSIFIED,
    UNIQUE,
)
from app.review.place.word import words

_SERIAL = re.compile(
    r"^(small|big)?serial[248]?\b|\bAS IDENTITY\b|\bAUTO_?INCREMENT\b|\bIDENTITY ?\(", re.IGNORECASE
)
_STORED = re.compile(r"\bAS ?\(.*\) ?(STORED|PERSISTED)\b", re.IGNORECASE)
_GENERATED = re.compile(r"\bGENERATED ALWAYS AS ?\(|\bAS ?\(", re.IGNORECASE)
_DEFAULT = re.compile(r"\bDEFAULT (?!NULL\b)", re.IGNORECASE)
_AFTER = re.compile(
    r"\b(NOT NULL|NULL|CONSTRAINT|UNIQUE|PRIMARY KEY|REFERENCES|CHECK|COMMENT|AFTER|FIRST|COLLATE)\b",
    re.IGNORECASE,
)
_CAST = re.compile(r"::\s*[\w.\" ]+?(\([\d, ]*\))?(\[\])*(?=\W|$)")
_CALL = re.compile(r"(?<![\w.\"])([\w.\"]+) ?\(([^()]*)")
_STABLE = words(
    "now current_timestamp current_date current_time localtime localtimestamp "
    "transaction_timestamp statement_timestamp cast array row interval pi coalesce nullif lower "
    "upper concat abs jsonb_build_object json_build_object jsonb_build_array json_array "
    "json_object to_jsonb make_interval date timestamp timezone varchar char numeric decimal"
)
_LONGEST = 5_000  # characters of a definition, its strings emptied
_UNIQUE = re.compile(r"\bUNIQUE\b", re.IGNORECASE)
_PRIMARY = re.compile(r"\bPRIMARY KEY\b", re.IGNORECASE)
_REFERS = re.compile(r"\bREFERENCES\b|\bCHECK ?\(", re.IGNORECASE)
_NOT_NULL = re.compile(r"\bNOT NULL\b", re.IGNORECASE)


def column_rules(definition: str, *, is_mysql: bool = False) -> Iterator[str]:
    """Yield the rules that `definition`, the words after the column's name, sets off."""
    if len(definition) > _LONGEST:
        yield UNCLASSIFIED
        return
    if _PRIMARY.search(definition):
        yield PRIMARY_KEY
        return
    if _UNIQUE.search(definition):
        yield UNIQUE
    serial, default = _SERIAL.search(definition), _DEFAULT.search(definition)
    filled = serial or _GENERATED.search(definition)
    if serial or _STORED.search(definition) or (not filled and _is_volatile_default(definition)):
        yield REWRITE
    if _NOT_NULL.search(definition) and not default and not filled:
        yield REQUIRED_COLUMN
    if not filled and (refers := _REFERS.search(definition)) and not (is_mysql and refers[0][:1] in "rR"):
        yield CONSTRAINT  # MySQL reads a column's own REFERENCES and does nothing about it


def _is_volatile_default(definition: str) -> bool:
    default = _DEFAULT.search(definition)
    return default is not None and is_volatile(_expression(definition[default.end() :]))


def is_volatile(expression: str) -> bool:
    """Whether a default calls what may give another value for every row."""
    calls = _CALL.findall(_CAST.sub("", expression))
    return any(_is_volatile(name.strip('"').lower(), arguments.strip()) for name, arguments in calls)


def _is_volatile(function: str, arguments: str) -> bool:
    if function == "now":
        return len(arguments) > 1  # MySQL's takes one digit, of a second's fractions
    return function.rpartition(".")[2] not in _STABLE


def _expression(text: str) -> str:
    """Return the default's own words: up to what else can follow it in a definition."""
    depth = 0
    for part in re.finditer(r"[()]|\b[A-Z]\w*", text, re.IGNORECASE):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth == 0 and part[0] not in "()" and _AFTER.match(text, part.start()):
            return text[: part.start()]
    return text
