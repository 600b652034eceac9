"""Everything the stand-in CI remembers, in memory; safe to use from any thread."""

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Condition

from sandbox.ci.fault import Fault, Kind
from sandbox.ci.promotion import Line, Payload, Promotion, State


class Ledger:
    def __init__(self) -> None:
        self._changed = Condition()  # on an RLock: predicates may read
        self._promotions: dict[str, Promotion] = {}
        self._faults: deque[Fault] = deque()
        self._live: dict[str, dict[str, str]] = {}  # repository → environment → sha

    @property
    def promotions(self) -> list[Promotion]:
        """Every promotion as it stands, oldest first."""
        with self._changed:
            return list(self._promotions.values())

    @property
    def faults(self) -> list[Fault]:
        """Faults not taken yet, next first."""
        with self._changed:
            return list(self._faults)

    @property
    def live(self) -> dict[str, dict[str, str]]:
        """What runs now: repository → environment → sha."""
        with self._changed:
            return {repository: dict(shas) for repository, shas in self._live.items()}

    def get(self, key: str) -> Promotion | None:
        with self._changed:
            return self._promotions.get(key)

    def accept(self, key: str, payload: Payload) -> Promotion:
        """Return the promotion that has this key, made now if need be; `requests` tells which."""
        with self._changed:
            known = self._promotions.get(key)
            if known:
                return self._put(replace(known, requests=known.requests + 1))
            return self._put(Promotion(key, len(self._promotions) + 1, payload))

    def begin(self, key: str) -> None:
        with self._changed:
            promotion = self._promotions[key]
            self._put(replace(promotion, started=promotion.started + 1))

    def end(self, key: str, failure: str | None) -> None:
        """Close the run: live, or failed for that reason."""
        with self._changed:
            promotion = self._promotions[key]
            state = State.FAILED if failure else State.LIVE
            self._put(replace(promotion, state=state, detail=failure))
            if not failure:
                self.set_live(
                    promotion.payload.repository, promotion.payload.environment, promotion.payload.sha
                )

    def set_live(self, repository: str, environment: str, sha: str) -> None:
        with self._changed:
            self._live.setdefault(repository, {})[environment] = sha
            self._changed.notify_all()

    def note(self, key: str, text: str) -> None:
        """Add a line to the run's log."""
        with self._changed:
            promotion = self._promotions[key]
            self._put(replace(promotion, log=(*promotion.log, Line(datetime.now(UTC), text))))

    def arm(self, fault: Fault) -> None:
        with self._changed:
            self._faults.extend([fault] * fault.times)
            self._changed.notify_all()

    def disarm(self) -> None:
        with self._changed:
            self._faults.clear()
            self._changed.notify_all()

    def take_fault(self, kinds: Collection[Kind]) -> Fault | None:
        """Take the next armed fault of these kinds."""
        with self._changed:
            fault = next((armed for armed in self._faults if armed.kind in kinds), None)
            if fault:
                self._faults.remove(fault)
                self._changed.notify_all()
            return fault

    def wait_for(self, predicate: Callable[[], object], timeout: timedelta) -> None:
        """Return once `predicate` holds; it is asked after every change. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(predicate, timeout.total_seconds()):
                raise TimeoutError(f"still not so after {timeout}; promotions: {self.promotions}")

    def _put(self, promotion: Promotion) -> Promotion:
        self._promotions[promotion.key] = promotion
        self._changed.notify_all()
        return promotion
