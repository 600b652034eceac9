"""Making things go wrong on request."""

from dataclasses import replace
from datetime import timedelta

from sandbox.github.actions.expiring import expire
from sandbox.github.actions.storage import FETCH_ARTIFACT
from sandbox.github.faults import Drop, Fault
from sandbox.github.gitserver import FETCH_PACK, FETCH_REFS
from sandbox.github.routes import ROUTES
from sandbox.github.running import Running

KNOWN = frozenset({"*", FETCH_REFS, FETCH_PACK, FETCH_ARTIFACT, *ROUTES})


class Breaking(Running):
    def fail_next(  # noqa: PLR0913 - what a fault is
        self,
        operation: str,
        *,
        status: int | None = None,
        drop: Drop | None = None,
        times: int = 1,
        retry_after: int | None = None,
        late: float | None = None,
    ) -> None:
        """Let the next calls of an operation ("GET /repos/{owner}/{repo}", or "*") fail in one way.

        Raises ValueError for an operation that GitHub does not have under this name.
        """
        if operation not in KNOWN:
            raise ValueError(f"there is no {operation}")
        fault = Fault(operation, status, drop, times, retry_after, late)
        with self._held() as hub:
            hub.faults.next.append(fault)

    def stop_failing(self) -> None:
        """Forget what was still to go wrong, with webhooks too, and be there."""
        with self._held() as hub:
            hub.faults.forget()
            hub.webhooks.mishaps.next.clear()
            hub.actions.fates.clear()
            hub.rates.renew(hub.now())
            hub.is_away = False

    @property
    def faults(self) -> list[str]:
        """Return what is still to fail, one line each; a test may ask that nothing is."""
        return self._look(lambda hub: [str(fault) for fault in hub.faults.next])

    def rate_limit(self, remaining: int = 0, reset_in: timedelta | float = timedelta(hours=1)) -> None:
        """Leave everybody so many calls until the limit is renewed, by this GitHub's clock."""
        until = reset_in if isinstance(reset_in, timedelta) else timedelta(seconds=reset_in)
        with self._held() as hub:
            hub.rates.set(remaining, hub.now() + until)

    def set_limits(self, **limits: int) -> None:
        """Lower GitHub's limits on what one answer holds, by the names of `Limits`."""
        with self._held() as hub:
            hub.limits = replace(hub.limits, **limits)

    def away(self) -> None:
        """Cut every connection of the API and of git, until `back`."""
        with self._held() as hub:
            hub.is_away = True

    def back(self) -> None:
        with self._held() as hub:
            hub.is_away = False

    @property
    def asked_at(self) -> list[float]:
        """When it was called, or asked by git, away or not: seconds since 1970."""
        return self._look(lambda hub: list(hub.asked_at))

    def pass_time(self, by: timedelta) -> None:
        """Put this GitHub's clock forward: tokens run out, limits are renewed, what waited too long fails."""
        with self._held() as hub:
            hub.shift += by
            expire(hub.actions)
