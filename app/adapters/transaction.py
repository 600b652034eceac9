"""Transactions that are tried until nobody has come in between."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from threading import Lock
from typing import TypeVar

from redis import Redis, RedisError, WatchError
from redis.client import Pipeline

from app.adapters.outage import answering
from app.domain.errors import Refused

Result = TypeVar("Result")
PATIENCE = 0.3  # seconds to wait for other threads; then it goes ahead all the same
LOST = 2  # answers; a Redis that never answers in time would be made to do the same again for ever
PAUSE, LONGEST = 0.001, 0.03  # seconds before another try, at most: doubled each time, and cut by chance


class Transactions:
    """All decisions append to one record, so those of the same instant make each other begin anew.

    Threads therefore take turns: without that, sixteen of them try nine times for each decision
    (`bench/contention.py`). It is a courtesy only; WATCH alone keeps the record right.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._turn = Lock()

    def do(self, attempt: Callable[[Pipeline], Result], *, in_turn: bool = True) -> Result:
        """Return what `attempt` returns once its EXEC has gone through; it is called again on WatchError.

        `in_turn`: it may write to the record. What does not goes ahead, and waits for the disk with others.
        """
        lost = 0  # answers
        turn = self._in_turn() if in_turn else nullcontext()
        with turn, answering(), self._redis.pipeline() as pipe:
            for tries in count():
                try:
                    return attempt(pipe)
                except Refused as refusal:
                    refusal.is_doubtful = lost > 0
                    raise
                except WatchError as broken:
                    # redis-py says the same when the connection broke, where EXEC may have been heard.
                    if isinstance(broken.__context__, RedisError):
                        lost += 1
                        if lost > LOST:
                            raise broken.__context__ from None
                    time.sleep(random.uniform(0, min(PAUSE * 2**tries, LONGEST)))  # noqa: S311 - no secret
        raise AssertionError  # `count` never ends

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for whoever is at it, but not for ever: that one may wait for a Redis that hangs."""
        taken = self._turn.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if taken:
                self._turn.release()
