"""Evidence in, report out. Pure: no network, no clock, no settings."""

from app.review.assess import review
from app.review.past.memory import recall
from app.review.unreviewable import unreviewable
from app.review.wanted import is_wanted

__all__ = ["is_wanted", "recall", "review", "unreviewable"]
