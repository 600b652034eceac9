"""What Slack said of people and groups a moment ago, for all workers: it is asked twenty times a minute."""

import json
from typing import Any

from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering

KEPT = 60  # seconds, as `people.FRESH`


class RedisAnswers:
    """Implements `people.Answers`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, name: str) -> Any:
        """Return the answer; None when nobody has asked in the last minute."""
        with answering():
            kept = self._redis.get(keys.answer(name))
        return None if kept is None else json.loads(kept)

    def put(self, name: str, answer: Any) -> None:
        with answering():
            self._redis.set(keys.answer(name), json.dumps(answer), ex=KEPT)
