"""A job that kills its process, or hangs where nothing can break it off, is counted, and done with soon."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry

from app import wiring
from app.adapters import keys
from app.domain.effect import Effect
from tests.stories.still import Still
from workers import minding
from workers.loop import Steady

WHICH = "minded"
FORK = multiprocessing.get_context("fork")


def dies(*_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(*_: str) -> None:
    """Wait for ever, as in a library that lets no signal through."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    signal.sigwait({signal.SIGUSR1})


def work(url: str) -> None:
    with Redis.from_url(url) as redis:
        worker = Steady([Queue(WHICH, connection=redis)], connection=redis, job_monitoring_interval=1)
        worker.beat = lambda: None
        worker.work(burst=True, logging_level="ERROR")


@pytest.mark.parametrize("job", [dies, hangs])
def test_it_is_counted_and_its_effect_taken_up_again(
    still: Still, redis_url: str, job: Callable[..., None]
) -> None:
    deploy = still.queue(still.sample.routine.sha)
    assert still.parts.gate.begin(deploy.id, Effect.REVIEW, wiring.now())
    queue = Queue(WHICH, connection=still.redis)
    queue.enqueue_call(job, args=(deploy.id, Effect.REVIEW.value), timeout=1)
    worker = FORK.Process(target=work, args=(redis_url,))
    worker.start()
    worker.join()
    debt = still.get(deploy).debt(Effect.REVIEW)
    assert debt is not None
    assert (debt.leased_until, debt.in_doubt) == (None, True)
    assert len(FailedJobRegistry(queue=queue)) == 1


def test_a_lease_is_kept_while_the_job_works(still: Still) -> None:
    deploy = still.queue(still.sample.routine.sha)
    begun = still.parts.gate.begin(deploy.id, Effect.REVIEW, wiring.now())
    assert begun
    first = begun.deploy.debt(Effect.REVIEW)
    job = Queue(WHICH, connection=still.redis).enqueue_call(dies, args=(deploy.id, Effect.REVIEW.value))
    minding.keep(job)
    after = still.get(deploy).debt(Effect.REVIEW)
    assert first
    assert after
    assert first.leased_until
    assert after.leased_until
    assert after.leased_until > first.leased_until


def test_the_card_that_a_review_posts_is_leased_for_as_long_as_that_takes(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    begun = still.parts.gate.begin(deploy.id, Effect.POST_CARD, wiring.now())
    assert begun
    minding.keep(Queue(WHICH, connection=still.redis).enqueue_call(dies, args=(deploy.id, "review")))
    first, after = begun.deploy.debt(Effect.POST_CARD), still.get(deploy).debt(Effect.POST_CARD)
    assert first
    assert first.leased_until
    assert after
    assert (after.leased_until or first.leased_until) > first.leased_until


def test_a_record_that_breaks_during_a_job_is_not_the_end_of_the_worker(
    still: Still, caplog: pytest.LogCaptureFixture
) -> None:
    deploy = still.queue(still.sample.routine.sha)
    job = Queue(WHICH, connection=still.redis).enqueue_call(dies, args=(deploy.id, Effect.PROMOTE.value))
    still.redis.set(keys.deploy(deploy.id), "{")
    minding.keep(job)
    minding.mourn(job)
    told = [(each.message, vars(each)["deploy"]) for each in caplog.records if each.name == minding.__name__]
    assert told == [(words, deploy.id) for words in ("lease not kept", "job was killed", "lease not kept")]


def test_what_is_no_effect_of_a_deploy_has_no_lease(still: Still) -> None:
    job = Queue(WHICH, connection=still.redis).enqueue_call(dies, args=("harbour/shop", "production"))
    minding.keep(job)
    minding.mourn(job)
    assert still.redis.keys("airlock:*") == []


def test_the_kernel_ends_what_burns_for_ever() -> None:
    def bound() -> None:
        minding.bound()
        soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
        os._exit(0 if soft <= minding.CPU.total_seconds() + 1 else 1)

    child = FORK.Process(target=bound)
    child.start()
    child.join()
    assert child.exitcode == 0
