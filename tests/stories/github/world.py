"""A story's world with a GitHub in it, where the shop is and Airlock's App is installed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import requests
from redis import Redis

from app.adapters import keys
from app.adapters.outage import text
from app.domain.deploy import Deploy, Key, State
from app.domain.errors import Missing
from tests.eventually import eventually
from tests.stories.conftest import inhabited
from tests.stories.world import World

if TYPE_CHECKING:
    from sandbox.github import GitHubSandbox

RULE = {"kind": "github-protection-rule"}
SHOP = "harbour/shop"
RULE_EVENT = "deployment_protection_rule"
PEOPLE = {"ana": "Ana Lima", "bo": "Bo Park", "cy": "Cy Ito", "dee": "Dee Roy"}  # login → name


def signed(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


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

    def held(self, sha: str, run_id: int, attempt: int = 1) -> Deploy:
        """Wait until the run's deploy is reviewed and waits for people."""
        return self.settles(self.deploy(sha, run_id, attempt=attempt), State.PENDING)

    def post(self, payload: object, event: str = RULE_EVENT, **headers: str) -> requests.Response:
        """Send a webhook as GitHub would, signed with the secret that both know."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        told = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": str(uuid4()),
            "X-Hub-Signature-256": signed(self.hub.webhook_secret, body),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return requests.post(f"{self.web_url}/webhooks/github", data=body, headers=told, timeout=10)

    def payload_of(self, run_id: int) -> dict[str, Any]:
        """Return the webhook by which GitHub asked about a run, whether it was sent or not."""
        asked = (each.payload for each in reversed(self.hub.deliveries) if each.event == RULE_EVENT)
        return next(told for told in asked if f"/runs/{run_id}/" in told["deployment_callback_url"])

    def owes(self, what: object) -> bool:
        """Whether something that GitHub told of a run or a commit is not done with."""
        return bool(self._owed(what))

    def _owed(self, what: object) -> list[str]:
        told = map(text, self.parts.redis.zrange(keys.INBOX, 0, -1))
        return [member for member in told if str(what) in map(str, json.loads(member))]

    def hurries(self, what: object, until: Callable[[], object]) -> None:
        """Have what was told of a run or a commit looked at now, as the clock will later, until it holds."""

        def hurried() -> object:
            self.hurry(what)
            self.rests()
            return until()

        eventually(hurried)

    def hurry(self, what: object) -> None:
        """Have what was told of a run or a commit looked at now, once."""
        for member in self._owed(what):
            self.parts.redis.zadd(keys.INBOX, {member: 0}, xx=True)

    def does(self, job: str, *told: object) -> None:
        """Queue a job, as the clock does, and wait until no job is left."""
        self.parts.queue.enqueue_call(job, args=told, result_ttl=0)
        self.rests()

    def rests(self) -> None:
        """Wait until no job is queued or under way."""
        eventually(lambda: not self.parts.redis.keys("rq:job:*"))


@contextmanager
def with_github(
    redis: Redis,
    redis_url: str,
    directory: Path,
    env: pytest.MonkeyPatch,
    promote: Mapping[str, object] | None = None,
    **rules: Any,
) -> Iterator[GitHubWorld]:
    """Run a world with a GitHub. Nothing polls there: a story that wants it says so."""
    from sandbox.github import GitHubSandbox  # noqa: PLC0415 - it is not needed to collect

    with GitHubSandbox.start() as hub:
        settings = hub.settings | {"AIRLOCK_GITHUB_POLL": "0"}
        for name, value in settings.items():
            env.setenv(name, value)
        for name in ("redeliver", "audit"):
            redis.set(keys.round_of(name), "not yet")
        with inhabited(redis, redis_url, directory, env, promote=promote or RULE, **rules) as world:
            settle_in(hub, world)
            yield GitHubWorld(world.slack, world.ci, world.sample, world.parts, world.web_url, hub=hub)


def settle_in(hub: GitHubSandbox, world: World) -> None:
    """Put the shop, its people and its production on GitHub, and have webhooks come to the world's web."""
    for login, name in PEOPLE.items():
        hub.add_person(login, email=f"{login}@harbour.example", name=name)
    hub.add_repository(SHOP, world.sample.path)
    hub.install(SHOP)
    hub.add_environment(SHOP, "production")
    hub.set_webhook(f"{world.web_url}/webhooks/github")
