"""What each clause of an ALTER TABLE does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.review.migrations import step as rule
from app.review.migrations.altercolumn import COLUMN_FORMS, SETS_DEFAULT
from app.review.migrations.column import column_rules
from app.review.migrations.ledger import bare
from app.review.migrations.reader import Reader, Told

_NAME = r"[\w.$\"`\[\]]+"
_PART = re.compile(r"[(),\[\]]")


@dataclass(frozen=True, slots=True)
class _Clause:
    words: str
    table: str
    told: Told
    reader: Reader

    def tell(self, does: str) -> None:
        self.told.rules.add(does)
        self.reader.tell(does, self.shown, self.told.line)

    @property
    def shown(self) -> str:
        return f"ALTER TABLE {self.table} {self.words}"


def alter_table(match: re.Match[str], told: Told, reader: Reader) -> None:
    """Read every clause; a table that the change itself creates cannot be hurt."""
    table, rest = match["table"], match["rest"]
    if reader.ledger.is_new(table):
        told.is_on_new = True
        if renamed := _RENAMED.match(rest):
            reader.ledger.rename(table, renamed[1])
        return
    for words in _clauses(rest):
        _clause(_Clause(words, table, told, reader))


_RENAMED = re.compile(rf"RENAME (?:TO |AS )({_NAME})", re.IGNORECASE)


def _clauses(text: str) -> Iterator[str]:
    """Yield what stands between the commas that stand in no parentheses."""
    depth, start = 0, 0
    for part in _PART.finditer(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(part[0], 0)
        if part[0] == "," and depth == 0:
            yield text[start : part.start()].strip()
            start = part.end()
    yield text[start:].strip()


def _clause(clause: _Clause) -> None:
    for form, does in _CLAUSES:
        if match := form.match(clause.words):
            if isinstance(does, str):
                clause.tell(does)
            elif does:
                does(match, clause)
            return
    clause.tell(rule.UNCLASSIFIED)


def _add_constraint(match: re.Match[str], clause: _Clause) -> None:
    kind, name = match["kind"].upper(), bare(match["name"] or "")
    if re.search(r"\bUSING INDEX\b", clause.words, re.IGNORECASE):
        return
    if kind in _CHECKED and re.search(r"\bNOT (VALID|ENFORCED)\b", clause.words, re.IGNORECASE):
        clause.reader.unvalidated.add(name)
    elif not clause.reader.ledger.may_be_new(clause.table):
        clause.tell(_CONSTRAINTS[kind])


_CHECKED = frozenset({"FOREIGN KEY", "CHECK", "NOT NULL"})
_CONSTRAINTS = {
    "FOREIGN KEY": rule.CONSTRAINT,
    "CHECK": rule.CONSTRAINT,
    "NOT NULL": rule.NOT_NULL,
    "UNIQUE": rule.UNIQUE,
    "EXCLUDE": rule.UNIQUE,
    "PRIMARY KEY": rule.PRIMARY_KEY,
}


def _add_column(match: re.Match[str], clause: _Clause) -> None:
    for each in column_rules(match["definition"], is_mysql=clause.reader.is_mysql):
        clause.tell(each)
    is_required = re.search(r"\bNOT NULL\b", match["definition"], re.IGNORECASE) is not None
    if not match["if"]:  # else it may be an old one
        clause.reader.ledger.add_column(clause.table, match["name"], is_required=is_required)


def _drop_column(match: re.Match[str], clause: _Clause) -> None:
    _unless_new(rule.DROP_COLUMN, match["name"], clause)


def _rename_column(match: re.Match[str], clause: _Clause) -> None:
    _unless_new(rule.RENAME, match["name"], clause)


def _unless_new(does: str, column: str, clause: _Clause) -> None:
    if clause.reader.ledger.has_new_column(clause.table, column):
        clause.told.rules.add(does)  # so that the second reading does not tell it either
    else:
        clause.tell(does)


def _modify(match: re.Match[str], clause: _Clause) -> None:
    """Read MySQL's and Oracle's MODIFY, and MySQL's CHANGE, which may rename."""
    new = match.groupdict().get("new")
    if new and bare(new) != bare(match["name"]):
        clause.tell(rule.RENAME)
    is_required = re.search(r"\bNOT NULL\b", match["definition"], re.IGNORECASE)
    clause.tell(rule.NOT_NULL if is_required else rule.CHANGE_TYPE)


def _alter_column(match: re.Match[str], clause: _Clause) -> None:
    for form, does in COLUMN_FORMS:
        if form.match(match["does"]):
            if does:
                _altered(does, match["name"], clause)
            return
    is_required = re.search(r"\bNOT NULL\b", match["does"], re.IGNORECASE)
    clause.tell(rule.NOT_NULL if is_required else rule.CHANGE_TYPE)


def _altered(does: str, column: str, clause: _Clause) -> None:
    is_new = clause.reader.ledger.has_new_column(clause.table, column)
    if does == SETS_DEFAULT:
        clause.reader.set_default(clause.table, column)
    elif does == rule.DROP_DEFAULT and not is_new:
        clause.reader.drop_default(clause.table, column, clause.shown, clause.told.line)
    elif does == rule.DROP_DEFAULT:
        _drop_new_default(column, clause)
    else:
        clause.tell(does)


def _drop_new_default(column: str, clause: _Clause) -> None:
    """Take a new column's default away: if it is a required one, inserts of old code fail."""
    if clause.reader.ledger.is_required(clause.table, column):
        clause.reader.drop_default(clause.table, column, clause.shown, clause.told.line)


def _validate(match: re.Match[str], clause: _Clause) -> None:
    if clause.reader.in_transaction and bare(match["name"]) in clause.reader.unvalidated:
        clause.tell(rule.VALIDATE)


def _form(
    pattern: str, does: str | Callable[[re.Match[str], _Clause], None] | None = None
) -> tuple[re.Pattern[str], str | Callable[[re.Match[str], _Clause], None] | None]:
    return re.compile(pattern, re.IGNORECASE), does


_ROW_SECURITY = r"(ENABLE|DISABLE|FORCE|NO FORCE) ROW LEVEL SECURITY\b"
_CLAUSES = (
    _form(
        rf"(?:WITH (?:NO)?CHECK )?ADD (?:CONSTRAINT (?P<name>(?!CHECK\b|UNIQUE\b){_NAME}) )?(?:CONSTRAINT )?"
        r"(?P<kind>UNIQUE|PRIMARY KEY|FOREIGN KEY|CHECK|EXCLUDE|NOT NULL)\b",
        _add_constraint,
    ),
    _form(r"ADD (FULLTEXT|SPATIAL)\b", rule.INDEX_LOCK),
    _form(r"ADD (INDEX|KEY|PARTITION|PERIOD)\b"),
    _form(rf"ADD (?:COLUMN )?(?P<if>IF NOT EXISTS )?\(? ?(?P<name>{_NAME}) (?P<definition>.+)", _add_column),
    _form(r"DROP (CONSTRAINT|FOREIGN KEY|CHECK)\b", rule.LOOSENED),
    _form(r"DROP (INDEX|KEY)\b"),
    _form(r"DROP PRIMARY KEY\b", rule.PRIMARY_KEY),
    _form(r"(DROP|TRUNCATE) PARTITION\b|DISCARD\b", rule.DELETE_ROWS),
    _form(rf"DROP (?:COLUMN )?(?:IF EXISTS )?\(? ?(?P<name>{_NAME})", _drop_column),
    _form(r"RENAME (CONSTRAINT|INDEX|KEY)\b"),
    _form(r"RENAME (TO|AS)\b", rule.RENAME),
    _form(rf"RENAME (?:COLUMN )?(?P<name>{_NAME}) TO\b", _rename_column),
    _form(rf"CHANGE (?:COLUMN )?(?P<name>{_NAME}) (?P<new>{_NAME}) (?P<definition>.+)", _modify),
    _form(rf"MODIFY (?:COLUMN )?\(? ?(?P<name>{_NAME}) (?P<definition>.+)", _modify),
    _form(r"ALTER (CONSTRAINT|INDEX|CHECK)\b"),
    _form(rf"ALTER (?:COLUMN )?(?P<name>{_NAME}) (?P<does>.+)", _alter_column),
    _form(rf"VALIDATE CONSTRAINT (?P<name>{_NAME})", _validate),
    _form(r"SET SCHEMA\b|RENAME\b", rule.RENAME),
    _form(r"SET (TABLESPACE|LOGGED|UNLOGGED|ACCESS METHOD)\b", rule.REWRITE),
    _form(r"(ENGINE|CONVERT TO|ROW_FORMAT|KEY_BLOCK_SIZE|FORCE$|ORDER BY)\b", rule.REWRITE),
    _form(r"(ALGORITHM ?=? ?COPY|LOCK ?=? ?(EXCLUSIVE|SHARED))\b", rule.LOCK),
    _form(rf"{_ROW_SECURITY}|OWNER\b", rule.PERMISSIONS),
    _form(r"DISABLE (TRIGGER|RULE)\b|NO INHERIT\b", rule.DROP_OBJECT),
    _form(r"DETACH PARTITION\b", rule.DETACH),
    _form(r"(ATTACH PARTITION|INHERIT|CLUSTER ON|SET WITHOUT|REPLICA IDENTITY|ENABLE|NOT OF|OF|CHECK)\b"),
    _form(r"(SET|RESET) ?\(|(ALGORITHM|LOCK|COMMENT|AUTO_INCREMENT)\b"),
    _form(r"(DEFAULT|CHARACTER SET|COLLATE|STATS_\w+)\b"),
)  # fmt: skip
