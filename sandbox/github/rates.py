"""How many calls are left in the hour; GitHub counts per installation and per person."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.github.refusal import Json, Refusal

PER_HOUR = 5000  # docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
HOUR = timedelta(hours=1)


@dataclass
class Rates:
    limit: int = PER_HOUR
    used: Counter[str] = field(default_factory=Counter)
    resets_at: datetime | None = None

    def set(self, remaining: int, resets_at: datetime) -> None:
        """Leave everybody `remaining` calls until then."""
        self.used.clear()
        self.limit, self.resets_at = remaining, resets_at

    def take(self, key: str, now: datetime) -> None:
        """Count one call. Raises Refusal when none is left."""
        self._renew(now)
        if self.used[key] >= self.limit:
            message = f"API rate limit exceeded for {key}."
            raise Refusal(403, message, headers=self.headers(key, now))
        self.used[key] += 1

    def give_back(self, key: str) -> None:
        """Do not count a call that was answered with 304."""
        self.used[key] -= 1

    def headers(self, key: str, now: datetime) -> dict[str, str]:
        """Return what GitHub says with every answer."""
        state = self.state(key, now)
        headers = {f"X-RateLimit-{name.capitalize()}": str(value) for name, value in state.items()}
        return headers | {"X-RateLimit-Resource": "core"}

    def state(self, key: str, now: datetime) -> Json:
        self._renew(now)
        assert self.resets_at is not None
        used = self.used[key]
        left = max(0, self.limit - used)
        return {"limit": PER_HOUR, "used": used, "remaining": left, "reset": int(self.resets_at.timestamp())}

    def renew(self, now: datetime) -> None:
        """Begin another hour."""
        self.used.clear()
        self.limit, self.resets_at = PER_HOUR, now + HOUR

    def _renew(self, now: datetime) -> None:
        if self.resets_at is None or now >= self.resets_at:
            self.renew(now)
