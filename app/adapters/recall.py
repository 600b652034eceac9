"""What failed because Slack, GitHub or the CI was away, on Redis, so that it goes on soon after its return.

Each of it is tried again by itself, ever more rarely. This only makes the end of an outage known to all:
one at a time looks whether it has come. All of it may be lost.
"""

from collections.abc import Sequence
from datetime import datetime

from redis import Redis

from app.adapters import keys
from app.adapters.member import read, written
from app.adapters.outage import answering, text
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.policy import PromoteKind

SLACK, GITHUB, CI, HERE = "slack", "github", "ci", "here"
NAMES = (SLACK, GITHUB, CI, HERE)
_OF_THE_CHANGE = {Effect.REVIEW, Effect.SUPERSEDE, Effect.RECHECK}
_OF_GITHUB = {Effect.DECLINE, Effect.EXPLAIN, Effect.SHOW_CHECK}
_OF_A_PROMOTION = {Effect.PROMOTE, Effect.FOLLOW}
_IN_LINE = {Effect.REFRESH_CARD, Effect.SHOW_OVERRIDE}  # whose line calls them, whatever went wrong
PROBE = 10  # seconds between two that look
FRESH = 30  # seconds for which one answer means that whoever fails now fails by itself
AT_ONCE = 10  # in each look of the clock, once it is over


def asked(deploy: Deploy, effect: Effect) -> str | None:
    """Return who has to answer for an effect; None where its line sees to it."""
    if effect in _IN_LINE:
        return None
    if effect in _OF_THE_CHANGE:
        return HERE if deploy.request.local_path else GITHUB
    if effect in _OF_GITHUB:
        return GITHUB
    if effect in _OF_A_PROMOTION:
        return CI if deploy.rules and deploy.rules.promote.kind is PromoteKind.WEBHOOK else GITHUB
    return SLACK


class RedisRecall:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def missed(self, deploy: Deploy, effect: Effect, at: datetime) -> None:
        """Note that this one got no answer, unless others do."""
        name = asked(deploy, effect)
        with answering():
            if name and not self._redis.exists(keys.answered(name)):
                self._redis.zadd(keys.away(name), {written(deploy.id, effect): at.timestamp()}, nx=True)

    def answered(self, deploy: Deploy, effect: Effect) -> None:
        """Note that one got an answer, so that those who got none are called."""
        if name := asked(deploy, effect):
            with answering():
                # Only where nobody has for a while: a write waits for the disk.
                self._redis.set(keys.answered(name), 1, ex=FRESH, nx=True)

    def leave(self, deploy_id: str, effect: Effect) -> None:
        """Call it no more."""
        with answering(), self._redis.pipeline(transaction=False) as pipe:
            for name in NAMES:
                pipe.zrem(keys.away(name), written(deploy_id, effect))
            pipe.execute()

    def called(self, at: datetime) -> Sequence[tuple[str, Effect]]:
        """Return who is to try now: some of all when it is over, else one now and then."""
        with answering():
            if not self._redis.exists(*map(keys.away, NAMES)):  # as nearly always
                return []
        members = (member for name in NAMES for member in self._called(name, at))
        return [found for member in members if (found := read(member))]

    def _called(self, name: str, at: datetime) -> list[str]:
        key = keys.away(name)
        with answering():
            if self._redis.exists(keys.answered(name)):
                return [text(popped[0]) for popped in self._redis.zpopmin(key, AT_ONCE)]
            until = at.timestamp() - PROBE
            heads = list(map(text, self._redis.zrange(key, "-inf", until, byscore=True, offset=0, num=1)))
            if heads and self._redis.set(keys.probing(name), 1, nx=True, ex=PROBE):
                self._redis.zadd(key, {heads[0]: at.timestamp()}, xx=True)
                return heads
        return []
