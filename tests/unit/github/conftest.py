"""One repository and one GitHub for all of a module; what was asked against GitHub's description fails."""

from collections.abc import Iterator

import pytest

from app.adapters.github.access import GitHub
from sandbox.github import GitHubSandbox
from sandbox.github.installation import APP_PERMISSIONS
from tests.unit.github.kit import REPO, Shop, as_app, shop


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return shop(tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="module")
def one_hub(harbour: Shop) -> Iterator[GitHubSandbox]:
    with GitHubSandbox.start() as hub:
        hub.takes = None
        hub.add_repository(REPO, harbour.path)
        hub.install(REPO)
        yield hub


@pytest.fixture
def hub(one_hub: GitHubSandbox) -> Iterator[GitHubSandbox]:
    one_hub.install(REPO, APP_PERMISSIONS)
    one_hub.add_environment(REPO, "production")
    yield one_hub
    one_hub.back()
    assert one_hub.violations == []


@pytest.fixture(scope="module")
def one_github(one_hub: GitHubSandbox) -> GitHub:
    """Return the App, whose token is asked for once."""
    github = as_app(one_hub)
    github.of(REPO).get(f"/repos/{REPO}")
    return github


@pytest.fixture
def github(hub: GitHubSandbox, one_github: GitHub) -> GitHub:
    assert hub.violations == []
    return one_github
