"""Redis is away while somebody clicks: they are told so, and only what is on record is acknowledged."""

import signal

import pytest

from app.domain.deploy import State
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.world import BO
from tests.system.processes import Installation
from tests.system.steps import approve, check_once

pytestmark = pytest.mark.slow


def test_a_click_meanwhile_is_not_acknowledged_and_works_later(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.routine)
    card = world.card(deploy)
    airlock.redis.process.kill()
    eventually(lambda: airlock.redis.process.poll() is not None)
    assert not world.slack.click(BO, card, APPROVE).acked, world.slack.ephemerals(BO)
    world.tells(BO, "Nothing was recorded, as far as can be told: Redis does not answer")
    assert len(world.slack.ephemerals(BO)) == 1, "one answer, and not that of an old button too"
    airlock.redis.revive()
    assert world.get(deploy).state is State.PENDING
    approve(world, deploy, by=BO)
    check_once(world, deploy)


def test_one_that_hangs_is_away_too(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.wording)
    card = world.card(deploy)
    airlock.redis.process.send_signal(signal.SIGSTOP)
    assert not world.slack.click(BO, card, APPROVE).acked, world.slack.ephemerals(BO)
    eventually(lambda: world.slack.ephemerals(BO))
    assert world.slack.ephemerals(BO)[-1].text.startswith(
        "Nothing was recorded, as far as can be told: Redis does not answer (Timeout"
    )
    airlock.redis.process.send_signal(signal.SIGCONT)
    assert world.get(deploy).state is State.PENDING
    approve(world, deploy, by=BO)
    check_once(world, deploy)
