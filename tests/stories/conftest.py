"""A fresh world for each story; the Redis server is one for all, emptied in between."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from app.adapters import embedded
from sandbox.ci import CISandbox
from sandbox.slack import SlackSandbox
from tests.stories.shop import ci_port, shop
from tests.stories.still import Still, standing_still
from tests.stories.world import SECRET, World, free_port, running

Worlds = Callable[..., World]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded.start(tmp_path_factory.mktemp("redis")) as server:
        with Redis.from_url(server.url) as client:
            client.config_set("appendfsync", "no")  # what is on disk counts only where Redis is killed
        yield server.url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with emptied(redis_url) as client:
        yield client


@pytest.fixture
def worlds(redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worlds]:
    """Return a maker of worlds: its keywords are the rules of the sample's policy."""
    with ExitStack() as stack:

        def make(takes: timedelta = timedelta(milliseconds=200), **rules: object) -> World:
            return stack.enter_context(inhabited(redis, redis_url, tmp_path, monkeypatch, takes, **rules))

        yield make


@pytest.fixture
def world(worlds: Worlds) -> World:
    return worlds()


@pytest.fixture(scope="module")
def quiet(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return one world for all that is refused: nothing ever happens in it. A module of its own each."""
    directory = tmp_path_factory.mktemp("quiet")
    with ExitStack() as stack:
        env = stack.enter_context(pytest.MonkeyPatch.context())
        redis = stack.enter_context(emptied(redis_url))
        yield stack.enter_context(opened(redis, redis_url, directory, env))


@pytest.fixture(scope="module")
def standing(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    with (
        emptied(redis_url) as client,
        standing_still(client, redis_url, tmp_path_factory.mktemp("still")) as still,
    ):
        yield still


@pytest.fixture
def still(standing: Still) -> Still:
    """Return Airlock with nobody at work, and nothing in Redis."""
    standing.redis.flushall()
    return standing


@contextmanager
def emptied(url: str) -> Iterator[Redis]:
    with Redis.from_url(url) as client:
        client.flushall()
        yield client


@contextmanager
def opened(redis: Redis, redis_url: str, directory: Path, env: pytest.MonkeyPatch) -> Iterator[World]:
    """Run a world whose operator has a policy for everybody, so that no repository needs one."""
    policy = directory / "policy.yml"
    env.setenv("AIRLOCK_POLICY", str(policy))
    policy.write_text("environments: {}")
    with inhabited(redis, redis_url, directory, env) as world:
        policy.write_text(
            "environments:\n  production:\n    channels: {approval: '#deploy-approval'}\n"
            "    approvers: ['@release-owners']\n"
            f"    promote: {{kind: webhook, url: '{world.ci.url}'}}\n"
        )
        yield world


@contextmanager
def inhabited(
    redis: Redis,
    redis_url: str,
    directory: Path,
    env: pytest.MonkeyPatch,
    takes: timedelta = timedelta(milliseconds=200),
    **rules: object,
) -> Iterator[World]:
    """Run a world: a Slack, a CI that `takes` so long, the shop's repository, and Airlock."""
    with SlackSandbox.start() as slack, CISandbox.start(secret=SECRET, takes=takes, port=ci_port()) as ci:
        sample = shop(directory, ci.url, **rules)
        settings = {
            "REDIS_URL": redis_url,
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "AIRLOCK_CI_SECRET": SECRET,
            "AIRLOCK_ALLOWED_HOSTS": "127.0.0.1",
            "AIRLOCK_HTTP_PORT": str(free_port()),
        }
        for name, value in settings.items():
            env.setenv(name, value)
        env.chdir(directory)
        with running(redis, slack, ci, sample) as world:
            yield world
