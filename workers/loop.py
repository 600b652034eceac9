"""RQ's worker, kept at work while Redis comes and goes."""

import logging
from collections.abc import Callable, Sequence
from threading import Event

from redis import Redis, RedisError
from redis.client import Pipeline
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.job import Job

from workers import minding
from workers.outage import Once, Outage

log = logging.getLogger(__name__)
OUTAGE = Outage(log, "Redis")
# RQ says so every two seconds, in two threads, as an error; see rq.worker.base.
QUIET = Once(OUTAGE, "could not connect to Redis")

PAUSE = 1.0  # seconds
LASTS = 20  # seconds; RQ waits for jobs 15 s less at a time, and so its heart beats every 5 s


class Steady(Worker):
    """RQ's own, but back soon after an outage, remembering that it was told to stop, and minding its job."""

    max_connection_wait_time = 2.0  # seconds between two looks for Redis; RQ's own grow to a minute
    is_told = False
    beat: Callable[[], None]

    def handle_warm_shutdown_request(self) -> None:
        self.is_told = True

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        self.beat()
        if pipeline is None:
            OUTAGE.ends()

    def maintain_heartbeats(self, job: Job) -> None:
        minding.keep(job)
        if minding.is_overdue(job, self.current_job_working_time):
            self.kill_horse()
        super().maintain_heartbeats(job)

    def handle_work_horse_killed(self, job: Job, *_: object) -> None:
        minding.mourn(job)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        minding.bound()
        super().main_work_horse(job, queue)


def run(redis: Redis, names: Sequence[str], beat: Callable[[], None] = lambda: None) -> None:
    """Take jobs from these queues until told to stop, the first one's first; `beat` again and again.

    RQ's worker leaves when Redis goes away during a job; another is started then.
    """
    logging.getLogger("rq.worker").addFilter(QUIET)
    try:
        while not _work(redis, names, beat):
            Event().wait(PAUSE)
    except StopRequested:  # told so while no worker was there
        return


def _work(redis: Redis, names: Sequence[str], beat: Callable[[], None]) -> bool:
    """Work until told to stop, or until it cannot be done; return which."""
    try:
        queues = [Queue(name, connection=redis) for name in names]
        worker = Steady(
            queues,
            connection=redis,
            worker_ttl=LASTS,
            log_job_description=False,
            job_monitoring_interval=minding.EVERY,
        )
        worker.beat = beat
        beat()
    except RedisError as error:
        OUTAGE.begins(str(error))
        return False
    try:
        worker.work(logging_level="WARNING")
    except RedisError as error:
        OUTAGE.begins(str(error))
    return worker.is_told
