"""One real repository for all tests; one GitHub for the tests that only read, a fresh one for the others."""

from collections.abc import Iterator

import pytest

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO
from tests.sandbox_github.shop import Shop, shop


@pytest.fixture(scope="session")
def town_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return shop(tmp_path_factory.mktemp("shop") / "shop.git")


@pytest.fixture
def github(town_shop: Shop) -> Iterator[GitHubSandbox]:
    with GitHubSandbox.start() as hub:
        hub.add_repository(REPO, town_shop.path)
        hub.add_person("ana", email="ana@harbour.example", name="Ana Lima")
        hub.install(REPO)
        yield hub


@pytest.fixture(scope="package")
def library(town_shop: Shop) -> Iterator[GitHubSandbox]:
    """Nobody changes it; what it refuses and what it was asked wrongly is looked at elsewhere."""
    with GitHubSandbox.start() as hub:
        hub.add_repository(REPO, town_shop.path)
        hub.add_person("ana", email="ana@harbour.example", name="Ana Lima")
        hub.add_person("bo")
        hub.install(REPO)
        yield hub
