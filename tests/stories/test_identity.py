"""Who wrote it, who owns it and who can approve it at all, worked out at the review."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.domain.deploy import Deploy, Key, Request, State
from app.domain.quorum import quorum
from app.domain.report import GateName
from blocks.card import APPROVE
from tests.stories.conftest import Worlds
from tests.stories.gitwork import Work
from tests.stories.world import ANA, BO, CY, ELI, LEADS, World

LEADERS = {"leaders": ["@eng-leads"], "teams": {"harbour/dba": "@dba"}}
PRIVATE = "Bo Chen <7+bo-chen@users.noreply.github.com>"
ZOE = "zoe@elsewhere.example"


def work_in(world: World, branch: str) -> Work:
    """Return the shop's checkout on a new branch of main."""
    work = Work(world.sample.path)
    work.git("checkout", "--quiet", "-B", branch, "main")
    return work


def queued(world: World, base: str, sha: str) -> Deploy:
    key = Key(world.sample.repository, "production", sha, "1")
    request = Request(key, base, local_path=str(world.sample.path))
    return world.parts.gate.queue(request, datetime.now(UTC))[0]


def parts_of(deploy: Deploy) -> tuple[frozenset[str], tuple[str, ...]]:
    assert deploy.summary is not None
    return deploy.summary.members, deploy.summary.strangers


def by_a_private_address(world: World, *, trailers: Sequence[str]) -> Deploy:
    work = work_in(world, "private")
    work.write("docs/note.md", "\n".join(trailers))
    work.git("add", "--all")
    work.git("commit", "--quiet", f"--author={PRIVATE}", "-m", "Say it\n\n" + "\n".join(trailers))
    return world.settles(queued(world, world.sample.base, work.git("rev-parse", "HEAD")), State.PENDING)


def test_who_wrote_it_is_known_by_a_linked_login_and_a_stranger_asks_for_one_more(worlds: Worlds) -> None:
    world = worlds(people=LEADERS, supersede="never")
    now = datetime.now(UTC)
    deploy = by_a_private_address(world, trailers=[f"Co-authored-by: Zoe <{ZOE}>"])
    assert parts_of(deploy) == (frozenset(), ("@bo-chen", ZOE))
    count = quorum(deploy, ())
    assert (count.need, count.why) == (2, (f"nobody in Slack is @bo-chen, {ZOE}, who had a part in it",))
    bo, eli = (world.parts.chat.person(each, ["@eng-leads"]) for each in (BO, ELI))
    world.parts.links.claim(now, bo, "bo-chen")
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    world.tells(BO, "You wrote, opened or started part of this deploy")
    world.parts.links.confirm(now, eli, "bo-chen", BO, frozenset({"@eng-leads"}))
    deploy = by_a_private_address(world, trailers=["Co-authored-by: Ana <ana+git@harbour.example>"])
    assert parts_of(deploy) == (frozenset({ANA, BO}), ())
    assert quorum(deploy, ()).need == 1
    assert world.slack.click(CY, world.card(deploy), APPROVE).acked
    world.reaches(deploy, State.APPROVED, State.PROMOTING, State.LIVE)


def test_where_nobody_may_approve_it_others_hear_of_it_with_the_card(worlds: Worlds) -> None:
    """Dee wrote what changes the schema, and is all of the team that owns it."""
    world = worlds(people=LEADERS)
    work = work_in(world, "owned")
    base = work.commit(
        "Say who owns what", **{".github/CODEOWNERS": "* @harbour/web\n/migrations/ @harbour/dba\n"}
    )
    work.git("merge", "--quiet", "--no-edit", world.sample.risky.name)
    deploy = world.settles(queued(world, base, work.git("rev-parse", "HEAD")), State.ESCALATED)
    assert deploy.summary is not None
    assert (GateName.SCHEMA, ("@dba",)) in deploy.summary.owners
    assert "@harbour/web" in deploy.summary.ownerless
    assert deploy.stuck == "it needs one of @dba for its schema change, and none of them may approve it"
    assert len(world.slack.messages(LEADS)) == 1
