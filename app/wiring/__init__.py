"""Settings → clients → the parts: the only place that knows everyone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING

from app import settings as configuration
from app.adapters.addresses import RedisAddresses
from app.adapters.alarms import Approvals
from app.adapters.book import RedisBook
from app.adapters.elsewhere import Elsewhere
from app.adapters.promoters import Promoters
from app.adapters.slackanswers import RedisAnswers
from app.adapters.sources import Sources
from app.domain.policy import PromoteKind
from app.ports import Lookout, Platform, Promoter, Proposals, Reading
from app.wiring.places import github_credentials, github_hook, public_url, redis_url
from app.wiring.stores import CREW, LATER, QUEUE, QUEUES, REVIEWS, Stores

__all__ = [
    "CREW",
    "LATER",
    "QUEUE",
    "QUEUES",
    "REVIEWS",
    "Parts",
    "github_credentials",
    "github_hook",
    "now",
    "parts",
    "public_url",
    "redis_url",
]

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from app.adapters.ci import WebhookPromoter
    from app.adapters.github.audit.audit import Audit
    from app.adapters.keyring import Keyring
    from app.adapters.signer import Signer
    from app.wiring.github import OnGitHub
    from app.wiring.redraw import Redraw
    from app.wiring.slack import SlackChat


@dataclass(frozen=True)
class Parts(Stores):
    """Everything a handler or a worker may call, made when first asked for."""

    @cached_property
    def keyring(self) -> "Keyring":
        from app.wiring.signing import keyring  # noqa: PLC0415 - only loaded where something is signed

        return keyring(self.settings)

    @cached_property
    def signer(self) -> "Signer":
        """What signs approvals; the key is made when the first one is signed."""
        from app.wiring.signing import signer  # noqa: PLC0415 - as above

        return signer(self.settings, self.keyring, self.redis, self.archive)

    @cached_property
    def client(self) -> "WebClient":
        from app.wiring.slack import client  # noqa: PLC0415 - the clock and web speak to nobody in Slack

        return client(self.settings)

    @cached_property
    def redraw(self) -> "Redraw":
        from app.wiring.redraw import Redraw  # noqa: PLC0415 - only the bot redraws by itself

        return Redraw()

    def warm_up(self) -> None:
        """Make what every job needs, so that not each forked one has to. Raises BadInput."""
        from app.review.warm import warm_up  # noqa: PLC0415 - as below

        _ = self.gate, self.archive, self.sources, self.promoter, self.platform, self.signer
        if self.settings.slack_bot_token is not None:
            _ = self.chat
        warm_up()
        if self.github is not None:
            self.github.door.read_key()

    def rehearse(self) -> None:
        """Do what a review does, with a change made up, so that a process forked ahead is ready for one."""
        from app.wiring.rehearsal import rehearse  # noqa: PLC0415 - only workers do

        rehearse(self)

    @cached_property
    def chat(self) -> "SlackChat":
        from app.adapters.peoplememory import Memory  # noqa: PLC0415 - as above
        from app.wiring.slack import SlackChat  # noqa: PLC0415 - as above

        memory = Memory(self.links, RedisAddresses(self.redis), RedisAnswers(self.redis))
        return SlackChat(self.client, RedisBook(self.redis), memory)

    @cached_property
    def sources(self) -> Sources:
        from app.review import is_wanted, recall  # noqa: PLC0415 - who reads no change need not know how

        reading = Reading(is_wanted, recall)
        forge = self.github.forge(self.settings, reading) if self.github else None
        return Sources(self.archive, self.settings.airlock_policy, reading, forge)

    @cached_property
    def github(self) -> "OnGitHub | None":
        """What is done on GitHub; None where neither an App nor a token is set."""
        credentials = github_credentials(self.settings)
        if not credentials.is_known:
            return None
        from app.wiring.github import OnGitHub  # noqa: PLC0415 - PyGithub is only loaded where used

        return OnGitHub.of(credentials)

    @cached_property
    def lookout(self) -> Lookout | None:
        """What looks around on GitHub; None where no GitHub App is set."""
        return self.github.lookout(self.redis) if self.github and self.github.is_app else None

    @cached_property
    def proposals(self) -> Proposals | None:
        """Pull requests; None where there is no GitHub App, without which nobody makes check runs."""
        return self.github.proposals(self.chat) if self.github and self.github.is_app else None

    @cached_property
    def audit(self) -> "Audit | None":
        """What looks whether the gate is shut on GitHub; None where no GitHub is set."""
        if self.github is None:
            return None
        hears = self.settings.github_webhook_secret is not None
        return self.github.audit(self.sources, Approvals(self.redis, self.archive), hears=hears)

    @cached_property
    def platform(self) -> Platform:
        return self.github.platform() if self.github else Elsewhere()

    @cached_property
    def promoter(self) -> Promoter:
        """The promoter of each kind, made when the first deploy asks for it."""
        on_github = self.github.promoters(self.signer) if self.github else {}
        return Promoters({PromoteKind.WEBHOOK: lambda: self.webhook, **on_github})

    @cached_property
    def webhook(self) -> "WebhookPromoter":
        from app.wiring.signing import webhook  # noqa: PLC0415 - who promotes nothing calls no CI

        return webhook(self.settings, self.signer, now)


def now() -> datetime:
    return datetime.now(UTC)


@cache
def parts() -> Parts:
    """Return this process's parts, from its environment. Raises BadInput."""
    return Parts(configuration.load())
