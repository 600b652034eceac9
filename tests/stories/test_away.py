"""Slack, or the CI, is away: nothing is lost, nothing comes twice, and all is true again after it."""

from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.outbox import troubles
from blocks.card import APPROVE
from sandbox.ci.fault import Kind
from tests.eventually import eventually
from tests.stories.world import APPROVAL, BO, World


def is_in_trouble(world: World, deploy: Deploy) -> bool:
    return any(debt.problem for debt in world.get(deploy).owed)


def test_slack_is_away_and_each_card_is_up_once_when_it_is_back(world: World) -> None:
    before = world.waits(world.sample.routine)
    world.slack.away(refused=True)
    candidates = world.sample.wording, world.sample.hotfix, world.sample.upgrade, world.sample.failing
    deploys = [world.queue(candidate) for candidate in candidates]
    eventually(lambda: all(is_in_trouble(world, deploy) for deploy in deploys))
    world.slack.back()
    for deploy in deploys:
        world.settles(deploy, State.PENDING, State.SUPERSEDED)
    cards = {card.ts for deploy in (before, *deploys) if (card := world.get(deploy).card)}
    assert {message.ts for message in world.slack.messages(APPROVAL)} == cards
    assert len(cards) == 1 + len(deploys)


def test_what_was_decided_shows_on_the_card_when_slack_is_back(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.fail_next("chat.update", drop="before", times=100)
    world.slack.fail_next("chat.postMessage", drop="before", times=100)
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    world.reaches(deploy, State.LIVE)
    eventually(lambda: world.get(deploy).debt(Effect.ANNOUNCE) and is_in_trouble(world, deploy))
    assert APPROVE in str(world.card(deploy).blocks), "Slack still shows what was"
    world.slack.stop_failing()
    world.settles(deploy, State.LIVE)
    assert "Live since" in world.card(deploy).text


def test_the_ci_is_away_and_every_promotion_starts_once_when_it_is_back(world: World) -> None:
    deploys = [world.waits(each) for each in (world.sample.routine, world.sample.wording)]
    world.ci.fail_next(Kind.DROP_BEFORE, times=100)
    for deploy in deploys:
        assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    eventually(lambda: is_in_trouble(world, deploys[0]))
    [trouble] = troubles(world.get(deploys[0]))
    eventually(lambda: trouble in str(world.card(deploys[0]).blocks))
    world.ci.stop_failing()
    world.settles(deploys[0], State.LIVE)
    assert [promotion.payload.id for promotion in world.ci.promotions].count(deploys[0].id) == 1
