"""Whose an e-mail address is in Slack, remembered for a while: a review asks for many, again and again."""

from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering, text

FOUND, NOBODY = 60 * 60, 5 * 60  # seconds; who was nobody a moment ago may have been invited meanwhile


class RedisAddresses:
    """Implements `people.Addresses`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, email: str) -> str | None:
        """Return the Slack user id; "" for nobody in Slack, None when nobody has asked."""
        with answering():
            kept = self._redis.get(keys.address(email))
        return None if kept is None else text(kept)

    def put(self, email: str, user_id: str | None) -> None:
        with answering():
            self._redis.set(keys.address(email), user_id or "", ex=FOUND if user_id else NOBODY)
