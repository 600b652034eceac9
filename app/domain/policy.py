"""The rules of an environment, as written in `.github/airlock.yml` on the default branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from app.domain.evidence import Expectation
from app.domain.report import GateName, Level

OPERATOR = "AIRLOCK_POLICY"  # in place of a repository: the operator's file, for those without their own


class Supersede(StrEnum):
    LATEST = "latest"  # a newer descendant voids what still waits
    ON_APPROVAL = "on_approval"  # it does so once it is approved
    NEVER = "never"


class Priority(StrEnum):
    NORMAL = "normal"
    CRITICAL = "critical"  # reviewed and asked about before what was queued earlier


class PromoteKind(StrEnum):
    PROTECTION_RULE = "github-protection-rule"
    DEPLOYMENT = "github-deployment"
    WORKFLOW = "github-workflow"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Channels:
    approval: str  # "#name" or a channel id
    escalation: str = "#eng-leads"
    announce: str = "#deploys"


@dataclass(frozen=True)
class Approvals:
    """How many people must say yes, by risk."""

    low: int = 1
    medium: int = 1
    high: int = 2

    def needed(self, level: Level) -> int:
        return {Level.LOW: self.low, Level.MEDIUM: self.medium, Level.HIGH: self.high}[level]


@dataclass(frozen=True)
class Promote:
    kind: PromoteKind
    url: str | None = None  # webhook
    workflow: str | None = None  # github-workflow
    within: timedelta = timedelta(minutes=30)  # no word from the CI for so long is a failure


@dataclass(frozen=True)
class Freeze:
    """A window, in the named time zone: each week ("Fri 16:00"), or once ("2026-12-20 16:00")."""

    start: str
    end: str
    timezone: str = "UTC"
    reason: str | None = None


@dataclass(frozen=True)
class Rung:
    """One more place where people are asked; it widens who is asked, never who may decide."""

    after: timedelta  # from when people were asked first; longer than the timeout
    channel: str
    mention: tuple[str, ...] = ()  # "@group", group ids, user ids


@dataclass(frozen=True)
class Escalate:
    """What happens once the timeout has passed, beyond the message in the escalation channel."""

    mention: tuple[str, ...] = ()  # there, once
    then: tuple[Rung, ...] = ()  # earliest first


@dataclass(frozen=True)
class People:
    """Who is who, where Slack alone cannot tell."""

    agents: tuple[str, ...] = ()  # Slack user ids, e-mails and GitHub logins of what is no person
    logins: Mapping[str, str] = field(default_factory=dict)  # GitHub login → Slack user id or e-mail
    teams: Mapping[str, str] = field(default_factory=dict)  # "OWNER/TEAM" of CODEOWNERS → "@group" or its id
    leaders: tuple[str, ...] = ()  # may confirm that a GitHub login is somebody's


@dataclass(frozen=True)
class Probe:
    url: str
    status: int = 200


@dataclass(frozen=True)
class Verify:
    version_url: str | None = None
    checks: tuple[Probe, ...] = ()
    within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Artifacts:
    """Name patterns of the CI run's artifacts; naming one makes that evidence required."""

    junit: str | None = None
    coverage: str | None = None


@dataclass(frozen=True)
class Environment:
    channels: Channels
    approvers: tuple[str, ...]  # "@group", group ids, user ids; never empty
    promote: Promote
    timeout: timedelta = timedelta(hours=4)
    remind_after: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(hours=3))
    approvals: Approvals = Approvals()
    gates: Mapping[GateName, tuple[str, ...]] = field(default_factory=dict)
    required_checks: tuple[str, ...] = ()
    hot_paths: tuple[str, ...] = ()
    supersede: Supersede = Supersede.LATEST
    freeze: tuple[Freeze, ...] = ()
    artifacts: Artifacts = Artifacts()
    verify: Verify | None = None
    override: tuple[str, ...] = ()  # who may break the glass; nobody unless the policy says so
    ping_after: timedelta = timedelta(hours=2)  # then the approvers are mentioned in the thread, once
    escalate: Escalate = Escalate()
    expire_after: timedelta = timedelta(days=7)
    retention: timedelta = timedelta(days=730)  # of history, reports and the record
    priority: Priority = Priority.NORMAL
    people: People = People()  # the policy's, for all its environments
    policy: str = ""  # "sha256:…" of the file that these rules are from

    @property
    def names(self) -> frozenset[str]:
        """Every group and person that has a say."""
        return frozenset((*self.approvers, *self.override, *self.people.leaders)).union(*self.gates.values())

    @property
    def expectation(self) -> Expectation:
        return Expectation(
            hot_paths=self.hot_paths,
            required_checks=self.required_checks,
            needs_junit=self.artifacts.junit is not None,
            needs_coverage=self.artifacts.coverage is not None,
        )


@dataclass(frozen=True)
class Policy:
    environments: Mapping[str, Environment]
    local_paths: Mapping[str, str] = field(default_factory=dict)  # repository → path; operator's file only
    digest: str = ""  # "sha256:…" of the file's bytes
