"""RQ's worker, kept at work while Redis comes and goes."""

import logging
from collections.abc import Sequence
from threading import Event

from redis import Redis, RedisError
from redis.client import Pipeline
from rq import Queue, Worker
from rq.exceptions import StopRequested

from workers.outage import Once, Outage

log = logging.getLogger(__name__)
OUTAGE = Outage(log, "Redis")
# RQ says so every two seconds, in two threads, as an error; see rq.worker.base.
QUIET = Once(OUTAGE, "could not connect to Redis")

PAUSE = 1.0  # seconds


class Steady(Worker):
    """RQ's own, but back soon after an outage, and remembering whether it was told to stop."""

    max_connection_wait_time = 2.0  # seconds between two looks for Redis; RQ's own grow to a minute
    is_told = False

    def handle_warm_shutdown_request(self) -> None:
        self.is_told = True

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        if pipeline is None:
            OUTAGE.ends()


def run(redis: Redis, names: Sequence[str]) -> None:
    """Take jobs from these queues until told to stop, the first one's first.

    RQ's worker leaves when Redis goes away during a job; another is started then.
    """
    logging.getLogger("rq.worker").addFilter(QUIET)
    try:
        while not _work(redis, names):
            Event().wait(PAUSE)
    except StopRequested:  # told so while no worker was there
        return


def _work(redis: Redis, names: Sequence[str]) -> bool:
    """Work until told to stop, or until it cannot be done; return which."""
    try:
        queues = [Queue(name, connection=redis) for name in names]
        worker = Steady(queues, connection=redis, log_job_description=False)
    except RedisError as error:
        OUTAGE.begins(str(error))
        return False
    try:
        worker.work(logging_level="WARNING")
    except RedisError as error:
        OUTAGE.begins(str(error))
    return worker.is_told
