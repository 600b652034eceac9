"""What GitHub knows of a waiting deploy is on its card, and counts when somebody clicks."""

from app.domain.deploy import Deploy, State
from app.domain.report import Level
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.github.conftest import GitHubWorlds
from tests.stories.github.shelf import zipped
from tests.stories.github.world import SHOP, GitHubWorld
from tests.stories.world import BO, CY

TITLE = "Say which <size> is sold out"


def waiting(world: GitHubWorld) -> Deploy:
    """Return a deploy that Dee started of what Cy proposed, Bo approved and the CI tested."""
    hub, shop = world.hub, world.sample.routine
    hub.review(SHOP, hub.add_pull(SHOP, shop.sha, author="cy", title=TITLE), "bo")
    hub.add_ruleset(SHOP, ["test", "lint"])
    tested = hub.run(SHOP, shop.sha, environment=None, jobs=("test",), workflow="ci.yml")
    hub.finish(SHOP, tested)
    hub.add_artifact(SHOP, tested, "junit", zipped(junit__xml=shop.junit.read_bytes()))
    eventually(lambda: all(told.is_over for told in hub.deliveries))
    world.rests()  # or the news of the test would have the deploy reviewed twice
    deploy = world.deploy(shop.sha, hub.run(SHOP, shop.sha, actor="dee"))
    return world.settles(deploy, State.PENDING)


def test_the_card_tells_what_ran_and_who_brought_it_and_its_opener_cannot_approve(
    github_worlds: GitHubWorlds,
) -> None:
    world = github_worlds(artifacts={"junit": "*junit*"})
    deploy = waiting(world)
    assert deploy.summary is not None
    assert deploy.summary.starters == {"cy@harbour.example", "dee@harbour.example"}
    assert deploy.summary.level is not Level.LOW
    shown = str(world.card(deploy).blocks)
    assert TITLE in shown
    assert "', approved by '}, {'type': 'text', 'text': 'bo'}" in shown
    assert "required by the branch's rules; no result for this very commit" in shown
    assert "*Tests*\\nnot measured" not in shown
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.tells(CY, "You opened or started this deploy")
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.reaches(deploy, State.APPROVED, State.PROMOTING, State.LIVE)
    assert (world.hub.violations, world.hub.leaks) == ([], [])
