"""An outage in the log: one line when it begins and one when it is over, however often somebody tries."""

import logging
from threading import Lock


class Outage:
    """Of one thing, as one process sees it. Safe from any thread."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self._lock, self._is_on = Lock(), False

    def begins(self, why: str) -> None:
        if self._turned(on=True):
            self._log.warning("%s is away", self._what, extra={"why": why})

    def ends(self) -> None:
        if self._is_on and self._turned(on=False):
            self._log.warning("%s is back", self._what)

    def _turned(self, *, on: bool) -> bool:
        with self._lock:
            is_news, self._is_on = self._is_on is not on, on
        return is_news


class Once(logging.Filter):
    """Lets through nothing that a library says of an outage, but begins it."""

    def __init__(self, outage: Outage, phrase: str) -> None:
        super().__init__()
        self._outage, self._phrase = outage, phrase

    def filter(self, record: logging.LogRecord) -> bool:
        if self._phrase not in str(record.msg):
            return True
        self._outage.begins(record.getMessage())
        return False
