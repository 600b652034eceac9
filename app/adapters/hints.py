"""Jobs on RQ, each a hint that something is owed: the outbox on the deploy is the debt."""

from redis.client import Pipeline
from rq import Queue

from app.domain.effect import LEASE, LEASES, MARGIN, Effect

# The module in workers/ that does each effect; what is not named here is a message to post.
JOBS = {
    Effect.REVIEW: "workers.review.run",
    Effect.REFRESH_CARD: "workers.refresh.run",
    Effect.SUPERSEDE: "workers.supersede.run",
    Effect.RECHECK: "workers.recheck.run",
    Effect.PROMOTE: "workers.promote.run",
    Effect.FOLLOW: "workers.follow.run",
    Effect.SHOW_OVERRIDE: "workers.refresh.run",
    Effect.DECLINE: "workers.platform.decline",
    Effect.EXPLAIN: "workers.platform.explain",
    Effect.SHOW_CHECK: "workers.platform.show_check",
}
POST = "workers.post.run"
FAILURE_KEPT = 7 * 24 * 3600  # seconds


class Hints:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def hint(self, pipe: Pipeline, deploy_id: str, effect: Effect) -> None:
        """Queue in `pipe` a job that tries the effect once."""
        self._queue.enqueue_call(
            JOBS.get(effect, POST),
            args=(deploy_id, effect.value),
            timeout=int((LEASES.get(effect, LEASE) - MARGIN).total_seconds()),
            result_ttl=0,
            failure_ttl=FAILURE_KEPT,
            description=f"{effect.value} {deploy_id}",
            pipeline=pipe,
        )
