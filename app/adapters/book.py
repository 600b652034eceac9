"""Channel names and the ids they were resolved to, once."""

from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering, text


class RedisBook:
    """Implements `slack.ChannelBook`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, name: str) -> str | None:
        with answering():
            channel_id = self._redis.hget(keys.CHANNELS, name)
        return text(channel_id) if channel_id else None

    def put(self, name: str, channel_id: str) -> None:
        with answering():
            self._redis.hset(keys.CHANNELS, name, channel_id)
