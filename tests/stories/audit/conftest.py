"""An operator's shell for each test of the record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from app import wiring
from tests.stories.audit.desk import Desk


@pytest.fixture
def desk(redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, "xoxb-none" if "BOT" in name else "xapp-none")
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.chdir(tmp_path)
    wiring.parts.cache_clear()
    yield Desk(redis, wiring.parts())
    wiring.parts.cache_clear()
