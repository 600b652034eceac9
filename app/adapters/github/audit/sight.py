"""What an audit sees, collected place by place; a place that cannot be looked at is an alarm there."""

from collections.abc import Callable, Iterator

from app.domain.alarm import Alarm, Cursor, Place, unchecked
from app.domain.errors import BadInput, Transient


class Sight:
    def __init__(self) -> None:
        self.seen: dict[Place, tuple[Alarm, ...]] = {}
        self.cursors: dict[str, Cursor] = {}  # "REPOSITORY ENVIRONMENT" → how far its deployments were seen
        self.unruled: list[str] = []  # repositories without rules
        self.is_whole = True  # whether it is known which places there are

    def look(self, place: Place, check: Callable[[], Iterator[Alarm]]) -> bool:
        """Add what `check` finds, as far as it comes; return whether it could look at all of it."""
        found: list[Alarm] = []
        try:
            for alarm in check():
                found.append(alarm)  # noqa: PERF402 - what was found before it broke off counts
        except (BadInput, Transient) as problem:
            found.append(unchecked(place, str(problem), may_pass=isinstance(problem, Transient)))
            return False
        finally:
            self.seen[place] = tuple(found)
        return True
