"""A Slack and a GitHub with nobody at work: the doctor alone looks at them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis import Redis

from app import wiring
from app.adapters import embedded
from app.settings import Settings
from sandbox.github import GitHubSandbox
from sandbox.slack import SlackSandbox

POLICY = """environments:
  production:
    channels: {{approval: "{channel}", escalation: "#eng-leads", announce: "#deploys"}}
    approvers: ["{who}"]
    promote: {{kind: {kind}}}
"""


@dataclass
class Clinic:
    slack: SlackSandbox
    hub: GitHubSandbox
    parts: wiring.Parts
    directory: Path

    def under(self, **settings: Any) -> wiring.Parts:
        """Return the parts as they are under other settings."""
        return wiring.Parts(self.parts.settings.model_copy(update=settings))

    def ruled(
        self, channel: str = "#deploy-approval", who: str = "@release-owners", **settings: Any
    ) -> wiring.Parts:
        """Return the parts with an operator's policy that names these."""
        path = self.directory / "policy.yml"
        path.write_text(POLICY.format(channel=channel, who=who, kind="github-protection-rule"))
        return self.under(airlock_policy=path, **settings)


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Redis]]:
    """Return a server of our own, durable as it should be, whatever a test told it before."""
    with embedded.start(tmp_path_factory.mktemp("own")) as server:
        client = Redis.from_url(server.url)
        before = {name: str(value) for name, value in client.config_get("*").items()}

        def well() -> Redis:
            client.replicaof("NO", "ONE")
            for name in (
                "min-replicas-to-write",
                "maxmemory",
                "maxmemory-policy",
                "appendonly",
                "appendfsync",
            ):
                client.config_set(name, before[name])
            return client

        yield well
        client.close()


@pytest.fixture(scope="module")
def clinic(own_redis: Callable[[], Redis], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    directory = tmp_path_factory.mktemp("clinic")
    path = own_redis().config_get("unixsocket")["unixsocket"]
    with SlackSandbox.start() as slack, GitHubSandbox.start() as hub, pytest.MonkeyPatch.context() as env:
        env.chdir(directory)
        told: dict[str, Any] = {
            "redis_url": f"unix://{path}",
            "slack_api_url": slack.api_url,
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "github_api_url": hub.api_url,
            "github_app_id": str(hub.app_id),
            "github_app_private_key": hub.private_key,
            "github_webhook_secret": hub.webhook_secret,
            "airlock_ci_secret": SecretStr("a secret of the tests"),
            "airlock_data_dir": directory / "data",
        }
        yield Clinic(slack, hub, wiring.Parts(Settings(**told)), directory)
