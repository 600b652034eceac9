"""A Redis that answers and takes nothing in: nothing is acknowledged, and everybody is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.adapters import embedded
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.event import Reviewed, ReviewStarted
from app.wiring import Parts
from blocks.card import APPROVE
from sandbox.ci import CISandbox
from tests.eventually import eventually
from tests.stories.calls import call, queue
from tests.stories.house import inhabited
from tests.stories.shop import ci_port, shop
from tests.stories.world import BO, SECRET, World, _web, free_port
from tests.unit.example import REPORT, REQUEST, RULES, SUMMARY
from workers import post

WHY = {
    "maxmemory": "Redis is full: raise its `maxmemory`.",
    "min-replicas-to-write": "Redis has fewer replicas than its `min-replicas-to-write`: start them, or "
    "lower that.",
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Deploy]]:
    """Return the bot and web on a Redis of their own, with a card there; nobody else is at work."""
    with (
        embedded.start(tmp_path_factory.mktemp("own")) as server,
        pytest.MonkeyPatch.context() as env,
        CISandbox.start(secret=SECRET, port=ci_port()) as ci,
    ):
        directory = tmp_path_factory.mktemp("refusing")
        sample = shop(directory, ci.url)
        env.chdir(directory)
        policy = directory / "policy.yml"
        policy.write_text((sample.path / ".github" / "airlock.yml").read_text())
        for name, value in {"AIRLOCK_HTTP_PORT": str(free_port()), "AIRLOCK_POLICY": str(policy)}.items():
            env.setenv(name, value)
        with inhabited(server.url) as house, _web(house.parts) as url:
            world = World(house.slack, ci, sample, house.parts, url)
            yield world, _carded(world)


def _carded(world: World) -> Deploy:
    """Put a deploy before people, its card posted."""
    gate, now = world.parts.gate, datetime.now(UTC)
    report = replace(REPORT, findings=()).sealed()
    world.parts.archive.keep(report)
    deploy, _ = gate.queue(REQUEST, now)
    gate.handle(deploy.id, ReviewStarted(now))
    gate.handle(deploy.id, Reviewed(now, replace(SUMMARY, digest=report.digest), RULES))
    post.run(deploy.id, Effect.POST_CARD)
    return gate.get(deploy.id)


@contextmanager
def told(world: World, name: str, value: int) -> Iterator[None]:
    redis = world.parts.redis
    redis.config_set(name, value)
    try:
        yield
    finally:
        redis.config_set(name, 0)


@pytest.mark.parametrize("name", WHY)
def test_a_click_is_answered_and_not_acknowledged(pair: tuple[World, Deploy], name: str) -> None:
    world, deploy = pair
    card, before = world.card(deploy), len(world.slack.ephemerals(BO))
    with told(world, name, 1000):
        assert not world.slack.click(BO, card, APPROVE).acked
        eventually(lambda: len(world.slack.ephemerals(BO)) > before)
        assert world.get(deploy).state is State.PENDING
    (said,) = world.slack.ephemerals(BO)[before:]
    assert said.text == (
        f"Nothing was recorded, as far as can be told: {WHY[name]} If nothing changes in a moment, try again."
    )


@pytest.mark.parametrize("name", WHY)
def test_a_ci_is_told_to_come_again(pair: tuple[World, Deploy], name: str) -> None:
    world, deploy = pair
    with told(world, name, 1000):
        answers = [
            queue(world, run_id="7"),
            call(world, "PUT", f"/deploys/{deploy.id}/evidence", b'{"tests": null}'),
        ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (503, {"error": WHY[name]})
        assert int(answer.headers["Retry-After"]) > 0


def test_without_any_redis_a_ci_is_told_to_come_again(pair: tuple[World, Deploy]) -> None:
    world, deploy = pair
    away = {"redis_url": "unix:///nowhere/redis.sock", "airlock_http_port": free_port()}
    with _web(Parts(world.parts.settings.model_copy(update=away))) as url:
        there = World(world.slack, world.ci, world.sample, world.parts, url)
        answers = [
            queue(there, run_id="7"),
            call(there, "PUT", f"/deploys/{deploy.id}/evidence", b"{}"),
            call(there, "POST", f"/deploys/{deploy.id}/promotion", b'{"state": "live"}'),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.json() == {"error": "Redis does not answer (ConnectionError); check REDIS_URL."}
        assert int(answer.headers["Retry-After"]) > 0


def test_afterwards_the_same_click_counts(pair: tuple[World, Deploy]) -> None:
    world, deploy = pair
    assert queue(world, run_id="7").status_code == 202
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    assert len(world.get(deploy).approvals) == 1
