"""The policy as people write it: one set of models that checks a file and describes it as JSON Schema."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.adapters.policyterm import (
    MOST,
    AbsolutePath,
    Channel,
    Duration,
    EnvironmentName,
    Moment,
    PathPattern,
    PeopleCount,
    Repository,
    SomeNamed,
    Text,
    WebUrl,
    Zone,
)
from app.domain import policy
from app.domain.duration import format_duration
from app.domain.report import GateName

MOST_ENVIRONMENTS = 50
MOST_REMINDERS = 10
NO_OTHERS: dict[str, JsonValue] = {"additionalProperties": False}  # names of another form


class Strict(BaseModel):
    """Unknown keys are refused: a rule that is misspelt must not be a rule that does not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    """A weekly window in which nothing is promoted."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    timezone: Zone = policy.Freeze.timezone

    @model_validator(mode="after")
    def has_length(self) -> Self:
        if self.start == self.end:
            raise ValueError("begins and ends at the same moment")
        return self


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


class Environment(Strict):
    channels: Channels
    approvers: SomeNamed
    promote: Annotated[ProtectionRule | Deployment | Workflow | Webhook, Field(discriminator="kind")]
    timeout: Duration = policy.Environment.timeout
    remind_after: Annotated[tuple[Duration, ...], Field(max_length=MOST_REMINDERS)] = (
        policy.Environment.remind_after
    )
    approvals: Approvals = Approvals()
    gates: dict[GateName, SomeNamed] = {}
    required_checks: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()
    hot_paths: Annotated[tuple[PathPattern, ...], Field(max_length=MOST)] = ()
    supersede: policy.Supersede = policy.Environment.supersede
    freeze: Annotated[tuple[Freeze, ...], Field(max_length=MOST)] = ()
    artifacts: Artifacts = Artifacts()
    verify: Verify | SkipJsonSchema[None] = None

    @field_validator("remind_after")
    @classmethod
    def reminders_come_before_the_timeout(cls, reminders: tuple[Duration, ...], known: ValidationInfo) -> Any:
        timeout = known.data.get("timeout")
        if timeout and any(reminder >= timeout for reminder in reminders):
            raise ValueError(f"a reminder must come before the timeout ({format_duration(timeout)})")
        return reminders


class Policy(Strict):
    environments: Annotated[
        dict[EnvironmentName, Environment],
        Field(min_length=1, max_length=MOST_ENVIRONMENTS, json_schema_extra=NO_OTHERS),
    ]
    local_paths: Annotated[
        dict[Repository, AbsolutePath], Field(max_length=1000, json_schema_extra=NO_OTHERS)
    ] = Field(
        default={},
        description="Repositories on this machine. Only in the operator's own file, AIRLOCK_POLICY.",
    )

    @field_validator("local_paths", mode="before")
    @classmethod
    def only_the_operator_names_paths(cls, paths: object, known: ValidationInfo) -> object:
        if not (known.context or {}).get("operator"):
            raise ValueError("only the operator's own file (AIRLOCK_POLICY) may name paths on this machine")
        return paths
