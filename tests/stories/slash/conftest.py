"""One desk for all of a module: each test waits, locks and breaks for itself."""

from collections.abc import Iterator

import pytest

from app.adapters.outage import text
from app.domain.deploy import Deploy
from tests.stories.conftest import emptied
from tests.stories.slash.desk import Desk, opened


@pytest.fixture(scope="module")
def desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with emptied(redis_url), opened(redis_url, tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.fixture(autouse=True)
def tidy(desk: Desk) -> Iterator[None]:
    """Leave no lock and no freeze to the next test."""
    yield
    for field in desk.parts.redis.smembers("airlock:held"):
        repository, _, environment = text(field).partition(" ")
        desk.parts.redis.delete(f"airlock:lane:{repository}:{environment}")
    desk.parts.redis.delete("airlock:held")


@pytest.fixture
def waits(desk: Desk) -> Deploy:
    return desk.waits()
