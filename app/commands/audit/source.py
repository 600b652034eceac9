"""The record in Redis, as exports and verification read it."""

import zlib

from pydantic import ValidationError

from app import wiring
from app.domain.audit.export import Source
from app.domain.errors import Refused
from app.domain.report import Report
from app.ports import Archive


def source(parts: wiring.Parts) -> Source:
    """Return the record as it stands now; its lines are read from Redis while they are used."""
    span = parts.record.span()
    return Source(
        span.start, span.end, parts.record.lines(span), lambda digest: _report(parts.archive, digest)
    )


def _report(archive: Archive, digest: str) -> Report | None:
    try:
        return archive.report(digest)
    except (Refused, ValidationError, OSError, EOFError, zlib.error):  # gone, altered, or no report at all
        return None
