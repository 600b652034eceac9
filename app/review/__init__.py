"""Evidence in, report out. Pure: no network, no clock, no settings."""

from app.review.assess import review
from app.review.unreviewable import unreviewable

__all__ = ["review", "unreviewable"]
