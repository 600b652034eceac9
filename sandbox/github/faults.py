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
    late: float | None = None  # seconds until the answer; it took effect at once

    def __post_init__(self) -> None:
        """Refuse a fault that says nothing, or two things."""
        if (self.status, self.drop, self.late).count(None) != 2:  # noqa: PLR2004 - all but one
            raise ValueError("say one of status, drop and late")
        if self.drop not in {None, *get_args(Drop)}:
            raise ValueError("drop is before, after or never")

    def __str__(self) -> str:
        return f"{self.operation}: {self._words()}, {self.times} more"

    def _words(self) -> str:
        if self.late is not None:
            return f"answered {self.late:g} s late"
        if self.drop == "never":
            return "never answered"
        return str(self.status) if self.drop is None else f"connection cut {self.drop} it took effect"


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

    def forget(self) -> None:
        self.next.clear()
