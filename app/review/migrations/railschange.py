"""What the methods that change a column of a Rails table do to code that still uses it."""

import re

from app.review.migrations import step as rule
from app.review.migrations.railscall import Call, first_name
from app.review.migrations.reader import Reader
from app.review.migrations.width import is_narrower


def change_column(call: Call, reader: Reader) -> None:
    table, column, kind = call.names(3)
    if reader.ledger.is_new(table):
        return
    if call.has(r"\bnull: *false"):
        call.tell(rule.NOT_NULL, reader)
    old = call.downs.get(f":{table} :{column}", "")
    new = call.rest.partition(f":{kind}")[2]
    is_known = old and old.strip(":") != f"{kind}{new}"
    narrower = is_known and is_narrower(_type(old), _type(f":{kind}{new}"))
    call.tell(rule.NARROW_TYPE if narrower else rule.CHANGE_TYPE, reader)


def _type(text: str) -> str:
    """Return ":string, limit: 20" as "string(20)"."""
    kind = first_name(text)
    sizes = [
        m[1] for m in (re.search(rf"\b(?:{n}): *(\d+)", text) for n in ("limit|precision", "scale")) if m
    ]
    return f"{kind}({','.join(sizes)})" if sizes else kind


def change_null(call: Call, reader: Reader) -> None:
    if reader.ledger.is_new(call.names(1)[0]):
        return
    call.tell(rule.LOOSENED if call.has(r", *true\b") else rule.NOT_NULL, reader)


def change_default(call: Call, reader: Reader) -> None:
    table, column = call.names(2)
    if call.has(r"\bto: *nil\b|^[^{]*, *nil\b(?!.*to:)"):
        if not reader.ledger.has_new_column(table, column) or reader.ledger.is_required(table, column):
            reader.drop_default(table, column, call.line.text, call.line.number)
    else:
        reader.set_default(table, column)
