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
            with self._redis.pipeline() as pipe:  # at one moment: a count that never ends would hide all
                pipe.set(_key(fault), 0, nx=True, ex=QUIET)
                pipe.incr(_key(fault))
                return int(pipe.execute()[-1]) <= MOST


def _key(*parts: str) -> str:
    return keys.fault(sha256("\n".join(parts).encode()).hexdigest()[:24])
