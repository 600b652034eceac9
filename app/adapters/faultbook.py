"""Which faults were told lately, on Redis: of one that goes on and on, all processes together tell one."""

from hashlib import sha256

from redis import Redis

from app.adapters import keys
from app.adapters.outage import answering

QUIET = 3600  # seconds in which the same fault of the same deploy is told once
MOST = 10  # deploys of which the same fault is told in that time


class RedisFaultBook:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def is_news(self, fault: str, deploy: str | None) -> bool:
        """Whether to tell it; from then on it is told. Raises Transient."""
        with answering():
            if not self._redis.set(_key(fault, deploy or ""), 1, nx=True, ex=QUIET):
                return False
            count = _key(fault)
            self._redis.set(count, 0, nx=True, ex=QUIET)
            return int(self._redis.incr(count)) <= MOST


def _key(*parts: str) -> str:
    return keys.fault(sha256("\n".join(parts).encode()).hexdigest()[:24])
