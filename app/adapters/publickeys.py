"""The public keys of every machine, on Redis: what one has signed, the others can verify."""

from collections.abc import Iterable, Iterator
from typing import Any

from redis import Redis

from app.adapters import keys
from app.adapters.ed25519 import PublicKey, public_key
from app.adapters.outage import answering
from app.domain.errors import BadInput


class PublicKeys:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def publish(self, key: PublicKey) -> None:
        with answering():
            self._redis.hset(keys.PUBLIC_KEYS, key.id, key.pem)

    def all(self) -> tuple[PublicKey, ...]:
        """Return them, sorted by id."""
        with answering():
            kept = self._redis.hgetall(keys.PUBLIC_KEYS)
        return tuple(sorted(_readable(kept.values()), key=lambda key: key.id))


def _readable(pems: Iterable[Any]) -> Iterator[PublicKey]:
    """Yield those that can be read; a broken one must not keep the others from use."""
    for pem in pems:
        try:
            yield public_key(bytes(pem), keys.PUBLIC_KEYS)
        except BadInput:
            continue
