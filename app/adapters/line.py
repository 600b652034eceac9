"""The line of a lane on Redis, rid of deploys that will never leave it by themselves."""

import logging

from pydantic import ValidationError
from redis import Redis
from redis.client import Pipeline
from rq import Queue

from app.adapters import keys, lanes
from app.adapters.deploys import DEPLOY
from app.adapters.hints import Hints
from app.adapters.transaction import Transactions
from app.domain.effect import Effect
from app.domain.halt import Place
from app.domain.lane import Lane
from app.domain.table import is_going

log = logging.getLogger(__name__)


class RedisLine:
    def __init__(self, redis: Redis, queue: Queue) -> None:
        self._transactions = Transactions(redis)
        self._hints = Hints(queue)

    def mend(self, place: Place) -> tuple[str, ...]:
        """Take deploys that are over or gone out of the line. Safe to run twice.

        Return the ids of those whose record cannot be read: they may be on their way, so they stay.
        """
        return self._transactions.do(lambda pipe: self._mend(pipe, place))

    def _mend(self, pipe: Pipeline, place: Place) -> tuple[str, ...]:
        lane, _ = lanes.watch(pipe, place.repository, place.environment)
        if not lane.line:
            return ()
        names = [keys.deploy(deploy_id) for deploy_id in lane.line]
        pipe.watch(*names)  # type: ignore[no-untyped-call] # redis-py left it untyped
        found = {one: _takes_up(raw) for one, raw in zip(lane.line, pipe.mget(names), strict=True)}
        self._drop(pipe, place, lane, [one for one, takes_up in found.items() if takes_up is False])
        return tuple(one for one, takes_up in found.items() if takes_up is None)

    def _drop(self, pipe: Pipeline, place: Place, lane: Lane, stale: list[str]) -> None:
        after = lane
        for deploy_id in stale:
            after = after.without(deploy_id)
        if after == lane:
            return
        pipe.multi()
        lanes.write(pipe, place, after)
        if after.line and after.line[0] != lane.line[0]:
            self._hints.call(pipe, after.line[0], Effect.PROMOTE)
        pipe.execute()
        log.warning("line mended", extra={"lane": str(place), "dropped": stale})


def _takes_up(raw: bytes | str | None) -> bool | None:
    """Whether a deploy takes up its lane; None when that cannot be read."""
    try:
        return raw is not None and is_going(DEPLOY.validate_json(raw))
    except ValidationError:
        return None
