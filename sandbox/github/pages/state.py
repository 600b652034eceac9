"""How things stand, in GitHub's own words and signs."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.github.pages.html import Html, tag
from sandbox.github.times import iso

# What is drawn inside of a 16 by 16 circle.
SIGNS = {
    "good": "M4.5 8.3l2.3 2.3 4.7-5",
    "bad": "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4",
    "waits": "M8 4.6v3.7l2.4 1.5",
    "moves": "M8 1.5a6.5 6.5 0 0 1 6.5 6.5",
    "stopped": "M4.6 4.6l6.8 6.8",
    "old": "M5 8h6",
}


@dataclass(frozen=True)
class Look:
    words: str
    kind: str  # of SIGNS


LOOKS = {
    "waiting": Look("Waiting", "waits"),
    "queued": Look("Queued", "waits"),
    "pending": Look("Pending", "waits"),
    "in_progress": Look("In progress", "moves"),
    "success": Look("Success", "good"),
    "failure": Look("Failure", "bad"),
    "error": Look("Error", "bad"),
    "timed_out": Look("Timed out", "bad"),
    "action_required": Look("Action required", "bad"),
    "cancelled": Look("Cancelled", "stopped"),
    "skipped": Look("Skipped", "old"),
    "neutral": Look("Neutral", "old"),
    "stale": Look("Stale", "old"),
    "inactive": Look("Inactive", "old"),
    "active": Look("Active", "good"),
    "changes_requested": Look("Changes requested", "bad"),
    "commented": Look("Commented", "old"),
    "dismissed": Look("Dismissed", "old"),
    "approved": Look("Approved", "good"),
    "rejected": Look("Rejected", "bad"),
}


def state(word: str | None) -> Html:
    """Return a sign and its word; never one without the other."""
    look = LOOKS.get(word or "", Look((word or "unknown").replace("_", " ").capitalize(), "old"))
    path = tag("path", d=SIGNS[look.kind])
    ring = tag("circle", cx="8", cy="8", r="6.5")
    sign = tag("svg", ring, path, viewBox="0 0 16 16", width="16", height="16", aria_hidden="true")
    return tag("span", sign, " ", look.words, class_=f"state {look.kind}")


def at(moment: datetime | None) -> Html:
    """Return a time of day, with the date at hand."""
    if moment is None:
        return Html("")
    return tag(
        "time", f"{moment:%H:%M:%S} UTC", datetime=iso(moment), title=f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    )
