"""How Airlock is, and the signs of life of its processes."""

from typing import Protocol

from app.domain.vitals import Vitals


class Watch(Protocol):
    """What looks at how Airlock is."""

    @property
    def queues(self) -> tuple[str, ...]:
        """By name: all that there may be work in."""

    def look(self) -> Vitals:
        """Return how it is now; the cost does not grow with the history. Raises Transient."""


class Heart(Protocol):
    """One process's signs of life."""

    def beat(self, sockets: int | None = None) -> None:
        """Say that it is there, as often as is needed; never raises. `sockets`: a bot's, that are open."""

    def end(self) -> None:
        """Say that it leaves."""
