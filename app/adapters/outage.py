"""What Redis raises when it is away, in our words; and what it gives, as text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import RedisError, WatchError

from app.domain.errors import Transient


@contextmanager
def answering() -> Iterator[None]:
    """Translate what Redis raises when it is away."""
    try:
        yield
    except WatchError:
        raise
    except RedisError as error:
        raise Transient(f"Redis does not answer ({type(error).__name__}); check REDIS_URL.") from error


def text(value: Any) -> str:
    """Return what a connection that never decodes has read; redis-py's types allow for those that do."""
    return bytes(value).decode()
