"""Job: a lock or freeze began or ended, so every card of the lane is to show it."""

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
    for deploy in parts.archive.waiting():
        if _is_in(deploy, place) and may(deploy, e.LaneChanged):
            with suppress(Refused):  # decided meanwhile
                parts.gate.handle(deploy.id, e.LaneChanged(wiring.now()))
    parts.lanes.settle(place, version)


def _is_in(deploy: Deploy, place: Place) -> bool:
    is_of = place.repository == EVERYWHERE or place.repository.lower() == deploy.key.repository.lower()
    return is_of and deploy.key.environment == place.environment
