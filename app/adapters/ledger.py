"""What looking around on GitHub remembers between two rounds, in Redis; all of it may be lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import TypeAdapter
from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering, text
from app.domain.arrival import Waiting

WAITING = TypeAdapter(Waiting)
KEPT = timedelta(days=1)


class RedisLedger:
    """What was dealt with of each repository, and whose turn it is."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def waiting(self, repository: str) -> Waiting | None:
        """Return what waited when it was read last; nothing of it is news."""
        with answering():
            found = self._redis.get(keys.polled(repository))
        return WAITING.validate_json(found) if found else None

    def keep_waiting(self, repository: str, waiting: Waiting) -> None:
        with answering():
            self._redis.set(keys.polled(repository), WAITING.dump_json(replace(waiting, news=())), ex=KEPT)

    def turn(self, among: Sequence[str], most: int) -> Sequence[str]:
        """Return the next `most` of the names, beginning after the one that had its turn last."""
        with answering():
            last = text(self._redis.get(keys.TURN) or b"")
        names = sorted(among)
        later = [name for name in names if name > last]
        return [*later, *names[: len(names) - len(later)]][:most]

    def note_turn(self, name: str) -> None:
        with answering():
            self._redis.set(keys.TURN, name)
