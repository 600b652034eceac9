"""RQ's worker, kept at work while Redis comes and goes."""

import logging
from threading import Event

from redis import Redis, RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested

from app import wiring

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds


class Steady(Worker):
    """RQ's own, but back soon after an outage, and remembering whether it was told to stop."""

    max_connection_wait_time = 2.0  # seconds between two looks for Redis; RQ's own grow to a minute
    is_told = False

    def handle_warm_shutdown_request(self) -> None:
        self.is_told = True


def run(redis: Redis) -> None:
    """Work until told to stop. RQ's worker leaves when Redis goes away during a job; start another then."""
    try:
        while not _work(redis):
            Event().wait(PAUSE)
    except StopRequested:  # told so while no worker was there
        return


def _work(redis: Redis) -> bool:
    """Work until told to stop, or until it cannot be done; return which."""
    try:
        queues = [Queue(name, connection=redis) for name in (wiring.QUEUE, wiring.LATER)]
        worker = Steady(queues, connection=redis, log_job_description=False)
    except RedisError:
        return False
    try:
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("worker starts again", extra={"why": str(error)})
    return worker.is_told
