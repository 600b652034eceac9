"""Silence escalates by the real clock, and never approves. `test_escalation.py` has the whole ladder."""

from app.domain.deploy import State
from blocks.card import APPROVE
from tests.stories.conftest import Worlds
from tests.stories.world import BO, LEADS, World


def test_an_escalated_deploy_can_still_be_approved(worlds: Worlds) -> None:
    world = worlds(timeout="1s", remind_after=[])
    deploy = world.settles(world.queue(world.sample.routine), State.ESCALATED)
    (told,) = world.slack.messages(LEADS)
    assert "Open the card" in str(told.blocks)
    assert world.ci.promotions == []
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_an_answer_in_time_keeps_the_leads_undisturbed(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    live = world.settles(deploy, State.LIVE)
    assert live.escalated_at is None
    assert world.parts.redis.zscore("airlock:due", deploy.id) is None
