"""What GitHub knows of a waiting deploy is on its card, and counts when somebody clicks."""

from app.domain.deploy import State
from app.domain.report import Level
from blocks.card import APPROVE
from tests.stories.github.conftest import GitHubWorlds
from tests.stories.github.shelf import zipped
from tests.stories.github.world import SHOP
from tests.stories.world import BO, CY


def test_the_card_tells_what_ran_and_who_brought_it_and_its_opener_cannot_approve(
    github_worlds: GitHubWorlds,
) -> None:
    world = github_worlds(artifacts={"junit": "*junit*"})
    hub, shop = world.hub, world.sample.routine
    number = hub.add_pull(SHOP, shop.sha, author="cy", title="Say which <size> is sold out")
    hub.review(SHOP, number, "bo")
    hub.add_ruleset(SHOP, ["test", "lint"])
    tested = hub.run(SHOP, shop.sha, environment=None, jobs=("test",), workflow="ci.yml")
    hub.finish(SHOP, tested)
    hub.add_artifact(SHOP, tested, "junit", zipped(junit__xml=shop.junit.read_bytes()))
    deploy = world.deploy(shop.sha, hub.run(SHOP, shop.sha, actor="dee"))
    waiting = world.settles(deploy, State.PENDING)
    assert waiting.summary is not None
    assert waiting.summary.starters == {"cy@harbour.example", "dee@harbour.example"}
    shown = str(world.card(deploy).blocks)
    assert f"'#{number}'" in shown
    assert "Say which <size> is sold out" in shown
    assert "'text': 'bo'" in shown
    assert "required by the branch's rules; no result for this very commit" in shown
    assert "*Tests*\\nnot measured" not in shown
    assert waiting.summary.level is not Level.LOW
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.tells(CY, "You opened or started this deploy")
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.reaches(deploy, State.APPROVED, State.PROMOTING, State.LIVE)
    assert (hub.violations, hub.leaks) == ([], [])
