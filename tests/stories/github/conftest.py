"""A fresh world with a GitHub for each story, and one for all that changes nothing in it."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.stories.conftest import emptied
from tests.stories.github.town import Town
from tests.stories.github.world import GitHubWorld, with_github

GitHubWorlds = Callable[..., GitHubWorld]


@pytest.fixture
def github_worlds(
    redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GitHubWorlds]:
    """Return a maker of worlds: `promote` and other keywords are the rules of the sample's policy."""
    with ExitStack() as stack:

        def make(**rules: Any) -> GitHubWorld:
            return stack.enter_context(with_github(redis, redis_url, tmp_path, monkeypatch, **rules))

        yield make


@pytest.fixture
def github_world(github_worlds: GitHubWorlds) -> GitHubWorld:
    return github_worlds()


@pytest.fixture(scope="module")
def quiet_github(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubWorld]:
    """Return one world for a module's stories that do not disturb each other."""
    directory = tmp_path_factory.mktemp("github")
    with ExitStack() as stack:
        env = stack.enter_context(pytest.MonkeyPatch.context())
        redis = stack.enter_context(emptied(redis_url))
        world = stack.enter_context(with_github(redis, redis_url, directory, env))
        yield world
        assert world.hub.violations == []


@pytest.fixture(scope="session")
def no_commits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    return path


@pytest.fixture
def town(redis: Redis, no_commits: Path) -> Iterator[Town]:
    """Return a GitHub where Airlock guards one repository as it should."""
    from sandbox.github import GitHubSandbox  # noqa: PLC0415 - it is not needed to collect

    with GitHubSandbox.start() as hub:
        hub.takes = None
        hub.add_repository("acme/shop", no_commits)
        hub.install("acme/shop")
        hub.add_environment("acme/shop")
        yield Town(hub, redis)
