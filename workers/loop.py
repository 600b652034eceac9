"""RQ's worker, kept at work while Redis comes and goes."""

import gc
import json
import logging
from collections.abc import Callable, Sequence
from threading import Event
from typing import NoReturn

from redis import Redis, RedisError
from redis.client import Pipeline
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.executions import Execution
from rq.job import Job

from workers import minding
from workers.outage import Once, Outage
from workers.spare import Part, Spare

log = logging.getLogger(__name__)
OUTAGE = Outage(log, "Redis")
# RQ says so every two seconds, in two threads, as an error; see rq.worker.base.
QUIET = Once(OUTAGE, "could not connect to Redis")

PAUSE = 1.0  # seconds
LASTS = 20  # seconds; RQ waits for jobs 15 s less at a time, and so its heart beats every 5 s


class Steady(Worker):
    """RQ's own, but back soon after an outage, remembering that it was told to stop, and minding its job.

    Where it is told how to rehearse, a process waits for the next review while nothing else is to be done.
    """

    max_connection_wait_time = 2.0  # seconds between two looks for Redis; RQ's own grow to a minute
    is_told = False
    beat: Callable[[], None]
    rehearse: Callable[[], None] | None = None
    ahead = "workers.review.run"  # what people wait for, so that it is worth a process forked ahead
    spare: Spare | None = None

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

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        if self.rehearse is not None and self.spare is None:
            self.spare = Spare.fork(Part(self._rehearse, self._perform))
        return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Have the spare do a review; fork for anything else, and where there is no spare."""
        if self.spare is not None and job.func_name == self.ahead:
            spare, self.spare = self.spare, None
            execution = self.execution.id if self.execution else ""
            if spare.take(json.dumps([job.id, queue.name, execution]).encode()):
                self._horse_pid = spare.pid
                return
        super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Job, queue: Queue) -> NoReturn:
        if self.spare is not None:
            self.spare.leave()
        minding.bound()
        super().main_work_horse(job, queue)
        raise AssertionError  # RQ ends the process

    def teardown(self) -> None:
        if self.spare is not None and not self.is_horse:
            self.spare.dismiss()
        super().teardown()  # type: ignore[no-untyped-call] # RQ left it untyped

    def _rehearse(self) -> None:
        self.connection.ping()
        if self.rehearse is not None:
            self.rehearse()
        gc.freeze()  # what is here now stays until the job ends

    def _perform(self, orders: bytes) -> NoReturn:
        """Do a job in the spare. It is read again, as RQ does where it spawns: objects do not cross over."""
        job_id, name, execution_id = json.loads(orders)
        job = Job.fetch(job_id, connection=self.connection, serializer=self.serializer)
        job.redis_server_version = self.redis_server_version
        self.execution = Execution(execution_id, job_id, self.connection, self.name)
        self.main_work_horse(job, Queue(name, connection=self.connection))


def run(
    redis: Redis,
    names: Sequence[str],
    beat: Callable[[], None] = lambda: None,
    rehearse: Callable[[], None] | None = None,
) -> None:
    """Take jobs from these queues until told to stop, the first one's first; `beat` again and again.

    RQ's worker leaves when Redis goes away during a job; another is started then. With `rehearse`, a process
    that has done so waits for each review.
    """
    logging.getLogger("rq.worker").addFilter(QUIET)
    try:
        while not _work(redis, names, beat, rehearse):
            Event().wait(PAUSE)
    except StopRequested:  # told so while no worker was there
        return


def _work(
    redis: Redis, names: Sequence[str], beat: Callable[[], None], rehearse: Callable[[], None] | None
) -> bool:
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
        worker.beat, worker.rehearse = beat, rehearse
        beat()
    except RedisError as error:
        OUTAGE.begins(str(error))
        return False
    try:
        worker.work(logging_level="WARNING")
    except RedisError as error:
        OUTAGE.begins(str(error))
    return worker.is_told
