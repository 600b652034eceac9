"""What has been told to go wrong next."""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

Drop = Literal["before", "after", "never"]


@dataclass
class Fault:
    """How one Web API method fails, `times` times."""

    method: str
    status: int | None = None  # HTTP; 429 comes with Retry-After
    error: str | None = None  # Slack's word in an answer that is otherwise fine
    drop: Drop | None = (
        None  # cut the line before or after the call took effect; or take effect, never answer
    )
    retry_after: int = 1  # seconds
    times: int = 1

    def __post_init__(self) -> None:
        """Refuse a fault that says nothing, or two things."""
        if [self.status, self.error, self.drop].count(None) != 2:  # noqa: PLR2004 - exactly one of three
            raise ValueError("say one of status, error and drop")
        if self.drop not in {None, *get_args(Drop)}:
            raise ValueError("drop is before, after or never")

    def __str__(self) -> str:
        cut = "never answered" if self.drop == "never" else f"connection cut {self.drop} it took effect"
        how = self.error or self.status or cut
        return f"{self.method}: {how}, {self.times} more"


class Faults:
    """Each fault is used up by the calls or deliveries that it hits."""

    def __init__(self) -> None:
        self.calls: list[Fault] = []
        self.twice = 0  # how many of the next envelopes are delivered twice
        self.late: deque[timedelta] = deque()  # the next envelopes' delays

    def hit(self, method: str) -> Fault | None:
        """Return the fault of this call, if one was asked for."""
        for fault in self.calls:
            if fault.method == method:
                fault.times -= 1
                if fault.times <= 0:
                    self.calls.remove(fault)
                return fault
        return None

    def is_doubled(self) -> bool:
        self.twice -= (doubled := self.twice > 0)
        return doubled

    def delay(self) -> timedelta:
        return self.late.popleft() if self.late else timedelta(0)

    def forget(self) -> None:
        self.calls.clear()
        self.late.clear()
        self.twice = 0

    def described(self) -> list[str]:
        """Return what is still to come, one line each."""
        return [
            *map(str, self.calls),
            *(["deliveries twice: " + str(self.twice)] if self.twice else []),
            *(f"a delivery late by {delay.total_seconds():g} s" for delay in self.late),
        ]
