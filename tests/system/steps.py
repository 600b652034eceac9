"""What the tests of processes do and see alike."""

from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.world import APPROVAL, CY, DEPLOYS, World


def approve(world: World, deploy: Deploy, by: str = CY) -> None:
    """Approve, and see the buttons go and that noted: else who dies now makes us wait for its lease."""
    assert world.slack.click(by, world.card(deploy), APPROVE).acked
    world.reaches(deploy, State.APPROVED, State.PROMOTING, State.LIVE)
    eventually(lambda: APPROVE not in str(world.card(deploy).blocks))
    drawn(world, deploy)


def drawn(world: World, deploy: Deploy) -> None:
    """Wait until nobody is at the card, nor about to be."""
    eventually(lambda: not world.get(deploy).debt(Effect.REFRESH_CARD))


def check_once(world: World, deploy: Deploy) -> None:
    """Wait until it is live, and see that nothing on the way happened twice."""
    world.settles(deploy, State.LIVE)
    assert [p.started for p in world.ci.promotions if p.payload.id == deploy.id] == [1]
    assert sum(deploy.id in str(card.blocks) for card in world.slack.messages(APPROVAL)) == 1
    assert sum(deploy.id in str(said.blocks) for said in world.slack.messages(DEPLOYS)) == 1
    assert "Live since" in world.card(deploy).text
