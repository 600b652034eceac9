"""The statements in the body of a DO block, without the words of PL/pgSQL around them."""

import re
from collections.abc import Iterator

from app.review.migrations.statement import statements_of

_OPENS = re.compile(
    r"(DECLARE .{0,2000}?\bBEGIN\b|BEGIN\b|(?:ELS)?IF .{0,2000}?\bTHEN\b|ELSE\b|<<\w+>>"
    r"|EXCEPTION WHEN .{0,2000}?\bTHEN\b|WHEN .{0,2000}?\bTHEN\b|(?:FOR|WHILE) .{0,2000}?\bLOOP\b|LOOP\b) ?",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(NULL|RAISE\b.*|END\b.*|RETURN\b.*|DECLARE\b.*|\w+ [\w. ]+(:=.*)?|\w+ :=.*|)$", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"(ALTER|CREATE|DROP|DELETE|UPDATE|INSERT|TRUNCATE|EXECUTE|PERFORM|GRANT|REVOKE|CALL|WITH|SELECT|LOCK|"
    r"REINDEX|COMMENT|MERGE|REFRESH|SET|REASSIGN|CLUSTER|VACUUM|COPY|DO|IMPORT|ANALYZE|RENAME|TABLE)\b",
    re.IGNORECASE,
)


def fragments(body: str) -> Iterator[str]:
    """Yield what does something, on one line each; EXECUTE is among it, and is never taken for safe."""
    for statement in statements_of(body):
        words = statement.words
        while opening := _OPENS.match(words):
            words = words[opening.end() :]
        if words and (_SPEAKS.match(words) or not _NOTHING.match(words)):
            yield words
