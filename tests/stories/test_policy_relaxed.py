"""Whoever relaxes the policy in the commit under review is judged by the policy as it was."""

from app.domain.deploy import State
from blocks.card import APPROVE
from sandbox.sample import Candidate
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.gitwork import Work
from tests.stories.world import BO, ELI, World

POLICY = ".github/airlock.yml"


def relaxed(world: World) -> Candidate:
    """Return a branch whose policy lets Eli approve alone; main is checked out again."""
    work = Work(world.sample.path)
    policy = (work.path / POLICY).read_text()
    work.git("checkout", "--quiet", "-b", "relaxed")
    policy = policy.replace("'@release-owners'", ELI).replace(": 2\n", ": 1\n")
    assert (ELI in policy, ": 2\n" in policy) == (True, False)
    sha = work.commit("Trust Eli", **{POLICY: policy})
    work.git("checkout", "--quiet", world.sample.branch)
    return Candidate("relaxed", sha, "ana@example.com", world.sample.routine.artifacts)


def test_a_commit_that_relaxes_the_policy_is_judged_by_that_of_the_default_branch(worlds: Worlds) -> None:
    world = worlds(approvals={"low": 2, "medium": 2, "high": 2})
    deploy = world.waits(relaxed(world))
    rules = world.get(deploy).rules
    assert rules is not None
    assert (rules.approvers, rules.approvals.low) == (("@release-owners",), 2)
    assert world.slack.click(ELI, world.card(deploy), APPROVE).acked
    world.tells(ELI, "Only @release-owners may decide here, and you are not among them.")
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    eventually(lambda: [approval.by for approval in world.get(deploy).approvals] == [BO])
    assert world.get(deploy).state is State.PENDING
    assert world.ci.promotions == []
