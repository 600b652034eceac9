"""Times as GitHub writes them."""

from datetime import UTC, datetime


def iso(at: datetime) -> str:
    """Return 2026-01-02T03:04:05Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_none(at: datetime | None) -> str | None:
    return iso(at) if at else None
