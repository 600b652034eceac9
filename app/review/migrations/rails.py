"""Steps of Rails migrations, line by line; a line that is not known makes the migration unclassified."""

import re
from collections.abc import Iterator

from app.review.migrations import step as rule
from app.review.migrations.blocks import Line, lines_of
from app.review.migrations.railscall import Call, first_name
from app.review.migrations.railscalls import CALLS
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql

_SHORT = re.compile(r"def (?:self\.)?(?:up|change)\b(?: ?\( ?\))? *= *(?=\S)")  # `def up = drop_table(:a)`
_DOWN = re.compile(r"(def (self\.)?down|\w+\.down)\b")
_CALL = re.compile(r"(?:(?P<on>\w[\w.:]*)\.)?(?P<name>[a-z_]\w*[!?]?)(?:\b|(?<=[!?]))[ (]*(?P<rest>.*)$")
_INLINE = re.compile(r"(?P<head>[^{}]*?)\s*\{\s*(?:\|\s*(?P<as>\w+)\s*\|)?(?P<body>.*)\}\s*$")
_BLOCK = re.compile(r"\bdo\b\s*(?:\|\s*(?P<as>\w+)[^|]*\|)?\s*$")
_LITERAL = re.compile(r"""^(?P<q>['"])(?P<sql>(?:\\.|(?!(?P=q)).)*)(?P=q)[ )]*(;.*)?$""")
_HARMLESS = re.compile(
    r"(class|module|end|def|include|extend|require|disable_ddl_transaction!|else|begin|ensure|if|unless|elsif|return|"
    r"puts|say|private|rescue|set_lock_timeout|set_statement_timeout|disable_statement_timeout|attr_\w+)\b|"
    r"[A-Z]\w* ?=|[)\]}]+$|disable_ddl_transaction!|[\w:]+\.reset_column_information|self\.table_name ?="
)
_DELETES = re.compile(r"\.(delete_all|destroy_all|delete_by|destroy_by|delete|destroy!?)\b")
_WRITES = re.compile(
    r"\.(update_all|update_columns?|update!?|save!?|upsert_all|insert_all|touch_all)\b|_in_batches\b"
)


def read_rails(text: str, reader: Reader, _path: str = "") -> None:
    """Read `up` or `change`; Rails runs it in one transaction unless it is told not to."""
    reader.in_transaction = re.search(r"^[ \t]*disable_ddl_transaction!", text, re.MULTILINE) is None
    lines = list(lines_of(text))
    downs = _narrowed(lines)
    table, column_of = "", ""
    for line in _upward(lines):
        for part in _parts(line):
            opened = _BLOCK.search(part.text)
            body = part.text[: opened.start()].strip() if opened else part.text
            on_table = column_of and body.startswith(f"{column_of}.")
            _read(part, body, reader, (table if on_table else "", downs))
            if (opened or part.indent < 0) and re.match(r"(create|change)_(join_)?table\b", body):
                table = first_name(body.partition("table")[2])
                column_of = (opened["as"] if opened else "t") or "t"


def _narrowed(lines: list[Line]) -> dict[str, str]:
    """Return, by "table column", the types that the way down gives back: what the columns hold now."""
    found = (
        re.match(r"change_column[ (]+(:?[\w\"']+), *(:?[\w\"']+), *(.*?)\)?$", line.text) for line in lines
    )
    return {f"{m[1]} {m[2]}": m[3] for m in found if m}  # the last one, which is the way down's


def _upward(lines: list[Line]) -> Iterator[Line]:
    """Leave out `def down` and every block of the way down, by its indentation."""
    below: int | None = None
    for line in lines:
        if below is not None:
            if line.indent <= below:
                below = None
                if line.text.startswith("end"):
                    continue
            else:
                continue
        if _DOWN.match(line.text):
            below = line.indent if "{" not in line.text else None
            continue
        yield line


def _parts(line: Line) -> Iterator[Line]:
    """Yield the line, or what stands in its braces: `create_table(:a) { |t| t.string :b }`."""
    text = _SHORT.sub("", line.text)
    text = re.sub(r"^safety_assured\s+(do\s+)?(?=\{|\w)", "safety_assured ", text)
    inline = _INLINE.match(text)
    head = inline["head"].strip() if inline else ""
    if inline and re.match(
        r"(safety_assured|(create|change)_(join_)?table|reversible|up_only|\w+\.up)\b", head
    ):
        yield Line(line.number, -1, head)
        for body in inline["body"].split(";"):
            if body.strip():
                yield Line(line.number, line.indent, body.strip())
    else:
        for statement in text.split("; ") if '"' not in text and "'" not in text else [text]:
            yield Line(line.number, line.indent, statement, line.quoted)


def _read(line: Line, body: str, reader: Reader, where: tuple[str, dict[str, str]]) -> None:
    table, downs = where
    body = (
        re.sub(r" (?:if|unless) (?!.*[\"']).*$", "", body) if not body.startswith(("if", "unless")) else body
    )
    if not body or _HARMLESS.match(body):
        return
    if body.split("(")[0].split(" ")[0].strip() in _WRAPPERS or re.fullmatch(r"\w+\.up", body):
        return
    call = _CALL.match(body)
    if call and call["name"] in _EXECUTES:
        _execute(line, call["rest"], reader)
    elif call and call["name"] in CALLS and (not call["on"] or table or call["on"].endswith("connection")):
        CALLS[call["name"]](Call(call["name"], call["rest"], line, table, downs), reader)
    elif call and table and call["on"]:
        CALLS["t.column"](Call(call["name"], call["rest"], line, table, downs), reader)
    else:
        _foreign(line, reader)


_WRAPPERS = frozenset({"safety_assured", "reversible", "up_only", "transaction", "say_with_time"})
_EXECUTES = frozenset({"execute", "exec_query", "exec_update", "exec_delete", "select_all"})


def _execute(line: Line, rest: str, reader: Reader) -> None:
    literal = _LITERAL.match(rest.strip())
    if line.quoted is not None and "#{" not in line.quoted:
        read_sql(line.quoted, reader, line.number + 1)
    elif literal and "#{" not in literal["sql"]:
        read_sql(re.sub(r"\\(['\"])", r"\1", literal["sql"]), reader, line.number)
    else:
        reader.unclassified(line.text, line.number)
        if line.quoted is not None:
            read_sql(line.quoted, reader, line.number + 1)


def _foreign(line: Line, reader: Reader) -> None:
    if _DELETES.search(line.text):
        reader.tell(rule.DELETE_ROWS, line.text, line.number)
    elif _WRITES.search(line.text):
        reader.tell(rule.UPDATE_ROWS, line.text, line.number)
    else:
        reader.unclassified(line.text, line.number)
