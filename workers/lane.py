"""Job: a lock or freeze began or ended, so every card of the lane is to show it."""

from collections.abc import Iterator
from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.errors import Refused
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE
from app.domain.table import may


def run(repository: str, environment: str) -> None:
    """Have the cards redrawn. Safe to run twice: each is drawn from the record as it stands."""
    parts, place = wiring.parts(), Place(repository, environment)
    version = parts.lanes.get(place).version
    for deploy in _waiting(parts, place):
        if may(deploy, e.LaneChanged):
            with suppress(Refused):  # decided meanwhile
                parts.gate.handle(deploy.id, e.LaneChanged(wiring.now()))
    parts.lanes.settle(place, version)


def _waiting(parts: wiring.Parts, place: Place) -> Iterator[Deploy]:
    if place.repository == EVERYWHERE:
        return (one for one in parts.archive.waiting() if one.key.environment == place.environment)
    return parts.archive.waiting_in(place.repository, place.environment)
