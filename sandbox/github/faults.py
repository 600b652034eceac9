"""What has been told to go wrong next."""

from dataclasses import dataclass
from typing import Literal, get_args

Drop = Literal["before", "after", "never"]


@dataclass
class Fault:
    """How one operation fails, `times` times."""

    operation: str  # "GET /repos/{owner}/{repo}", or "*" for any
    status: int | None = None  # HTTP; with Retry-After when `retry_after` is given
    drop: Drop | None = None  # cut the line before or after it took effect; or take effect, never answer
    times: int = 1
    retry_after: int | None = None  # seconds

    def __post_init__(self) -> None:
        """Refuse a fault that says nothing, or two things."""
        if (self.status is None) == (self.drop is None):
            raise ValueError("say one of status and drop")
        if self.drop not in {None, *get_args(Drop)}:
            raise ValueError("drop is before, after or never")

    def __str__(self) -> str:
        cut = "never answered" if self.drop == "never" else f"connection cut {self.drop} it took effect"
        return f"{self.operation}: {self.status or cut}, {self.times} more"


class Faults:
    """Each fault is used up by the calls that it hits."""

    def __init__(self) -> None:
        self.next: list[Fault] = []

    def hit(self, operation: str) -> Fault | None:
        """Return the fault of this call, if one was asked for."""
        for fault in self.next:
            if fault.operation in {operation, "*"}:
                fault.times -= 1
                if fault.times <= 0:
                    self.next.remove(fault)
                return fault
        return None
