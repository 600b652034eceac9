"""What a search for secrets hands on: where it stands and what it is, never the value itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    rule: str  # a key of RULES
    what: str  # completes "Adds …"
    start: int  # where the value stands in the text that was searched
    end: int
