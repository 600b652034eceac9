"""Moments as people write them on a command line: a date, a time, or how long ago."""

from datetime import UTC, datetime, timedelta

from app.domain.duration import parse_duration
from app.domain.errors import BadInput


def moment(text: str, now: datetime, *, is_end: bool = False) -> datetime:
    """Return the moment that `text` names; for an end, a date is all that day. Raises BadInput."""
    try:
        return now - parse_duration(text)
    except BadInput:
        return _dated(text, is_end=is_end)


def _dated(text: str, *, is_end: bool) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        whole_day = timedelta(days=1) if is_end and len(text) <= len("2026-03-02") else timedelta()
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) + whole_day
    except (ValueError, OverflowError):
        raise BadInput(
            f"{text[:40]!r} is no time: write 2026-03-02, 2026-03-02T12:30 (UTC), or 30d for thirty days ago."
        ) from None
