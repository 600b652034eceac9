"""Settings → clients → the parts: the only place that knows everyone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from slack_sdk import WebClient

from app import settings as configuration
from app.adapters.alarms import Approvals, Leads, RedisAlarms
from app.adapters.archive import RedisArchive
from app.adapters.book import RedisBook
from app.adapters.ci import WebhookPromoter
from app.adapters.elsewhere import Elsewhere
from app.adapters.embedded import url_for
from app.adapters.gate import RedisGate
from app.adapters.github.credentials import Credentials
from app.adapters.github.deployment import Deployments, Seal
from app.adapters.github.platform import GitHubPlatform
from app.adapters.github.rule import ProtectionRule
from app.adapters.github.workflow import Workflow
from app.adapters.inbox import RedisInbox
from app.adapters.ledger import RedisLedger
from app.adapters.people import People
from app.adapters.promoters import Promoters
from app.adapters.pullgates import RedisPullGates
from app.adapters.slack import Slack
from app.adapters.sources import Sources
from app.domain.arrival import Hook
from app.domain.errors import BadInput
from app.domain.policy import PromoteKind
from app.ports import Lookout, Platform, Promoter, Proposals, Reading
from app.settings import Settings

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub
    from app.adapters.github.audit import Audit
    from app.adapters.repository import Forge

QUEUE = "airlock"
SLACK_TIMEOUT = 10  # seconds; below the lease of every effect that calls Slack
REDIS_TIMEOUT = 1  # seconds; a click must be answered within three


class SlackChat(Slack, People):
    """Both halves of `ports.Chat`."""

    def __init__(self, client: WebClient, book: RedisBook) -> None:
        Slack.__init__(self, client, book)
        People.__init__(self, client)


@dataclass(frozen=True)
class Parts:
    """Everything a handler or a worker may call, made when first asked for."""

    settings: Settings

    @cached_property
    def redis(self) -> Redis:
        """The connection for short calls; RQ's workers block longer and make their own."""
        return Redis.from_url(
            redis_url(self.settings),
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(
                NoBackoff(), 1
            ),  # one stale connection is no outage; more would keep a person waiting
        )

    @cached_property
    def queue(self) -> Queue:
        return Queue(QUEUE, connection=self.redis)

    @cached_property
    def gate(self) -> RedisGate:
        return RedisGate(self.redis, self.queue)

    @cached_property
    def archive(self) -> RedisArchive:
        return RedisArchive(self.redis)

    @cached_property
    def client(self) -> WebClient:
        """No retries in the client: it would post twice. The outbox tries again, after looking."""
        token = self.settings.slack_bot_token
        if token is None:
            raise BadInput("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token of the installed app.")
        return WebClient(
            token.get_secret_value(),
            base_url=self.settings.slack_api_url,
            timeout=SLACK_TIMEOUT,
            retry_handlers=[],
        )

    @cached_property
    def chat(self) -> SlackChat:
        return SlackChat(self.client, RedisBook(self.redis))

    @cached_property
    def sources(self) -> Sources:
        from app.review import is_wanted, recall  # noqa: PLC0415 - who reads no change need not know how

        reading = Reading(is_wanted, recall)
        return Sources(self.archive, self.settings.airlock_policy, reading, self._forge(reading))

    def _forge(self, reading: Reading) -> "Forge | None":
        if self.github is None:
            return None
        from app.adapters.github import forge  # noqa: PLC0415 - PyGithub is only loaded where used

        hosts = self.settings.airlock_allowed_hosts
        return forge.GitHubForge(self.github, self.settings.airlock_data_dir, reading, hosts)

    @cached_property
    def github(self) -> "GitHub | None":
        """The door to GitHub; None where none is set."""
        credentials = github_credentials(self.settings)
        if not credentials.is_known:
            return None
        from app.adapters.github import access  # noqa: PLC0415 - PyGithub is only loaded where used

        return access.GitHub(credentials)

    @cached_property
    def inbox(self) -> RedisInbox:
        return RedisInbox(self.redis, self.queue)

    @cached_property
    def lookout(self) -> "Lookout | None":
        """What looks around on GitHub; None where no GitHub App is set."""
        if self.github is None or not self.github.credentials.is_app:
            return None
        from app.adapters.github import lookout  # noqa: PLC0415 - PyGithub is only loaded where used

        return lookout.GitHubLookout(self.github, RedisLedger(self.redis))

    @cached_property
    def pull_gates(self) -> RedisPullGates:
        return RedisPullGates(self.redis, self.queue)

    @cached_property
    def proposals(self) -> Proposals | None:
        """Pull requests; None where there is no GitHub App, without which nobody makes check runs."""
        if self.github is None or not self.github.credentials.is_app:
            return None
        from app.adapters.github import proposals  # noqa: PLC0415 - PyGithub is only loaded where used

        return proposals.GitHubProposals(self.github, self.chat)

    @cached_property
    def alarms(self) -> RedisAlarms:
        return RedisAlarms(self.redis)

    @cached_property
    def leads(self) -> Leads:
        return Leads(self.redis, self.archive)

    @cached_property
    def audit(self) -> "Audit | None":
        """What looks whether the gate is shut on GitHub; None where no GitHub is set."""
        if self.github is None:
            return None
        from app.adapters.github import audit  # noqa: PLC0415 - PyGithub is only loaded where used

        hears = self.settings.github_webhook_secret is not None
        ground = audit.Ground(self.sources, Approvals(self.redis, self.archive), hears)
        return audit.Audit(self.github, ground)

    @cached_property
    def platform(self) -> Platform:
        return GitHubPlatform(self.github) if self.github else Elsewhere()

    @cached_property
    def promoter(self) -> Promoter:
        kinds: dict[PromoteKind, Callable[[], Promoter]] = {PromoteKind.WEBHOOK: lambda: self.webhook}
        if (github := self.github) is not None:
            secret = self.settings.airlock_ci_secret
            seal = Seal(secret.get_secret_value() if secret else None)
            kinds[PromoteKind.PROTECTION_RULE] = lambda: ProtectionRule(github)
            kinds[PromoteKind.DEPLOYMENT] = lambda: Deployments(github, seal)
            kinds[PromoteKind.WORKFLOW] = lambda: Workflow(github, seal)
        return Promoters(kinds)

    @cached_property
    def webhook(self) -> WebhookPromoter:
        secret = self.settings.airlock_ci_secret
        return WebhookPromoter(
            secret.get_secret_value() if secret else None,
            public_url(self.settings),
            self.settings.airlock_allowed_hosts,
            now,
        )


def now() -> datetime:
    return datetime.now(UTC)


@cache
def parts() -> Parts:
    """Return this process's parts, from its environment. Raises BadInput."""
    return Parts(configuration.load())


def redis_url(settings: Settings) -> str:
    """Return where Redis is: REDIS_URL, or the embedded server of AIRLOCK_DATA_DIR."""
    if settings.redis_url is not None:
        return settings.redis_url
    url = url_for(settings.airlock_data_dir)
    if url is None:
        raise BadInput(
            f"No Redis: set REDIS_URL, or start `airlock up`, which keeps one in {settings.airlock_data_dir}."
        )
    return url


def github_credentials(settings: Settings) -> Credentials:
    key, token = settings.github_app_private_key, settings.github_token
    return Credentials(
        settings.github_api_url,
        settings.github_app_id,
        key.get_secret_value() if key else None,
        token.get_secret_value() if token else None,
    )


def github_hook(settings: Settings) -> Hook:
    secret = settings.github_webhook_secret
    return Hook(
        secret.get_secret_value() if secret else None, settings.github_api_url, settings.github_app_id
    )


def public_url(settings: Settings) -> str:
    """Return where a CI reaches `web`."""
    return settings.airlock_url or f"http://{settings.airlock_http_host}:{settings.airlock_http_port}"
