"""GitHub's syntax for a span of time in a search: `2026-01-01..2026-02-01`, `>=2026-01-01T10:00:00Z`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import ge, gt, le, lt

from sandbox.github.refusal import invalid

SIGNS: dict[str, Callable[[datetime, datetime], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}
DATE = len("2026-01-01")


def within(span: str) -> Callable[[datetime], bool]:
    """Return whether a time is in the span. Raises Refusal when it is none."""
    span = span.replace(" ", "+")  # a "+01:00" that was not quoted
    if ".." in span:
        start, _, end = span.partition("..")
        since, until = _bound(start, late=False), _bound(end, late=True)
        return lambda at: (since is None or at >= since) and (until is None or at <= until)
    for sign, compare in SIGNS.items():
        if span.startswith(sign):
            edge = _read(span.removeprefix(sign), late=sign in {">", "<="})
            return lambda at: compare(at.replace(microsecond=0), edge)
    first, last = _read(span, late=False), _read(span, late=True)
    return lambda at: first <= at.replace(microsecond=0) <= last


def _bound(text: str, *, late: bool) -> datetime | None:
    return None if text in {"", "*"} else _read(text, late=late)


def _read(text: str, *, late: bool) -> datetime:
    """Return the time; a bare date is its first or its last second."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise invalid("Invalid date", resource="Search", field="created", code="invalid") from wrong
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at + timedelta(days=1, seconds=-1) if late and len(text) == DATE else at
