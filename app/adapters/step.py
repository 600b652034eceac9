"""One event in the gate's transaction, and all that it changes."""

from dataclasses import dataclass

from app.domain import outbox
from app.domain.audit.chain import Head
from app.domain.audit.entry import Entry
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.event import Event
from app.domain.lane import Lane


@dataclass(frozen=True)
class Step:
    """One event, and all that it changes."""

    event: Event
    after: Deploy
    was: Lane
    lane: Lane
    head: Head | None  # of the record, where something is kept of it
    entries: tuple[Entry, ...] = ()
    here: frozenset[Effect] = outbox.NOTHING  # what the caller does by itself
