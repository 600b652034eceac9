"""What has been told to go wrong with the next deliveries."""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Mishap:
    """What befalls one delivery."""

    is_lost: bool = False  # GitHub could not reach us: it is listed as failed, and not sent again
    is_twice: bool = False  # sent twice, with the same GUID
    late: timedelta = timedelta(0)
    is_forged: bool = False  # signed with another secret
    event: str | None = None  # only the next one of this event; None: the next of any


class Mishaps:
    def __init__(self) -> None:
        self.next: deque[Mishap] = deque()

    def hit(self, event: str) -> Mishap:
        """Return what befalls the delivery of this event, and forget it."""
        for mishap in self.next:
            if mishap.event in {None, event}:
                self.next.remove(mishap)
                return mishap
        return Mishap()
