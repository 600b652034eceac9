"""The figures of the last 90 days, kept in Redis; all of it may be lost, it is counted again."""

from pydantic import TypeAdapter, ValidationError
from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering
from app.domain.figures import Kept

KEPT = TypeAdapter(Kept)


class RedisFigures:
    """Implements `ports.FigureStore`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def kept(self) -> Kept | None:
        """Return what was kept last; None when nothing was, or by another version of Airlock."""
        with answering():
            raw = self._redis.get(keys.FIGURES)
        try:
            return KEPT.validate_json(raw) if raw else None
        except ValidationError:
            return None

    def keep(self, kept: Kept) -> None:
        with answering():
            self._redis.set(keys.FIGURES, KEPT.dump_json(kept))
