"""A story's world with a GitHub in it, where the shop is and Airlock's App is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from app.adapters import keys
from app.domain.deploy import Deploy, Key
from app.domain.errors import Missing
from tests.eventually import eventually
from tests.stories.conftest import inhabited
from tests.stories.world import World

if TYPE_CHECKING:
    from sandbox.github import GitHubSandbox

RULE = {"kind": "github-protection-rule"}
SHOP = "harbour/shop"
PEOPLE = {"ana": "Ana Lima", "bo": "Bo Park", "cy": "Cy Ito", "dee": "Dee Roy"}  # login → name


@dataclass
class GitHubWorld(World):
    hub: GitHubSandbox = field(kw_only=True)

    def deploy(self, sha: str, run_id: int, environment: str = "production", attempt: int = 1) -> Deploy:
        """Wait until the deploy of that run is recorded; return it."""
        deploy_id = Key(SHOP, environment, sha, str(run_id), attempt).deploy_id
        eventually(lambda: self.has(deploy_id))
        return self.parts.gate.get(deploy_id)

    def has(self, deploy_id: str) -> bool:
        try:
            self.parts.gate.get(deploy_id)
        except Missing:
            return False
        return True

    def does(self, job: str, *told: object) -> None:
        """Queue a job, as the clock does, and wait until no job is left."""
        self.parts.queue.enqueue_call(job, args=told, result_ttl=0)
        self.rests()

    def rests(self) -> None:
        """Wait until no job is queued or under way."""
        queue = self.parts.queue
        eventually(lambda: not queue.count and not queue.started_job_registry.count)


@contextmanager
def with_github(
    redis: Redis,
    redis_url: str,
    directory: Path,
    env: pytest.MonkeyPatch,
    promote: Mapping[str, object] | None = None,
    **rules: object,
) -> Iterator[GitHubWorld]:
    """Run a world with a GitHub. Nothing polls there: a story that wants it says so."""
    from sandbox.github import GitHubSandbox  # noqa: PLC0415 - it is not needed to collect

    with GitHubSandbox.start() as hub:
        policy = directory / "operator.yml"  # what holds until Airlock reads the shop's own from GitHub
        settings = {
            "AIRLOCK_POLICY": str(policy),
            "GITHUB_API_URL": hub.api_url,
            "GITHUB_APP_ID": str(hub.app_id),
            "GITHUB_APP_PRIVATE_KEY": hub.private_key,
            "GITHUB_WEBHOOK_SECRET": hub.webhook_secret,
            "AIRLOCK_GITHUB_POLL": "0",
        }
        for name, value in settings.items():
            env.setenv(name, value)
        for name in ("redeliver", "audit"):
            redis.set(keys.round_of(name), "not yet")
        with inhabited(redis, redis_url, directory, env, promote=promote or RULE, **rules) as world:
            settle_in(hub, world)
            policy.write_bytes((world.sample.path / ".github" / "airlock.yml").read_bytes())
            yield GitHubWorld(world.slack, world.ci, world.sample, world.parts, world.web_url, hub=hub)


def settle_in(hub: GitHubSandbox, world: World) -> None:
    """Put the shop, its people and its production on GitHub, and have webhooks come to the world's web."""
    for login, name in PEOPLE.items():
        hub.add_person(login, email=f"{login}@harbour.example", name=name)
    hub.add_repository(SHOP, world.sample.path)
    hub.install(SHOP)
    hub.add_environment(SHOP, "production")
    hub.set_webhook(f"{world.web_url}/webhooks/github")
