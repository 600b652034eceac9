"""What a decision rests on, read at once."""

from dataclasses import dataclass
from typing import Any

from redis.client import Pipeline

from app.adapters import keys, lanes, watch
from app.adapters.deploys import parsed
from app.adapters.schema import stamp
from app.domain.deploy import Deploy
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Lane

REMEMBERED = 5000  # deploys; some 2 MB


@dataclass(frozen=True)
class Ground:
    """None of it may change before EXEC."""

    deploy: Deploy
    own: Lane
    everywhere: Lane  # what holds in every repository
    head: Any = None  # the record's, as it is kept, where that was read too


class Grounds:
    """Reads them in one message, for it remembers in which lane a deploy is."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}  # by id, which is made of it: one never moves

    def noted(self, deploy: Deploy) -> Deploy:
        """Remember its lane."""
        if len(self._places) >= REMEMBERED:
            self._places.clear()
        self._places[deploy.id] = _place(deploy)
        return deploy

    def read(self, pipe: Pipeline, deploy_id: str, *, with_head: bool) -> Ground:
        """Watch the deploy, its lane and `EVERYWHERE`, the stamp, and if so asked the head of the record.

        Raises Missing, Transient, WatchError.
        """
        if (place := self._places.get(deploy_id)) is not None:
            ground = _at_once(pipe, deploy_id, place, with_head=with_head)
            if _place(ground.deploy) == place:
                return ground
        deploy = self.noted(parsed(stamp.watched(pipe, keys.deploy(deploy_id)), deploy_id))
        own, everywhere = lanes.watch(pipe, deploy.key.repository, deploy.key.environment)
        return Ground(deploy, own, everywhere)


def _at_once(pipe: Pipeline, deploy_id: str, place: Place, *, with_head: bool) -> Ground:
    own, everywhere = (keys.lane(name, place.environment) for name in (place.repository, EVERYWHERE))
    names = [keys.deploy(deploy_id), keys.SCHEMA, own, everywhere, *[keys.AUDIT_HEAD][: int(with_head)]]
    kept, form, here, there, *head = watch.read(pipe, *names)
    stamp.check(form)
    return Ground(parsed(kept, deploy_id), lanes.parsed(here), lanes.parsed(there), *head)


def _place(deploy: Deploy) -> Place:
    return Place(deploy.key.repository, deploy.key.environment)
