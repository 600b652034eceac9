"""The parts of an environment's rules that have keys of their own, as people write them."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.adapters.policyterm import (
    MOST,
    AnyNamed,
    Channel,
    Duration,
    Moment,
    PeopleCount,
    Strict,
    Text,
    WebUrl,
    Zone,
    wrong,
)
from app.domain import policy
from app.domain.errors import BadInput
from app.domain.freeze import check_window

MOST_RUNGS = 10


class Channels(Strict):
    approval: Channel
    escalation: Channel = policy.Channels.escalation
    announce: Channel = policy.Channels.announce


class Approvals(Strict):
    """How many people must say yes, by risk."""

    low: PeopleCount = policy.Approvals.low
    medium: PeopleCount = policy.Approvals.medium
    high: PeopleCount = policy.Approvals.high


class Freeze(Strict):
    """A window, each week or once, in which nothing is promoted but what is urgent."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    timezone: Zone = policy.Freeze.timezone
    reason: Text | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def is_a_window(self) -> Self:
        try:
            check_window(self.start, self.end)
        except BadInput as problem:
            raise ValueError(str(problem)) from problem
        return self


class Rung(Strict):
    """One more place where people are asked, so long after the card."""

    after: Duration
    channel: Channel
    mention: AnyNamed = ()


class Escalate(Strict):
    """What happens once the timeout has passed, beyond the message in the escalation channel."""

    mention: AnyNamed = ()
    then: Annotated[tuple[Rung, ...], Field(max_length=MOST_RUNGS)] = ()

    @field_validator("then")
    @classmethod
    def rungs_come_one_after_the_other(cls, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
        for place in range(1, len(rungs)):
            if rungs[place].after <= rungs[place - 1].after:
                raise wrong("each rung must come later than the one before", place, "after")
        return rungs


class Artifacts(Strict):
    """Name patterns of the CI run's artifacts; naming one makes that evidence required."""

    junit: Text | SkipJsonSchema[None] = None
    coverage: Text | SkipJsonSchema[None] = None


class Promote(Strict):
    within: Duration = policy.Promote.within


class ProtectionRule(Promote):
    kind: Literal["github-protection-rule"]


class Deployment(Promote):
    kind: Literal["github-deployment"]


class Workflow(Promote):
    kind: Literal["github-workflow"]
    workflow: Text


class Webhook(Promote):
    kind: Literal["webhook"]
    url: WebUrl


class Probe(Strict):
    url: WebUrl
    status: Annotated[int, Field(ge=100, le=599)] = policy.Probe.status


class Verify(Strict):
    """What must be seen in production before a deploy counts as live."""

    version_url: WebUrl | SkipJsonSchema[None] = None
    checks: Annotated[tuple[Probe, ...], Field(max_length=MOST)] = ()
    within: Duration = policy.Verify.within
