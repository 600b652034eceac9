from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.github import GitHubSandbox
from tests.sandbox_github.actions.kit import Github, Inbox, made_repository


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    path = tmp_path_factory.mktemp("github") / "shop"
    return path, made_repository(path)


@pytest.fixture
def github(repository: tuple[Path, list[str]]) -> Iterator[Github]:
    """Start a fresh GitHub; nothing that is asked of it may be against GitHub's description."""
    with GitHubSandbox.start() as hub:
        hub.takes = timedelta(milliseconds=5)
        yield Github(hub, *repository)
        assert hub.violations == []


@pytest.fixture
def inbox(github: Github) -> Iterator[Inbox]:
    with Inbox().listening() as inbox:
        github.hub.set_webhook(inbox.url)
        yield inbox
        github.hub.set_webhook(None)
