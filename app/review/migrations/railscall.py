"""What each method of a Rails migration does to a table that old code still uses."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.review.migrations import step as rule
from app.review.migrations.blocks import Line
from app.review.migrations.column import is_volatile
from app.review.migrations.reader import Reader
from app.review.place.word import words

_ARGUMENT = re.compile(r"[ (]*:?['\"]?([\w.]+)['\"]?[ )]*,? *")
_VOLATILE_TYPES = re.compile(r"(small|big)?serial$")


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    rest: str  # what follows the name
    line: Line
    table: str  # of the block that it stands in, or ""
    downs: Mapping[str, str]  # types that the way down gives back

    def has(self, form: str) -> bool:
        return re.search(form, self.rest) is not None

    def names(self, count: int) -> list[str]:
        """Return the first arguments; the table of the block is the first one."""
        found, at = [self.table] if self.table else [], 0
        while len(found) < count and (match := _ARGUMENT.match(self.rest, at)) and match.end() > at:
            found.append(match[1])
            at = match.end()
        return [*found, *[""] * (count - len(found))]

    def tell(self, does: str, reader: Reader) -> None:
        reader.tell(does, self.line.text, self.line.number)


def first_name(text: str) -> str:
    match = _ARGUMENT.match(text)
    return match[1] if match else ""


def _default(call: Call) -> str:
    match = re.search(r"\bdefault: *(?!nil\b)(.+)", call.rest)
    return match[1] if match else ""


def plain(does: str) -> Callable[[Call, Reader], None]:
    def read(call: Call, reader: Reader) -> None:
        if not reader.ledger.is_new(call.names(1)[0]):
            call.tell(does, reader)

    return read


def harmless(_call: Call, _reader: Reader) -> None:
    pass


def create_table(call: Call, reader: Reader) -> None:
    names = call.names(2)
    if call.has(r"\bforce: *(?!false|nil)"):
        call.tell(rule.DROP_TABLE, reader)
    joined = re.search(r"\btable_name: *:?['\"]?(\w+)", call.rest)
    table = joined[1] if joined else "_".join(sorted(names)) if "join" in call.name else names[0]
    reader.ledger.create(table, is_certain=not call.has(r"\bif_not_exists: *true"))


def add_column(call: Call, reader: Reader) -> None:
    table, column, kind = call.names(3)
    if reader.ledger.is_new(table):
        return
    default = _default(call)
    if kind == "primary_key" or call.has(r"\bprimary_key: *true"):
        call.tell(rule.PRIMARY_KEY, reader)
    elif _VOLATILE_TYPES.match(kind) or call.has(r"\bstored: *true") or _is_volatile(default):
        call.tell(rule.REWRITE, reader)
    is_required = call.has(r"\bnull: *false")
    if is_required and not default and not call.has(r"\bas: "):
        call.tell(rule.REQUIRED_COLUMN, reader)
    if call.has(r"\bindex: *(true|\{)") and not call.has(r"\bindex: *\{[^}]*concurrently"):
        call.tell(rule.UNIQUE if call.has(r"\bindex: *\{[^}]*unique: *true") else rule.INDEX_LOCK, reader)
    reader.ledger.add_column(table, column, is_required=is_required)


def _is_volatile(default: str) -> bool:
    return is_volatile(re.sub(r"^->|[{}\"']", " ", default))


def own_column(call: Call, reader: Reader) -> None:
    """Read `t.string :name, …` in a change_table."""
    if call.name in _TYPES or call.name == "column":
        columns = f":{call.name}, " if call.name != "column" else ""
        first, _, options = call.rest.partition(",")
        rest = f"{first}, {columns}{options}" if columns else call.rest
        add_column(Call("add_column", rest, call.line, call.table, call.downs), reader)
    elif not reader.ledger.is_new(call.table):
        call.tell(rule.UNCLASSIFIED, reader)


_TYPES = words(
    "string text integer bigint float decimal numeric datetime timestamp timestamptz time date "
    "binary blob boolean json jsonb uuid inet cidr macaddr hstore citext virtual serial bigserial "
    "primary_key bit xml point interval tsvector daterange tsrange int4range int8range numrange "
    "enum money ltree smallint tinyint char vector unsigned_integer unsigned_bigint mediumtext "
    "longtext tinytext"
)


def add_timestamps(call: Call, reader: Reader) -> None:
    if not reader.ledger.is_new(call.names(1)[0]) and not call.has(r"\bnull: *true|\bdefault: "):
        call.tell(rule.REQUIRED_COLUMN, reader)


def add_reference(call: Call, reader: Reader) -> None:
    if reader.ledger.is_new(call.names(1)[0]):
        return
    if call.has(r"\bnull: *false") and not _default(call):
        call.tell(rule.REQUIRED_COLUMN, reader)
    if not call.has(r"\bindex: *false"):
        _index(call, reader, is_unique=call.has(r"\bindex: *\{[^}]*unique: *true"))
    if call.has(r"\bforeign_key: *(true|\{)") and not call.has(r"\bforeign_key: *\{[^}]*validate: *false"):
        call.tell(rule.CONSTRAINT, reader)


def _index(call: Call, reader: Reader, *, is_unique: bool) -> None:
    concurrently = call.has(r"\balgorithm: *:concurrently")
    if concurrently and reader.in_transaction:
        call.tell(rule.CONCURRENT, reader)
    if is_unique:
        call.tell(rule.UNIQUE_INDEX if concurrently else rule.UNIQUE, reader)
    elif not concurrently and not call.has(r"\balgorithm: *:(inplace|instant)"):  # MySQL's own words
        call.tell(rule.INDEX_LOCK, reader)


def add_index(call: Call, reader: Reader) -> None:
    if not reader.ledger.may_be_new(call.names(1)[0]):
        _index(call, reader, is_unique=call.has(r"\bunique: *true"))


def remove_index(call: Call, reader: Reader) -> None:
    if reader.ledger.is_new(call.names(1)[0]):
        return
    if not call.has(r"\balgorithm: *:concurrently"):
        call.tell(rule.INDEX_LOCK, reader)
    elif reader.in_transaction:
        call.tell(rule.CONCURRENT, reader)


def constraint(does: str) -> Callable[[Call, Reader], None]:
    def read(call: Call, reader: Reader) -> None:
        table = call.names(1)[0]
        if reader.ledger.may_be_new(table) or call.has(r"\busing_index: "):
            return
        if call.has(r"\bvalidate: *false"):
            reader.unvalidated.add(table)
        else:
            call.tell(does, reader)

    return read


def validate(call: Call, reader: Reader) -> None:
    if reader.in_transaction and call.names(1)[0] in reader.unvalidated:
        call.tell(rule.VALIDATE, reader)
