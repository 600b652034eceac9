"""Which deploy the work at hand is about, so that every log line of it says so, whoever writes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ABOUT: ContextVar[str | None] = ContextVar("about", default=None)


@contextmanager
def about(deploy_id: str) -> Iterator[None]:
    """Say so of what is done inside, in this thread and in those that it copies its context to."""
    token = _ABOUT.set(deploy_id)
    try:
        yield
    finally:
        _ABOUT.reset(token)


def deploy_at_hand() -> str | None:
    return _ABOUT.get()
