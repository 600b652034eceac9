"""Evidence in, report out. Pure: no network, no clock, no settings."""

from app.review.assess import review

__all__ = ["review"]
