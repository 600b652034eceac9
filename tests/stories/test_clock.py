"""Four hours of silence escalate, and never approve."""

from app.domain.deploy import State
from app.domain.effect import Effect
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.world import BO, LEADS, World


def test_silence_asks_the_leads_and_the_gate_stays_shut(worlds: Worlds) -> None:
    world = worlds(timeout="1s", remind_after=[])
    deploy = world.settles(world.queue(world.sample.routine), State.ESCALATED)
    (told,) = world.slack.messages(LEADS)
    assert "Nobody has decided" in told.text
    assert "Open the card" in str(told.blocks)
    assert "Nobody answered in time" in world.card(deploy).text
    assert world.ci.promotions == []


def test_an_escalated_deploy_can_still_be_approved(worlds: Worlds) -> None:
    world = worlds(timeout="1s", remind_after=[])
    deploy = world.settles(world.queue(world.sample.routine), State.ESCALATED)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_reminders_come_in_the_thread_before_the_deadline(worlds: Worlds) -> None:
    world = worlds(timeout="1h", remind_after=["1s"])
    deploy = world.waits(world.sample.routine)
    eventually(lambda: any("still waits" in reply.text for reply in world.thread(deploy)))
    after = world.settles(deploy, State.PENDING)
    assert sum(receipt.effect is Effect.POST_REMINDER for receipt in after.receipts) == 1
    assert world.slack.messages(LEADS) == []


def test_an_answer_in_time_keeps_the_leads_undisturbed(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    live = world.settles(deploy, State.LIVE)
    assert live.escalated_at is None
    assert world.parts.redis.zscore("airlock:due", deploy.id) is None
