"""This machine's clock against Redis's, on which all machines can agree."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from redis import Redis

from app.adapters.outage import answering
from app.domain.effect import LEASE, LONGEST

# A lease ends by the clock of whoever looks at it, and its holder may be at work for so long.
APART = LEASE - LONGEST
OFF = (
    "this machine is {seconds:.0f} s {word}: let it keep time by NTP, for from {apart:.0f} s on two machines "
    "may take the same work in hand at once, and post it twice."
)


def off(redis: Redis, now: Callable[[], datetime]) -> str | None:
    """Return what is wrong with this machine's clock, `now`; None when the two agree. Raises Transient."""
    with answering():
        seconds, micros = redis.time()
    ahead = (now() - datetime.fromtimestamp(seconds + micros / 1e6, UTC)).total_seconds()
    apart = APART / timedelta(seconds=1)
    if abs(ahead) < apart:
        return None
    return OFF.format(seconds=abs(ahead), word="ahead" if ahead > 0 else "behind", apart=apart)
