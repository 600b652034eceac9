"""Jobs on RQ, each a hint that something is owed: the outbox on the deploy is the debt."""

from pydantic import ValidationError
from redis.client import Pipeline
from rq import Queue

from app.adapters import keys
from app.adapters.archive import POLICY
from app.adapters.outage import answering
from app.domain.deploy import Deploy
from app.domain.effect import LONGER, LONGEST, Effect
from app.domain.policy import Priority
from app.domain.quorum import is_first

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


# What takes long, or waits for others than Slack, has workers of its own: nothing else waits behind it.
REVIEWS = {Effect.REVIEW, Effect.SUPERSEDE, Effect.RECHECK}
PLATFORM = {Effect.PROMOTE, Effect.FOLLOW, Effect.DECLINE, Effect.EXPLAIN, Effect.SHOW_CHECK}


BACKLOG = 20  # jobs


def _queue_of(effect: Effect) -> str:
    return "reviews" if effect in REVIEWS else "platform" if effect in PLATFORM else ""


def queues(queue: Queue) -> dict[str, Queue]:
    """Return the queue of what is said in Slack, and those beside it."""
    names = {"": queue.name, "reviews": f"{queue.name}-reviews", "platform": f"{queue.name}-platform"}
    return {which: Queue(name, connection=queue.connection) for which, name in names.items()}


class Hints:
    def __init__(self, queue: Queue) -> None:
        self._queues = queues(queue)
        self._redis = queue.connection

    def full(self) -> frozenset[Effect]:
        """Return the effects whose queue has more jobs than are done in a moment."""
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            for queue in self._queues.values():
                pipe.llen(queue.key)
            depths = dict(zip(self._queues, pipe.execute(), strict=True))
        return frozenset(effect for effect in Effect if depths[_queue_of(effect)] > BACKLOG)

    def hint(self, pipe: Pipeline, deploy: Deploy, effect: Effect) -> None:
        """Queue in `pipe` a job that tries the effect once; what is urgent before what waits already."""
        self.call(pipe, deploy.id, effect, at_front=is_first(deploy) or self._is_critical(deploy))

    def call(self, pipe: Pipeline, deploy_id: str, effect: Effect, *, at_front: bool = False) -> None:
        """Queue the same by the deploy's id."""
        self._queues[_queue_of(effect)].enqueue_call(
            JOBS.get(effect, POST),
            args=(deploy_id, effect.value),
            timeout=int(LONGER.get(effect, LONGEST).total_seconds()),
            result_ttl=0,
            failure_ttl=FAILURE_KEPT,
            description=f"{effect.value} {deploy_id}",
            at_front=at_front,
            pipeline=pipe,
        )

    def _is_critical(self, deploy: Deploy) -> bool:
        """Whether the last policy says so of one not reviewed yet: only who is first depends on it."""
        key = deploy.key
        if deploy.rules is not None:
            return False
        with answering():
            kept = self._redis.hget(keys.POLICY, key.repository)
        try:
            rules = POLICY.validate_json(kept).environments.get(key.environment) if kept else None
        except ValidationError:  # of another version
            return False
        return rules is not None and rules.priority is Priority.CRITICAL
