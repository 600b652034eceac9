"""What single SQL statements do whose form does not say it all."""

import re

from app.domain.report import Rollback
from app.review.migrations import step as rule
from app.review.migrations.reader import Reader, Told
from app.review.place.word import words

_NAME = r"[\w.$\"`\[\]]+"


def tell_unless_new(
    does: str, told: Told, reader: Reader, match: re.Match[str], again: frozenset[str]
) -> None:
    """Tell a plain form, unless all that it names is new."""
    names = _names(match)
    if names and all(reader.ledger.is_new(name) for name in names):
        told.is_on_new = True
    elif does == rule.DROP_OBJECT and names and all(_last(name) in again for name in names):
        told.is_final = True
    else:
        told.rules.add(does)
        reader.tell(does, told.statement.words, told.line)


def _names(match: re.Match[str]) -> list[str]:
    return [name.strip() for name in match.groupdict().get("names", "").split(",") if name.strip()]


def _last(name: str) -> str:
    return name.strip('"`').lower()


def drop_table(match: re.Match[str], told: Told, reader: Reader) -> None:
    tell_unless_new(rule.DROP_TABLE, told, reader, match, frozenset())
    for name in _names(match):
        reader.ledger.drop(name)


def create_table(match: re.Match[str], told: Told, reader: Reader) -> None:
    is_temporary = "TEMP" in match[0][: match.start("name") - match.start()].upper()
    reader.ledger.create(match["name"], is_certain=not match["if"], is_temporary=is_temporary)
    told.is_final = True


def create_index(match: re.Match[str], told: Told, reader: Reader) -> None:
    table, is_unique, concurrently = match["table"] or "", bool(match["unique"]), bool(match["concurrently"])
    if reader.ledger.may_be_new(table):
        told.is_on_new = True
        reader.ledger.create(f"index {match['name']}")
        return
    told.is_final = True
    found = []
    if concurrently and reader.in_transaction:
        found.append(rule.CONCURRENT)
    if is_unique:
        found.append(rule.UNIQUE_INDEX if concurrently else rule.UNIQUE)
    elif not concurrently and (not reader.is_mysql or match["special"]):
        found.append(rule.INDEX_LOCK)  # InnoDB builds a plain index while writes go on
    for each in found:
        reader.tell(each, told.statement.words, told.line)


def drop_index(match: re.Match[str], told: Told, reader: Reader) -> None:
    told.is_final = True
    names = _names(match)
    if reader.is_mysql or (names and all(reader.ledger.is_new(f"index {name}") for name in names)):
        return
    if not match["concurrently"]:
        reader.tell(rule.INDEX_LOCK, told.statement.words, told.line)
    elif reader.in_transaction:
        reader.tell(rule.CONCURRENT, told.statement.words, told.line)


def with_query(match: re.Match[str], told: Told, reader: Reader) -> None:
    """Read what a WITH query changes, wherever in it that is said."""
    text, found = match.string, False
    for form, does in ((_DELETES, rule.DELETE_ROWS), (_UPDATES, rule.UPDATE_ROWS)):
        for change in form.finditer(text):
            found = True
            if not reader.ledger.is_new(change[1]):
                reader.tell(does, text, told.line)
    if not found and _calls_unknown(text):
        reader.unclassified(text, told.line)


_DELETES = re.compile(rf"\bDELETE FROM (?:ONLY )?({_NAME})", re.IGNORECASE)
_UPDATES = re.compile(rf"(?<!FOR )(?<!DO )\bUPDATE (?:ONLY )?({_NAME})(?: (?:AS )?\w+)? SET\b", re.IGNORECASE)


def update(match: re.Match[str], told: Told, reader: Reader) -> None:
    table = match["table"]
    is_own = reader.ledger.is_new(table) or table.strip('"`') in _BOOKS
    if not is_own:
        column = match["column"] or ""
        fills = reader.ledger.has_new_column(table, column)
        safe = Rollback.SAFE if fills else None
        reader.tell(rule.UPDATE_ROWS, told.statement.words, told.line, safe)


_BOOKS = frozenset({"alembic_version", "schema_migrations", "schema_version", "flyway_schema_history"})


def insert(match: re.Match[str], told: Told, reader: Reader) -> None:
    told.is_final = True
    if _OVERWRITES.search(match.string) and not reader.ledger.is_new(match["table"]):
        reader.tell(rule.UPDATE_ROWS, told.statement.words, told.line)
    elif _DELETES.search(match.string) or _UPDATES.search(match.string):
        with_query(match, told, reader)


_OVERWRITES = re.compile(r"\bON (CONFLICT\b.{0,400}\bDO UPDATE|DUPLICATE KEY UPDATE)\b", re.IGNORECASE)


def select(match: re.Match[str], told: Told, reader: Reader) -> None:
    if _calls_unknown(match.string):
        reader.unclassified(match.string, told.line)


def _calls_unknown(text: str) -> bool:
    """Whether it calls a function that may do anything."""
    return any(name.rpartition(".")[2].lower() not in _READING for name in _CALLED.findall(text))


_CALLED = re.compile(r"(?<![\w.])([\w.]+) ?\(")
_READING = words(
    "select in and or not from where values as over exists any all on using by having with filter "
    "distinct count sum min max avg coalesce nullif lower upper concat length substring substr "
    "replace trim round now cast date_trunc extract interval array_agg string_agg json_agg "
    "jsonb_agg row_number rank exists set_config current_setting setval nextval currval lastval "
    "version to_regclass pg_get_serial_sequence pg_advisory_lock pg_advisory_unlock "
    "pg_advisory_xact_lock pg_sleep sleep generate_series unnest row array greatest least abs "
    "floor ceil random md5 gen_random_uuid uuid if ifnull case when then else varchar char "
    "numeric decimal current_timestamp"
)


def begin(match: re.Match[str], told: Told, reader: Reader) -> None:
    reader.begin(match.string, told.line)


def commit(_match: re.Match[str], _told: Told, reader: Reader) -> None:
    reader.commit()


def roll_back(_match: re.Match[str], _told: Told, reader: Reader) -> None:
    """Forget what the change has created: it may not be there any more."""
    reader.commit()
    reader.ledger.clear()


def reindex(match: re.Match[str], told: Told, reader: Reader) -> None:
    if not re.search(r"\bCONCURRENTLY\b", match.string, re.IGNORECASE):
        reader.tell(rule.INDEX_LOCK, told.statement.words, told.line)
    elif reader.in_transaction:
        reader.tell(rule.CONCURRENT, told.statement.words, told.line)
    told.is_final = True


def domain(match: re.Match[str], told: Told, reader: Reader) -> None:
    is_new = match["verb"].upper() == "CREATE"
    reader.tell(rule.DOMAIN, told.statement.words, told.line, Rollback.SAFE if is_new else None)
    told.is_final = True


def nothing(_match: re.Match[str], told: Told, _reader: Reader) -> None:
    told.is_final = True
