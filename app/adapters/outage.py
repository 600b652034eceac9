"""What Redis raises when it is away, in our words; and what it gives, as text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import RedisError, ResponseError, WatchError
from redis.exceptions import NoPermissionError, OutOfMemoryError, ReadOnlyError

from app.domain.errors import Transient

# How a refusal to write begins: redis.io/docs/latest/develop/reference/protocol-spec (simple errors)
REFUSALS = {
    "OOM": "Redis is full: raise its `maxmemory`.",
    "READONLY": "This Redis may only be read: let REDIS_URL name the primary.",
    "MISCONF": "Redis cannot write to its disk: make room there, and see its log.",
    "NOREPLICAS": "Redis has fewer replicas than its `min-replicas-to-write`: start them, or lower that.",
    "NOPERM": "Redis does not let this user write: give the user of REDIS_URL `+@all ~*`.",
}
CODE = re.compile(rf"\b({'|'.join(REFUSALS)})\b")
KNOWN = {OutOfMemoryError: "OOM", ReadOnlyError: "READONLY", NoPermissionError: "NOPERM"}


@contextmanager
def answering() -> Iterator[None]:
    """Translate what Redis raises when it is away, or takes nothing in."""
    try:
        yield
    except WatchError:
        raise
    except ResponseError as error:
        raise Transient(unwritten(error)) from error
    except RedisError as error:
        raise Transient(f"Redis does not answer ({type(error).__name__}); check REDIS_URL.") from error


def unwritten(error: ResponseError) -> str:
    """Return why Redis refuses, and how to mend it; redis-py drops the word that some answers begin with."""
    found = CODE.search(str(error))
    code = KNOWN.get(type(error)) or (found and found[0])
    return REFUSALS[code] if code else f"Redis refuses the call ({type(error).__name__}); see its log."


def text(value: Any) -> str:
    """Return what a connection that never decodes has read; redis-py's types allow for those that do.

    What is no text names nothing that Airlock has written, and stops nobody.
    """
    return bytes(value).decode(errors="replace")
