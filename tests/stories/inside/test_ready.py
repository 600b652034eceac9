"""What /readyz answers: each thing that may be missing, and which words name it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from app import wiring
from app.adapters import keys
from app.adapters.pulse import Pulse
from tests.stories.inside.door import Door
from tests.stories.still import Still


class Alive:
    """The signs of life of a whole Airlock, as its processes give them."""

    def __init__(self, parts: wiring.Parts) -> None:
        self.parts = parts
        self.bot, self.clock = parts.pulse("bot"), parts.pulse("clock")
        self.workers = {queues: parts.pulse("worker", queues) for queues in wiring.CREW}
        self.bot.beat(1)
        for pulse in (self.clock, *self.workers.values()):
            pulse.beat()

    def end_workers(self, queue: str = "") -> None:
        """End those that work on it; all, where none is named."""
        for queues, pulse in self.workers.items():
            if queue in (*queues, ""):
                pulse.end()

    def wrong(self) -> dict[str, str]:
        """Return what is not as it should be; the status says the same."""
        status, body = Door(self.parts).ask("/readyz")
        said = json.loads(body)
        assert (status == 200) == said["ok"]
        return {name: check["why"] for name, check in said["checks"].items() if not check["ok"]}


@pytest.fixture
def alive(still: Still) -> Alive:
    return Alive(still.parts)


def slack_does_not_answer(redis: Redis) -> None:
    redis.sadd(keys.LINES, "update")
    redis.hset(keys.line_state("update"), "failures", 3)


def test_all_is_well(alive: Alive, still: Still) -> None:
    still.queue(still.sample.routine.sha)
    assert alive.wrong() == {}


@pytest.mark.parametrize(
    ("breaks", "name", "words"),
    [
        (lambda alive: alive.bot.end(), "slack", "start `airlock bot`"),
        (lambda alive: alive.bot.beat(0), "slack", "No bot has a connection"),
        (lambda alive: slack_does_not_answer(alive.parts.redis), "slack", "API does not answer"),
        (lambda alive: alive.clock.end(), "clock", "start `airlock clock`"),
        (lambda alive: alive.end_workers("airlock-later"), "worker", "the queue airlock-later"),
        (
            lambda alive: alive.end_workers(),
            "worker",
            "No worker",
        ),
    ],
)
def test_what_is_missing_is_named(
    alive: Alive, breaks: Callable[[Alive], object], name: str, words: str
) -> None:
    breaks(alive)
    [(found, why)] = alive.wrong().items()
    assert (found, words in why) == (name, True), why


def test_a_debt_of_more_than_two_minutes_is_named(alive: Alive, still: Still) -> None:
    request = still.queue(still.sample.routine.sha).request
    key = replace(request.key, run_id="old")
    still.parts.gate.queue(replace(request, key=key), wiring.now() - timedelta(minutes=3))
    assert "the first for 18" in alive.wrong()["outbox"]


def test_silence_is_the_end_of_a_process(alive: Alive, still: Still) -> None:
    for name in still.redis.keys(keys.process("clock:*")):
        assert 0 < still.redis.pttl(name) <= 16_000
        still.redis.delete(name)
    assert list(alive.wrong()) == ["clock"]


def test_a_process_says_so_again_only_when_it_is_time_or_something_has_changed(still: Still) -> None:
    pulse = still.parts.pulse("bot")
    pulse.beat(1)
    still.redis.flushall()
    pulse.beat(1)
    assert not still.redis.keys(keys.process("*"))
    pulse.beat(0)
    assert still.redis.keys(keys.process("*"))


def test_without_redis_that_is_named_and_the_process_itself_is_well(still: Still) -> None:
    nowhere = still.parts.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"})
    alone = wiring.Parts(nowhere)
    Pulse.beat(alone.pulse("web"))
    status, body = Door(alone).ask("/readyz")
    assert (status, json.loads(body)["checks"].keys()) == (503, {"redis"})
    assert Door(alone).ask("/healthz") == (200, '{"ok": true}')
    status, body = Door(alone).ask("/metrics")
    assert (status, "Traceback" in body) == (503, False)
