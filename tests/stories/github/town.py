"""A GitHub with one repository, looked at by the audit alone: no Slack, no processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from redis import Redis

from app.adapters import policyfile
from app.adapters.alarms import Approvals
from app.adapters.archive import RedisArchive
from app.adapters.github.access import GitHub
from app.adapters.github.audit.audit import Audit, Ground
from app.adapters.github.credentials import Credentials
from app.domain.alarm import Alarm, Cursor, Look
from app.domain.errors import NoPolicy
from app.domain.policy import Policy
from sandbox.github import GitHubSandbox

MORE = {"webhook": ", url: 'https://ci.example.com/go'", "github-workflow": ", workflow: deploy.yml"}


@dataclass
class Rules:
    """What the policy of every repository says; `kind` None: there is none."""

    kind: str | None = "github-protection-rule"
    environment: str = "production"

    def policy(self, repository: str, path: str | None) -> Policy:
        assert path is None
        if self.kind is None:
            raise NoPolicy(repository)
        text = (
            f"environments:\n  {self.environment}:\n    channels: {{approval: '#a'}}\n    approvers: ['@b']\n"
            f"    promote: {{kind: {self.kind}{MORE.get(self.kind, '')}}}\n"
        )
        return policyfile.parse(text.encode(), source=repository)


@dataclass
class Town:
    hub: GitHubSandbox
    redis: Redis
    name: str = "acme/shop"
    rules: Rules = field(default_factory=Rules)
    hears: bool = True
    seconds: float = 60.0
    token: str | None = None
    known: frozenset[str] = frozenset()

    def look(self, cursors: Mapping[str, Cursor] | None = None, at: datetime | None = None) -> Look:
        credentials = Credentials(self.hub.api_url, str(self.hub.app_id), self.hub.private_key)
        if self.token is not None:
            credentials = Credentials(self.hub.api_url, token=self.token)
        ground = Ground(self.rules, Approvals(self.redis, RedisArchive(self.redis)), self.hears, self.seconds)
        return Audit(GitHub(credentials), ground).look(at or datetime.now(UTC), self.known, cursors or {})

    def alarms(self, cursors: Mapping[str, Cursor] | None = None) -> list[Alarm]:
        return [alarm for alarms in self.look(cursors).seen.values() for alarm in alarms]
