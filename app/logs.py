"""Logs: a phrase and its data, as one JSON object a line or as text on a terminal; never secrets."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from app.about import deploy_at_hand
from app.redact import mask_for
from app.settings import Settings

OURS = ("app", "blocks", "handlers", "sandbox", "workers")
FORM = (
    "AIRLOCK_LOG"  # set by `airlock up` for its processes, whose output is a pipe on the way to its terminal
)
TEXT = "text"
LONGEST, CAUSES = 200, 10  # characters of an error's words; errors that one came from

# What every record has; the rest was given as `extra`.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(process: str, settings: Settings, stream: TextIO | None = None) -> None:
    """Send everybody's log to `stream` (standard error): our lines from info, the libraries' from warning."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    form = Text if _is_read_by_a_person(stream) else Json
    handler.setFormatter(form(process, mask_for(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


def for_children(stream: TextIO | None = None) -> Mapping[str, str]:
    """Return the environment in which processes whose output is passed on to `stream` log as we would."""
    return {FORM: TEXT} if _is_read_by_a_person(stream or sys.stderr) else {}


def _is_read_by_a_person(stream: TextIO) -> bool:
    return stream.isatty() or os.environ.get(FORM) == TEXT


class _Form(logging.Formatter):
    def __init__(self, process: str, mask: Callable[[str], str]) -> None:
        super().__init__()
        self.process, self.mask = process, mask

    def format(self, record: logging.LogRecord) -> str:
        return self.mask(self.line(record))

    def line(self, record: logging.LogRecord) -> str:
        raise NotImplementedError

    def trace(self, record: logging.LogRecord) -> str | None:
        error = record.exc_info[1] if record.exc_info else None
        return "".join(_traced(each) for each in _chain(error)).rstrip() if error else None


class Json(_Form):
    """One object a line, ASCII only, so that nothing in it can end the line or move a cursor."""

    def line(self, record: logging.LogRecord) -> str:
        trace = self.trace(record)
        usual = {
            "at": _at(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self.process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(usual | _extra(record) | usual | ({"trace": trace} if trace else {}), default=str)


class Text(_Form):
    """Time, level, phrase and data, for eyes; control characters are shown and not obeyed."""

    def line(self, record: logging.LogRecord) -> str:
        data = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        head = f"{_at(record):%H:%M:%S} {record.levelname.lower():7} {record.getMessage()}"
        trace = (self.trace(record) or "").splitlines()
        return "\n".join(_shown(line) for line in (f"{head} {data}".rstrip(), *trace))


def _chain(error: BaseException) -> list[BaseException]:
    """Return it and what it came from, the first first."""
    chain = [error]
    while len(chain) < CAUSES:
        last = chain[0]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None:
            break
        chain.insert(0, before)
    return chain


def _traced(error: BaseException) -> str:
    """Return where it was raised and the first line of its words; the rest may repeat a diff or a record."""
    first, *_ = str(error).splitlines() or [""]
    where = "".join(traceback.format_tb(error.__traceback__))
    head = f"Traceback (most recent call last):\n{where}" if where else ""
    return f"{head}{type(error).__qualname__}: {first[:LONGEST]}\n"


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    extra = {name: value for name, value in vars(record).items() if name not in _USUAL}
    deploy = deploy_at_hand()
    return {"deploy": deploy, **extra} if deploy else extra


def _shown(line: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)
