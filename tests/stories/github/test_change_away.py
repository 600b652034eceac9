"""GitHub away while a change is read: the card says so, the gate stays shut, and it is read in the end."""

from app.domain.deploy import State
from app.domain.report import Level
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.github.world import SHOP, GitHubWorld

DEPLOYMENTS = "GET /repos/{owner}/{repo}/deployments"
TRIES = 3


def test_a_change_that_cannot_be_read_is_put_before_people_and_read_later(github_world: GitHubWorld) -> None:
    world, hub = github_world, github_world.hub
    hub.fail_next(DEPLOYMENTS, status=502, times=TRIES)
    run_id = hub.run(SHOP, world.sample.routine.sha)
    deploy = world.reaches(world.deploy(world.sample.routine.sha, run_id), State.PENDING)
    assert deploy.summary is not None
    assert (deploy.summary.revision, deploy.summary.level) == (1, Level.HIGH)
    eventually(lambda: "*Trouble:* GitHub answered 502" in str(world.card(deploy).blocks))
    assert "could not be reviewed" in str(world.card(deploy).blocks)
    assert hub.run_of(SHOP, run_id).verdict is None
    read = world.settles(deploy, State.PENDING)
    assert read.summary is not None
    assert read.summary.revision == 2
    assert read.summary.level is not Level.HIGH
    card = str(world.card(deploy).blocks)
    assert "Trouble" not in card
    assert APPROVE in card
