"""A fresh world for each story; the Redis server is one for all, emptied in between."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from app.adapters import embedded
from sandbox.ci import CISandbox
from sandbox.sample import Rules, build
from sandbox.slack import SlackSandbox
from tests.stories.world import SECRET, World, free_port, running

Worlds = Callable[..., World]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded.start(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        client.flushall()
        yield client


@pytest.fixture
def worlds(redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worlds]:
    """Return a maker of worlds: its keywords are the rules of the sample's policy."""
    with ExitStack() as stack:

        def make(takes: timedelta = timedelta(milliseconds=200), **rules: object) -> World:
            slack = stack.enter_context(SlackSandbox.start())
            ci = stack.enter_context(CISandbox.start(secret=SECRET, takes=takes))
            sample = build(tmp_path / "shop", Rules(promote_url=ci.url, **rules))  # type: ignore[arg-type]
            port = free_port()
            settings = {
                "REDIS_URL": redis_url,
                "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "AIRLOCK_CI_SECRET": SECRET,
                "AIRLOCK_ALLOWED_HOSTS": "127.0.0.1",
                "AIRLOCK_HTTP_PORT": str(port),
            }
            for name, value in settings.items():
                monkeypatch.setenv(name, value)
            monkeypatch.chdir(tmp_path)
            context: AbstractContextManager[World] = running(redis, slack, ci, sample)
            return stack.enter_context(context)

        yield make


@pytest.fixture
def world(worlds: Worlds) -> World:
    return worlds()
