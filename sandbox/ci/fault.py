"""What can go wrong on request: how the next promotion is answered, or how it ends."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Kind(StrEnum):
    FAIL = "fail"  # ends as failed
    MUTE = "mute"  # ends well, never reports; asking tells
    STUCK = "stuck"  # reports that it started, never ends
    LIVE_TWICE = "live_twice"  # reports the good end twice
    LATE = "late"  # takes effect, answers after `seconds`
    SILENT = "silent"  # takes effect, never answers
    DROP_BEFORE = "drop_before"  # closes the connection, without effect
    DROP_AFTER = "drop_after"  # takes effect, then closes the connection
    ERROR = "error"  # answers 500, without effect
    REFUSE = "refuse"  # answers 403, without effect
    REPORT_FIRST = "report_first"  # runs and reports, then answers


# A new promotion takes the next of these, and every request the next of the others: so both can be armed.
ENDINGS = frozenset({Kind.FAIL, Kind.MUTE, Kind.STUCK, Kind.LIVE_TWICE})
ANSWERS = frozenset(Kind) - ENDINGS

STATUS = {Kind.ERROR: 500, Kind.REFUSE: 403}
DETAIL = {
    Kind.FAIL: "smoke test /checkout answered 500",
    Kind.ERROR: "the build farm is on fire",
    Kind.REFUSE: "this environment is locked",
}


class Fault(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = Kind.FAIL
    times: Annotated[int, Field(ge=1, le=100)] = 1  # so many requests or promotions in a row
    seconds: Annotated[float, Field(ge=0, le=600)] = 2  # how late is late
    status: Annotated[int, Field(ge=400, le=599)] | None = None  # of error and refuse
    detail: Annotated[str, Field(max_length=3000)] | None = None  # of fail, error and refuse

    @property
    def code(self) -> int:
        return self.status or STATUS[self.kind]

    @property
    def reason(self) -> str:
        return self.detail or DETAIL[self.kind]
