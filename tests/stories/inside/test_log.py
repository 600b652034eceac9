"""One deploy in the log, from the first event to the last, by its id alone."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from redis import Redis

from app import logs
from app.adapters.faultbook import MOST, RedisFaultBook
from app.domain.deploy import State
from blocks.card import APPROVE
from tests.stories.calls import call, queue
from tests.stories.conftest import opened
from tests.stories.world import BO, CY


def told(log: StringIO, deploy_id: str) -> list[tuple[str, str]]:
    lines = (json.loads(line) for line in log.getvalue().splitlines())
    about = [line for line in lines if line.get("deploy") == deploy_id]
    return [(line["message"], line.get("event") or line.get("effect") or "") for line in about]


@contextmanager
def logged() -> Iterator[StringIO]:
    """Have the log as it is written in production, with what it tells when asked for more."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json("all", lambda text: text))
    loggers = [logging.getLogger(name) for name in logs.OURS]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def test_from_the_queue_to_live(
    redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(redis, redis_url, tmp_path, monkeypatch) as world, logged() as log:
        deploy = world.parts.gate.get(queue(world).json()["id"])
        call(world, "PUT", f"/deploys/{deploy.id}/evidence", world.measured_with_diff(world.sample.routine))
        card = world.card(world.settles(deploy, State.PENDING))
        world.slack.click(BO, card, APPROVE)
        world.settles(deploy, State.LIVE)
        world.slack.click(CY, card, APPROVE)
        world.tells(CY, "Already live")
    found = told(log, deploy.id)
    story = [line for line in found if line[0] in {"deploy queued", "deploy moved", "move refused"}]
    assert story[0] == ("deploy queued", "")
    moves = [event for message, event in story if message == "deploy moved"]
    assert [event for event in dict.fromkeys(moves) if event not in {"EvidenceGiven", "ReviewStarted"}] == [
        "Reviewed",
        "Approved",
        "Cleared",
        "PromotionStarted",
        "WentLive",
    ]
    assert story[-1] == ("move refused", "Approved")
    for effect in ("review", "post_card", "promote", "announce"):
        assert {("effect begun", effect), ("effect done", effect)} <= set(found)


def test_one_fault_of_many_deploys_is_told_of_the_first_few(redis: Redis) -> None:
    book = RedisFaultBook(redis)
    news = [book.is_news("fault", f"deploy {n}") for n in range(MOST + 2)]
    assert news == [True] * MOST + [False] * 2
    assert not book.is_news("fault", "deploy 0")
    assert book.is_news("another", "deploy 0")
    assert all(redis.ttl(key) > 0 for key in redis.keys("airlock:fault:*"))
