"""The policy as people write it: one set of models that checks a file and describes it as JSON Schema."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic.json_schema import SkipJsonSchema

from app.adapters.policyparts import (
    Approvals,
    Artifacts,
    Channels,
    Deployment,
    Escalate,
    Freeze,
    ProtectionRule,
    Verify,
    Webhook,
    Workflow,
)
from app.adapters.policypeople import NO_OTHERS, People
from app.adapters.policyterm import (
    MOST,
    AbsolutePath,
    AnyNamed,
    Duration,
    EnvironmentName,
    PathPattern,
    Repository,
    SomeNamed,
    Strict,
    Text,
    wrong,
)
from app.domain import policy
from app.domain.duration import format_duration
from app.domain.report import GateName

MOST_ENVIRONMENTS = 50
MOST_REMINDERS = 10
MOST_FREEZES = 50
SHORTEST_RETENTION = timedelta(days=30)


class Environment(Strict):
    channels: Channels
    approvers: SomeNamed
    promote: Annotated[ProtectionRule | Deployment | Workflow | Webhook, Field(discriminator="kind")]
    timeout: Duration = policy.Environment.timeout
    remind_after: Annotated[tuple[Duration, ...], Field(max_length=MOST_REMINDERS)] = (
        policy.Environment.remind_after
    )
    approvals: Approvals = Approvals()
    gates: dict[GateName, SomeNamed] = Field(default={})
    required_checks: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()
    hot_paths: Annotated[tuple[PathPattern, ...], Field(max_length=MOST)] = ()
    supersede: policy.Supersede = policy.Environment.supersede
    freeze: Annotated[tuple[Freeze, ...], Field(max_length=MOST_FREEZES)] = ()
    artifacts: Artifacts = Artifacts()
    verify: Verify | SkipJsonSchema[None] = None
    override: AnyNamed = ()
    ping_after: Duration = policy.Environment.ping_after
    escalate: Escalate = Escalate()
    expire_after: Duration = Field(default=policy.Environment.expire_after, validate_default=True)
    retention: Duration = Field(default=policy.Environment.retention, validate_default=True)
    priority: policy.Priority = policy.Environment.priority

    @field_validator("remind_after")
    @classmethod
    def reminders_come_before_the_timeout(
        cls, reminders: tuple[timedelta, ...], known: ValidationInfo
    ) -> tuple[timedelta, ...]:
        timeout = known.data.get("timeout")
        if timeout and any(reminder >= timeout for reminder in reminders):
            raise ValueError(f"a reminder must come before the timeout ({format_duration(timeout)})")
        return reminders

    @field_validator("ping_after")
    @classmethod
    def the_ping_comes_before_the_timeout(cls, ping: timedelta, known: ValidationInfo) -> timedelta:
        timeout = known.data.get("timeout")
        if timeout and ping >= timeout:
            raise ValueError(f"must come before the timeout ({format_duration(timeout)})")
        return ping

    @field_validator("escalate")
    @classmethod
    def rungs_come_after_the_timeout(cls, escalate: Escalate, known: ValidationInfo) -> Escalate:
        timeout = known.data.get("timeout")
        if timeout and escalate.then and escalate.then[0].after <= timeout:
            words = f"a rung must come after the timeout ({format_duration(timeout)})"
            raise wrong(words, "then", 0, "after")
        return escalate

    @field_validator("expire_after")
    @classmethod
    def the_end_comes_last(cls, expiry: timedelta, known: ValidationInfo) -> timedelta:
        escalate = known.data.get("escalate", Escalate())
        _check_longer(expiry, "the timeout", known.data.get("timeout"))
        _check_longer(expiry, "the last rung", escalate.then[-1].after if escalate.then else None)
        return expiry

    @field_validator("retention")
    @classmethod
    def the_record_outlives_the_deploy(cls, retention: timedelta, known: ValidationInfo) -> timedelta:
        if retention < SHORTEST_RETENTION:
            raise ValueError(f"must be at least {format_duration(SHORTEST_RETENTION)}")
        _check_longer(retention, "expire_after", known.data.get("expire_after"))
        return retention


def _check_longer(duration: timedelta, than: str, other: timedelta | None) -> None:
    if other is not None and duration <= other:
        raise wrong(
            f"must be longer than {than} ({format_duration(other)}), and is {format_duration(duration)}"
        )


class Policy(Strict):
    environments: Annotated[
        dict[EnvironmentName, Environment],
        Field(min_length=1, max_length=MOST_ENVIRONMENTS, json_schema_extra=NO_OTHERS),
    ]
    people: People = People()
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
