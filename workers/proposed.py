"""Job: something happened to a pull request; have its human gates looked at."""

from app import wiring
from app.domain.arrival import Proposed


def hear(repository: str, number: int) -> None:
    """Owe a look, as a webhook asks. Safe to run twice: many at once are one look."""
    parts = wiring.parts()
    parts.pull_gates.ask(repository, number, wiring.now())
    parts.inbox.settle(Proposed(repository, number))


def look_around(parts: wiring.Parts, repository: str) -> None:
    """Ask for a look at each open pull request that changed since the last time. Safe to run twice."""
    if parts.proposals is None:
        return
    since = parts.pull_gates.watermark(repository)
    numbers, until = parts.proposals.changed(repository, since)
    for number in numbers:
        parts.pull_gates.ask(repository, number, wiring.now())
    if until != since:
        parts.pull_gates.keep_watermark(repository, until)
