"""Slack's rate limits, off unless asked for: one bucket for each app, method and, when posting, channel."""

import math
import time
from collections.abc import Collection

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}  # docs.slack.dev/apis/web-api/rate-limits: tiers
POST_BURST = 3  # "short bursts"; Slack names no number
POSTS_PER_SECOND = 1.0


class Rates:
    def __init__(self) -> None:
        self.is_on = False
        self.only: Collection[str] | None = None  # methods; None: all of them
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}  # key → (tokens, seen at)

    def wait(self, app: str, method: str, channel: str, tier: int) -> int:
        """Return 0 when the call may pass, else after how many seconds to come again."""
        if not self.is_on or (self.only is not None and method not in self.only):
            return 0
        if method == "chat.postMessage":
            return self._take((app, method, channel), POST_BURST, POSTS_PER_SECOND)
        return self._take((app, method), PER_MINUTE[tier], PER_MINUTE[tier] / 60)

    def _take(self, key: tuple[str, ...], most: int, per_second: float) -> int:
        now = time.monotonic()
        tokens, seen = self._buckets.get(key, (float(most), now))
        tokens = min(float(most), tokens + (now - seen) * per_second)
        is_allowed = tokens >= 1
        self._buckets[key] = (tokens - is_allowed, now)
        return 0 if is_allowed else math.ceil((1 - tokens) / per_second)
