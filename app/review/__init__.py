"""Evidence in, report out. Pure: no network, no clock, no settings."""

from app.review.assess import review, unreviewable

__all__ = ["review", "unreviewable"]
