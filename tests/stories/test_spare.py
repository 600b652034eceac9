"""A review is done by a process that was forked ahead of it, which is watched like any other job's."""

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry

from app import wiring
from app.domain.effect import Effect
from tests.eventually import eventually
from tests.stories.still import Still
from tests.system.census import is_running
from workers.loop import Steady
from workers.spare import Part, Spare

log = logging.getLogger(__name__)

WHICH = "ahead"
FORK = multiprocessing.get_context("fork")


def says(where: str, _: str = "") -> None:
    """Be the job: say who does it."""
    with Path(where, "done").open("a") as file:
        file.write(f"{os.getpid()}\n")
    log.error("done")


def dies(*_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def work(url: str, where: Path, job: Callable[..., None], rehearse: Callable[[Path], None]) -> None:
    with Redis.from_url(url) as redis:
        worker = Steady([Queue(WHICH, connection=redis)], connection=redis, job_monitoring_interval=1)
        worker.ahead = f"{job.__module__}.{job.__qualname__}"
        worker.beat = lambda: None
        worker.rehearse = lambda: rehearse(where)
        worker.work(logging_level="CRITICAL")


def noted(where: Path) -> None:
    (where / f"rehearsed.{os.getpid()}").touch()


def failing(where: Path) -> None:
    noted(where)
    log.addHandler(logging.FileHandler(where / "log"))
    log.error("rehearsed")
    raise ValueError


@contextmanager
def working(
    url: str, where: Path, job: Callable[..., None] = says, rehearse: Callable[[Path], None] = noted
) -> Iterator[int]:
    """Have a worker work, and yield the id of its spare once that has rehearsed."""
    worker = FORK.Process(target=work, args=(url, where, job, rehearse))
    worker.start()
    try:
        eventually(lambda: rehearsed(where))
        yield rehearsed(where).pop()
    finally:
        worker.terminate()
        worker.join()


def rehearsed(where: Path) -> set[int]:
    return {int(path.suffix[1:]) for path in where.glob("rehearsed.*")}


def done_by(where: Path) -> list[int]:
    return [int(line) for line in (where / "done").read_text().split()] if (where / "done").exists() else []


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("rehearse", [noted, failing])
def test_each_review_finds_a_process_of_its_own_that_has_rehearsed(
    redis_url: str, tmp_path: Path, rehearse: Callable[[Path], None]
) -> None:
    queue = Queue(WHICH, connection=Redis.from_url(redis_url))
    with working(redis_url, tmp_path, rehearse=rehearse) as first:
        queue.enqueue_call(says, args=(str(tmp_path),))
        eventually(lambda: len(rehearsed(tmp_path)) > 1)
        (second,) = rehearsed(tmp_path) - {first}
        queue.enqueue_call(says, args=(str(tmp_path),))
        eventually(lambda: len(done_by(tmp_path)) == 2)
    assert done_by(tmp_path) == [first, second]
    assert len(FailedJobRegistry(queue=queue)) == 0
    queue.connection.close()


def test_what_a_rehearsal_says_is_not_logged(redis_url: str, tmp_path: Path) -> None:
    queue = Queue(WHICH, connection=Redis.from_url(redis_url))
    with working(redis_url, tmp_path, rehearse=failing):
        queue.enqueue_call(says, args=(str(tmp_path),))
        eventually(lambda: "done" in (tmp_path / "log").read_text())
    assert "rehearsed" not in (tmp_path / "log").read_text()
    queue.connection.close()


def test_one_that_was_killed_while_it_waited_is_missed_by_nobody(redis_url: str, tmp_path: Path) -> None:
    queue = Queue(WHICH, connection=Redis.from_url(redis_url))
    with working(redis_url, tmp_path) as spare:
        os.kill(spare, signal.SIGKILL)
        eventually(lambda: not is_running(spare))
        queue.enqueue_call(says, args=(str(tmp_path),))
        eventually(lambda: done_by(tmp_path))
    assert done_by(tmp_path) != [spare]
    assert len(FailedJobRegistry(queue=queue)) == 0
    queue.connection.close()


def test_a_review_that_dies_in_it_is_counted_and_taken_up_again(
    still: Still, redis_url: str, tmp_path: Path
) -> None:
    deploy = still.queue(still.sample.routine.sha)
    assert still.parts.gate.begin(deploy.id, Effect.REVIEW, wiring.now())
    queue = Queue(WHICH, connection=still.redis)
    with working(redis_url, tmp_path, dies):
        queue.enqueue_call(dies, args=(deploy.id, Effect.REVIEW.value))
        eventually(lambda: len(FailedJobRegistry(queue=queue)) == 1)
    debt = still.get(deploy).debt(Effect.REVIEW)
    assert debt is not None
    assert (debt.leased_until, debt.in_doubt) == (None, True)


def test_it_leaves_with_its_worker(redis_url: str, tmp_path: Path) -> None:
    with working(redis_url, tmp_path) as spare:
        assert is_there(spare)
    assert not is_there(spare)


def holding(where: Path) -> None:
    """Have a spare, and wait; who drops it lets it end."""
    spare = Spare.fork(Part(lambda: noted(where), lambda _: os._exit(0)))
    signal.pause()
    spare.dismiss()


def test_it_ends_when_nobody_can_give_it_orders_any_more(tmp_path: Path) -> None:
    worker = FORK.Process(target=holding, args=(tmp_path,), daemon=True)
    worker.start()
    eventually(lambda: rehearsed(tmp_path))
    (spare,) = rehearsed(tmp_path)
    worker.kill()
    worker.join()
    eventually(lambda: not is_there(spare))


def test_a_rehearsal_changes_nothing(still: Still) -> None:
    before = sorted(still.redis.keys("*"))
    still.parts.rehearse()
    assert sorted(still.redis.keys("*")) == before
