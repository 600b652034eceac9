"""Any process may be killed between a click and production: one card, one promotion, announced once."""

import pytest

from app.domain.deploy import State
from blocks.card import APPROVE, OPEN_RUN
from sandbox.ci.fault import Kind
from tests.eventually import eventually
from tests.stories.world import BO, CY
from tests.system.processes import Installation
from tests.system.steps import approve, check_once

pytestmark = pytest.mark.slow


def test_the_bot(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.routine)
    card = world.card(deploy)
    world.ci.fail_next(Kind.LATE, seconds=1)
    approve(world, deploy)
    airlock.kill("bot")
    check_once(world, deploy)
    assert not world.slack.click(BO, card, APPROVE).acked, "nobody listens"
    airlock.start("bot")
    assert world.slack.click(BO, card, APPROVE).acked
    world.tells(BO, "Already live")


def test_the_web_whose_word_from_the_ci_is_then_asked_for(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.hotfix)
    airlock.kill("web")
    approve(world, deploy)
    check_once(world, deploy)


def test_the_clock_without_which_nobody_asks_a_ci_that_is_silent(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.wording)
    airlock.kill("clock")
    world.ci.fail_next(Kind.MUTE)
    approve(world, deploy, by=BO)
    world.reaches(deploy, State.PROMOTING)
    airlock.start("clock")
    check_once(world, deploy)


def test_redis_and_everybody_finds_it_again(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.upgrade)
    airlock.kill("worker")
    approve(world, deploy)
    airlock.redis.process.kill()
    eventually(lambda: airlock.redis.process.poll() is not None)
    airlock.redis.revive()
    assert world.get(deploy).state is State.APPROVED
    airlock.start("worker")
    check_once(world, deploy)
    assert world.slack.click(CY, world.card(deploy), OPEN_RUN).acked
