"""Everything that is done on GitHub, made of one door. Imported only where GitHub is set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from redis import Redis

from app.adapters.alarms import Approvals
from app.adapters.github.access import GitHub
from app.adapters.github.arrivals.lookout import GitHubLookout
from app.adapters.github.audit.audit import Audit, Ground
from app.adapters.github.credentials import Credentials
from app.adapters.github.forge import GitHubForge
from app.adapters.github.promotion.deployment import Deployments
from app.adapters.github.promotion.platform import GitHubPlatform
from app.adapters.github.promotion.rule import ProtectionRule
from app.adapters.github.promotion.workflow import Workflow
from app.adapters.github.pulls.proposals import GitHubProposals
from app.adapters.ledger import RedisLedger
from app.adapters.people import People
from app.adapters.sources import Sources
from app.domain.policy import PromoteKind
from app.ports import Promoter, Reading, Signer
from app.settings import Settings


@dataclass(frozen=True)
class OnGitHub:
    door: GitHub

    @classmethod
    def of(cls, credentials: Credentials) -> Self:
        return cls(GitHub(credentials))

    @property
    def is_app(self) -> bool:
        """Whether we are an App, and no mere token."""
        return self.door.credentials.is_app

    def forge(self, settings: Settings, reading: Reading) -> GitHubForge:
        return GitHubForge(self.door, settings.airlock_data_dir, reading, settings.airlock_allowed_hosts)

    def lookout(self, redis: Redis) -> GitHubLookout:
        return GitHubLookout(self.door, RedisLedger(redis))

    def proposals(self, people: People) -> GitHubProposals:
        return GitHubProposals(self.door, people)

    def audit(self, sources: Sources, approvals: Approvals, *, hears: bool) -> Audit:
        """`hears`: whether webhooks are taken in, so that one which fails is worth a word."""
        return Audit(self.door, Ground(sources, approvals, hears))

    def platform(self) -> GitHubPlatform:
        return GitHubPlatform(self.door)

    def promoters(self, signer: Signer) -> dict[PromoteKind, Callable[[], Promoter]]:
        return {
            PromoteKind.PROTECTION_RULE: lambda: ProtectionRule(self.door),
            PromoteKind.DEPLOYMENT: lambda: Deployments(self.door, signer),
            PromoteKind.WORKFLOW: lambda: Workflow(self.door, signer),
        }
