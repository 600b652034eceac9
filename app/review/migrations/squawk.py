"""A second reading of Postgres by squawk, a linter with Postgres' own grammar.

Facts about squawk 2.70: one syntax error hides every other finding of a text, comments in it switch rules
off, and a configuration lying in the current directory is obeyed. So it gets statements without comments, in
a text of our own; those that it cannot parse are taken out, and the others are read again.
"""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from app.review.migrations import step as rule
from app.review.migrations.reader import Told
from app.review.migrations.statement import LONGEST

_TIMEOUT = 5  # seconds for one run; 10,000 statements take 0.2
_ROUNDS = 4  # readings after which statements that hide others are given up on, one by one
_MOST_ALONE = 100  # statements that are read one by one
_MOST = 500_000  # characters of all statements; made to take long, that many take seconds

# Rules of squawk 2.70 and what they are here; its rules of style and taste are left out.
_RULES = {
    "adding-field-with-default": rule.REWRITE,
    "adding-foreign-key-constraint": rule.CONSTRAINT,
    "adding-not-nullable-field": rule.NOT_NULL,
    "adding-required-field": rule.REQUIRED_COLUMN,
    "adding-serial-primary-key-field": rule.PRIMARY_KEY,
    "ban-alter-domain-with-add-constraint": rule.DOMAIN,
    "ban-create-domain-with-constraint": rule.DOMAIN,
    "ban-drop-column": rule.DROP_COLUMN,
    "ban-drop-database": rule.DROP_TABLE,
    "ban-drop-not-null": rule.LOOSENED,
    "ban-drop-schema": rule.DROP_TABLE,
    "ban-drop-table": rule.DROP_TABLE,
    "ban-truncate-cascade": rule.DELETE_ROWS,
    "changing-column-type": rule.CHANGE_TYPE,
    "disallowed-unique-constraint": rule.UNIQUE,
    "prefer-repack": rule.REWRITE,
    "renaming-column": rule.RENAME,
    "renaming-table": rule.RENAME,
    "require-concurrent-index-creation": rule.INDEX_LOCK,
    "require-concurrent-index-deletion": rule.INDEX_LOCK,
    "require-concurrent-reindex": rule.INDEX_LOCK,
}


class Unrunnable(Exception):  # noqa: N818 - becomes an Unknown, never a fault
    """Squawk cannot be run here; the message completes "migrations: "."""


def second_reading(told: Sequence[Told]) -> Iterator[tuple[int, str]]:
    """Yield (index into `told`, rule) of what squawk sees. Raises Unrunnable."""
    program = _program()
    left = [
        index for index, each in enumerate(told) if not each.is_final and len(each.statement.words) <= LONGEST
    ]
    if sum(len(told[index].statement.text) for index in left) > _MOST:
        raise Unrunnable(f"the SQL together is longer than {_MOST:,} characters")
    for _ in range(_ROUNDS):
        found = list(_lint(program, [(index, told[index].statement.text) for index in left]))
        unread = {index for index, name in found if name == _UNREAD}
        if not unread:
            yield from _known(found)
            return
        left = [index for index in left if index not in unread]
    for index in left[:_MOST_ALONE]:
        yield from _known(_lint(program, [(index, told[index].statement.text)]))


_UNREAD = "syntax-error"


def _known(found: Sequence[tuple[int, str]] | Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((index, _RULES[name]) for index, name in found if name in _RULES)


def _program() -> str:
    """Return where the wheel has put the program, or the one on PATH."""
    beside = Path(sysconfig.get_path("scripts")) / "squawk"
    found = str(beside) if beside.is_file() else shutil.which("squawk")
    if not found:
        raise Unrunnable("squawk, which reads Postgres a second time, is not installed")
    return found


def _lint(program: str, texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield (index, squawk's own rule) for every finding in the texts, read as one transaction."""
    if not texts:
        return
    ends = list(accumulate(text.count("\n") + 2 for _, text in texts))
    source = "".join(f"{text}\n;\n" for _, text in texts)
    at = 0
    for finding in sorted(_run(program, source), key=lambda finding: finding[0]):
        line, name = finding
        while at < len(ends) - 1 and line >= ends[at]:
            at += 1
        yield texts[at][0], name


def _run(program: str, source: str) -> list[tuple[int, str]]:
    """Return (0-based line, rule) of every finding."""
    command = [
        program,
        "--reporter=json",
        "--stdin-filepath=migration.sql",
        "--pg-version=16",
        "--config=/dev/null",
        "--assume-in-transaction",
    ]
    try:
        done = subprocess.run(
            command,
            input=source.encode(errors="replace"),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env={},
        )
        findings = json.loads(done.stdout or b"null")
        if done.returncode not in {0, 1} or not isinstance(findings, list):
            raise Unrunnable("squawk, which reads Postgres a second time, failed")
        return [(int(finding["line"]), str(finding["rule_name"])) for finding in findings]
    except subprocess.TimeoutExpired as problem:
        raise Unrunnable(
            f"squawk, which reads Postgres a second time, took longer than {_TIMEOUT} s"
        ) from problem
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise Unrunnable("squawk, which reads Postgres a second time, cannot be run here") from problem
