"""Signs of life on Redis: each process says every few seconds that it is there; silence is its end."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline

from app.adapters import keys
from app.adapters.outage import answering
from app.domain.errors import Transient
from app.domain.vitals import ALIVE, BEAT, Process

PROCESS = TypeAdapter(Process)
LISTED = 60.0  # seconds
NAMES_KEPT = timedelta(days=1)  # of processes that have ended, whatever two machines' clocks say


class Pulse:
    """One process's own. Only the process that made it beats: what it forks is no second one."""

    def __init__(self, redis: Redis, process: Process, now: Callable[[], datetime]) -> None:
        self._redis, self._process, self._now = redis, process, now
        self._member = f"{process.name}:{token_hex(6)}"
        self._owner, self._next, self._listed_until = os.getpid(), 0.0, 0.0

    def beat(self, sockets: int | None = None) -> None:
        """Say so, unless just that was just said; Redis away is no reason to do anything else."""
        is_known = sockets == self._process.sockets and time.monotonic() < self._next
        if is_known or os.getpid() != self._owner:
            return
        self._next = time.monotonic() + BEAT.total_seconds() - 0.5  # below BEAT: who calls that often says it
        self._process = replace(self._process, sockets=sockets)
        try:
            self._say(self._process)
        except Transient:
            return

    def end(self) -> None:
        """Say that this process leaves, so that nobody waits for it."""
        if os.getpid() != self._owner:
            return
        try:
            with answering(), self._redis.pipeline() as pipe:
                pipe.delete(keys.process(self._member))
                pipe.zrem(keys.PROCESSES, self._member)
                pipe.execute()
        except Transient:
            return

    def _say(self, process: Process) -> None:
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            pipe.set(keys.process(self._member), PROCESS.dump_json(process), px=ALIVE)
            if is_unlisted := time.monotonic() >= self._listed_until:
                self._list(pipe, self._now())
            pipe.execute()
        if is_unlisted:
            self._listed_until = time.monotonic() + LISTED

    def _list(self, pipe: Pipeline, now: datetime) -> None:
        """Have the name found, and forget those long silent; not each time, so that idling costs little."""
        pipe.zadd(keys.PROCESSES, {self._member: now.timestamp()})
        pipe.zremrangebyscore(keys.PROCESSES, "-inf", (now - NAMES_KEPT).timestamp())
