"""Steps of a migration in SQL, by the first words of each statement. Not a parser: it knows what it knows."""

import re
from collections.abc import Iterator

from app.review.migrations.step import (
    CHANGE_TYPE,
    DELETE_ROWS,
    DROP_COLUMN,
    DROP_TABLE,
    NOT_NULL,
    RENAME,
    REQUIRED_COLUMN,
    UNCLASSIFIED,
    Step,
)

_DOWN = re.compile(r"^\s*--\s*(\+goose\s+Down|migrate:down|\+migrate\s+Down)\b", re.IGNORECASE | re.MULTILINE)
_OPENING = re.compile(r"--|/\*(?!!)|'|\$\w{0,60}\$")  # MySQL runs what stands in /*! */
_MOST_UNCLOSED = 50  # marks; SQL that has more is none
_CLOSING = {"--": "\n", "/*": "*/", "'": "'"}
_NAME = r"(?:ONLY\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.\"`\[\]]+)"
_CREATE_TABLE = re.compile(rf"CREATE\s+(?:\w+\s+)?TABLE\s+{_NAME}", re.IGNORECASE)
_ALTER_TABLE = re.compile(rf"ALTER\s+TABLE\s+{_NAME}\s+(.*)", re.IGNORECASE | re.DOTALL)
_HARMLESS = None

# The first form that a statement has says what it is.
_STATEMENTS = tuple(
    (re.compile(form, re.IGNORECASE | re.DOTALL), rule)
    for form, rule in (
        (r"DROP\s+(TABLE|SCHEMA|DATABASE)\b", DROP_TABLE),
        (r"TRUNCATE\b|DELETE\s+FROM\b|WITH\b.*\bDELETE\s+FROM\b", DELETE_ROWS),
        (r"RENAME\s+TABLE\b|ALTER\s+TYPE\b.*\bRENAME\b|EXEC\w*\s+sp_rename\b", RENAME),
        (r"CREATE\s+(TEMP\w*\s+|UNLOGGED\s+)?TABLE\b(?!.*\bSELECT\b)", _HARMLESS),
        (r"CREATE\s+(INDEX|SEQUENCE|EXTENSION|TYPE|SCHEMA)\b|DROP\s+INDEX\b", _HARMLESS),
        (r"ALTER\s+TYPE\b.*\bADD\s+VALUE\b|ALTER\s+INDEX\b.*\bRENAME\b", _HARMLESS),
        (r"(BEGIN|START\s+TRANSACTION|COMMIT|COMMENT\s+ON|SET\s+(LOCAL\s+)?\w+)\b", _HARMLESS),
    )
)
_CLAUSES = tuple(
    (re.compile(form, re.IGNORECASE | re.DOTALL), rule)
    for form, rule in (
        (r"DROP\s+(CONSTRAINT|INDEX|KEY|FOREIGN\s+KEY|CHECK)\b", _HARMLESS),
        (r"DROP\s+(PRIMARY|PARTITION)\b", UNCLASSIFIED),
        (r"DROP\s+(COLUMN\s+)?\S", DROP_COLUMN),
        (r"RENAME\s+(CONSTRAINT|INDEX|KEY)\b|VALIDATE\s+CONSTRAINT\b", _HARMLESS),
        (r"RENAME\b|CHANGE\b", RENAME),
        (
            r"ADD\s+(CONSTRAINT|UNIQUE|PRIMARY|FOREIGN|CHECK|EXCLUDE|PARTITION|FULLTEXT|SPATIAL)\b",
            UNCLASSIFIED,
        ),
        (r"ADD\s+(INDEX|KEY)\b", _HARMLESS),
        (r"ADD\b.*\b(UNIQUE|PRIMARY\s+KEY|SERIAL|BIGSERIAL|GENERATED)\b", UNCLASSIFIED),
        (r"ADD\b(?=.*\bNOT\s+NULL\b)(?!.*\bDEFAULT\b)", REQUIRED_COLUMN),
        (r"ADD\b", _HARMLESS),
        (r"ALTER\b.*\bSET\s+NOT\s+NULL\b", NOT_NULL),
        (r"ALTER\b.*\bTYPE\b|MODIFY\b", CHANGE_TYPE),
        (r"ALTER\b.*\b(SET\s+DEFAULT|DROP\s+NOT\s+NULL)\b", _HARMLESS),
    )
)


def sql_steps(text: str) -> list[Step]:
    """Return what may hurt, and what was not classified; up direction only."""
    down = _DOWN.search(text)
    statements = list(_statements(text[: down.start()] if down else text))
    created = {_bare(match[1]) for _, words in statements if (match := _CREATE_TABLE.match(words))}
    return [
        Step(rule, " ".join(words.split())[:200], line)
        for line, words in statements
        for rule in dict.fromkeys(_rules(words, created))
        if rule
    ]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, statement) without comments and with emptied strings, which keep their lines."""
    line = 1
    for statement in "".join(_bared(text)).split(";"):
        words = statement.lstrip()
        if words:
            yield line + statement[: len(statement) - len(words)].count("\n"), words.rstrip()
        line += statement.count("\n")


def _bared(text: str) -> Iterator[str]:
    """Yield the text without comments and the inside of strings; what is never closed stays as it is."""
    at, unclosed = 0, set[str]()
    while len(unclosed) < _MOST_UNCLOSED and (opening := _OPENING.search(text, at)):
        mark = _CLOSING.get(opening[0], opening[0])
        end = -1 if mark in unclosed else text.find(mark, opening.end())
        if end < 0:
            unclosed.add(mark)  # so that a long text is searched once for each mark
            end = len(text) if mark == "\n" else opening.end()
        else:
            end += len(mark)
        yield text[at : opening.start()]
        yield _blank(text[opening.start() : end]) if mark not in unclosed or mark == "\n" else opening[0]
        at = end
    yield text[at:]


def _blank(token: str) -> str:
    kept = "" if token.startswith(("--", "/*")) else "''"
    return kept + "\n" * token.count("\n")


def _rules(words: str, created: set[str]) -> Iterator[str | None]:
    table = _ALTER_TABLE.match(words)
    if not table:
        yield _first(_STATEMENTS, words)
    elif _bare(table[1]) not in created:
        yield from (_first(_CLAUSES, clause.strip()) for clause in _clauses(table[2]))


def _first(forms: tuple[tuple[re.Pattern[str], str | None], ...], words: str) -> str | None:
    return next((rule for form, rule in forms if form.match(words)), UNCLASSIFIED)


def _clauses(text: str) -> list[str]:
    """Split at the commas that stand in no parentheses."""
    depth, clauses = 0, [list[str]()]
    for part in re.split(r"([(),])", text):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "," and depth == 0:
            clauses.append([])
        else:
            clauses[-1].append(part)
    return ["".join(parts) for parts in clauses]


def _bare(name: str) -> str:
    return name.strip('"`[]').lower()
