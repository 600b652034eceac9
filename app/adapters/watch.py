"""Looks at keys that must not change until EXEC, in one message."""

from collections.abc import Callable, Sequence
from typing import Any

from redis import WatchError
from redis.client import Pipeline


def read(pipe: Pipeline, *names: str) -> Sequence[Any]:
    """Return what each key holds; None for none, and for what is no string. None may change before EXEC.

    `pipe.watch` waits for an answer of its own, and so for other threads twice. Raises WatchError when the
    connection is lost with what it watches.
    """
    link: Any = pipe.connection or pipe.connection_pool.get_connection()  # redis-py left it untyped
    pipe.connection = link
    answer: Callable[..., Any] = pipe.parse_response
    asked = link.pack_commands([("WATCH", *names), ("MGET", *names)])

    def ask() -> Any:
        try:
            link.send_packed_command(asked)
            answer(link, "WATCH")
            return answer(link, "MGET")
        except BaseException:
            link.disconnect()  # with answers that nobody has read, the next question would get the wrong one
            raise

    def lost(_: Exception) -> None:
        if pipe.watching:
            pipe.watching = False
            pipe.reset()
            raise WatchError("the connection was lost, and with it what it watches")

    kept: Sequence[Any] = link.retry.call_with_retry(ask, lost)
    return kept
