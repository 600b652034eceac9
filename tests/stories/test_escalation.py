"""Who is asked, and in what order, when nobody answers; and what the card says meanwhile."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.halt import Halt, Place
from app.domain.lane import HoldKind
from blocks.card import APPROVE, REJECT
from blocks.leads import SIGN_OFF
from sandbox.slack.message import Message
from sandbox.slack.people import Group
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.world import BO, CY, DEPLOYS, ELI, LEADS, World

LADDER = {
    "override": ["@eng-leads"],
    "escalate": {
        "mention": ["@eng-leads"],
        "then": [
            {"after": "8h", "channel": DEPLOYS, "mention": ["U0ELI00001", "@directors"]},
            {"after": "1d", "channel": "#directors", "mention": ["@eng-leads"]},
        ],
    },
}
OVERRIDDEN = "The gate was overridden"
OWNERS, LEAD_GROUP = "<!subteam^S0RELEASE1>", "<!subteam^S0ENGLEADS>"


def after(world: World, deploy: Deploy, hours: float) -> None:
    """Let the clock look at the deploy as if so many hours had passed since people were asked."""
    asked_at = world.get(deploy).asked_at
    assert asked_at is not None
    world.parts.gate.look(deploy.id, asked_at + timedelta(hours=hours))


def saying(messages: Sequence[Message], words: str) -> list[str]:
    """Return all that each of the messages with these words says."""
    return [f"{m.blocks}" for m in messages if words in f"{m.text} {m.blocks}"]


def only(world: World, channel: str, words: str = "") -> str:
    """Wait for a message with these words, and return all that it says; there is one."""
    eventually(lambda: saying(world.slack.messages(channel), words))
    (said,) = saying(world.slack.messages(channel), words)
    return said


def test_more_and_more_people_are_asked_and_at_the_end_nothing_was_approved(worlds: Worlds) -> None:
    world = worlds(remind_after=["1h"], more=LADDER)
    deploy = world.waits(world.sample.routine)
    the_approvers_are_reminded_and_then_called(world, deploy)
    the_leads_and_those_above_them_are_called(world, deploy)
    a_place_that_is_not_there_is_made_up_for_in_the_thread(world, deploy)
    after(world, deploy, 7 * 24)
    expired = world.settles(deploy, State.EXPIRED)
    assert saying(world.thread(deploy), "nothing was promoted")
    assert len(saying(world.thread(deploy), OWNERS)) == 1
    assert "Expired: nobody decided in time" in world.card(deploy).text
    assert APPROVE not in str(world.card(deploy).blocks)
    assert (expired.decision, expired.approvals, world.ci.promotions) == (None, (), [])


def the_approvers_are_reminded_and_then_called(world: World, deploy: Deploy) -> None:
    after(world, deploy, 1)
    eventually(lambda: saying(world.thread(deploy), "still waits"))
    assert saying(world.thread(deploy), OWNERS) == []
    after(world, deploy, 2)
    eventually(lambda: saying(world.thread(deploy), OWNERS))
    assert world.slack.messages(LEADS) == []


def the_leads_and_those_above_them_are_called(world: World, deploy: Deploy) -> None:
    after(world, deploy, 4)
    asked = only(world, LEADS, "No answer in time")
    assert asked.count(LEAD_GROUP) == 1
    assert "Who may decide: @release-owners" in asked
    after(world, deploy, 8)
    asked = only(world, DEPLOYS, "others were asked before you")
    assert f"<@{ELI}> @directors" in asked  # a group that nobody has calls nobody


def a_place_that_is_not_there_is_made_up_for_in_the_thread(world: World, deploy: Deploy) -> None:
    after(world, deploy, 24)
    eventually(lambda: saying(world.thread(deploy), "This belongs into #directors"))
    (asked,) = saying(world.thread(deploy), "This belongs into #directors")
    assert "Slack does not know the channel" in asked
    assert asked.count(LEAD_GROUP) == 1
    eventually(lambda: "the channel" in str(world.get(deploy).debt(Effect.POST_ESCALATION)))


def test_a_deadlock_asks_the_leads_at_once_who_break_the_glass_and_look_at_it(worlds: Worlds) -> None:
    world = worlds(gates={"schema": ["@dba"]}, more=LADDER)
    world.slack.put_group(Group("S0DBA00001", "dba", ()))
    deploy = world.settles(world.queue(world.sample.risky), State.ESCALATED)
    asked = only(world, LEADS)
    assert "Nobody can approve this" in asked
    assert "@dba" in asked
    assert asked.count(LEAD_GROUP) == 1
    assert "Nobody can approve this" in world.card(deploy).text
    somebody_breaks_the_glass(world, deploy)
    a_second_person_looks_at_it(world, deploy)


def somebody_breaks_the_glass(world: World, deploy: Deploy) -> None:
    eli = world.parts.chat.person(ELI, ("@eng-leads",))
    digest = deploy.summary.digest if deploy.summary else ""
    why = "The shop <!here> is down."
    world.parts.gate.handle(deploy.id, e.Overridden(datetime.now(UTC), eli, digest, why, deploy.key.sha[:7]))
    world.settles(deploy, State.LIVE)
    told = only(world, LEADS, OVERRIDDEN)
    assert "The shop &lt;!here&gt; is down." in told
    assert SIGN_OFF in told
    assert f"Override by <@{ELI}>" in world.card(deploy).text
    only(world, DEPLOYS, "past the rules by an override")


def a_second_person_looks_at_it(world: World, deploy: Deploy) -> None:
    cy = world.parts.chat.person(CY, ("@release-owners",))
    world.parts.gate.handle(deploy.id, e.SignedOff(datetime.now(UTC), cy, "It was right."))
    world.settles(deploy, State.LIVE)
    told = only(world, LEADS, OVERRIDDEN)
    assert f"Signed off by <@{CY}>" in told
    assert SIGN_OFF not in told
    assert "Signed off by" in world.card(deploy).text


def test_a_lock_shows_on_a_waiting_card_and_goes_again(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    place = Place(deploy.key.repository, deploy.key.environment)
    bo = world.parts.chat.person(BO, ())
    world.parts.lanes.halt(place, Halt("lock", datetime.now(UTC), bo, "The stock <!here> count runs."))
    eventually(lambda: f"Locked by <@{BO}>" in world.card(deploy).text)
    drawn = str(world.card(deploy).blocks)
    assert "The stock &lt;!here&gt; count runs." in drawn
    assert APPROVE not in drawn
    assert REJECT in drawn
    hold = world.get(deploy).hold
    assert hold is not None
    assert hold.kind is HoldKind.LOCK

    world.parts.lanes.halt(place, Halt("unlock", datetime.now(UTC), bo, "It is over."))
    eventually(lambda: "Locked" not in world.card(deploy).text)
    assert APPROVE in str(world.card(deploy).blocks)


def test_who_waits_in_line_sees_for_what_and_is_asked_again_once_that_has_changed_it(worlds: Worlds) -> None:
    world = worlds(takes=timedelta(seconds=3))
    ahead, deploy = world.waits(world.sample.routine), world.waits(world.sample.wording)
    for each in (ahead, deploy):
        world.slack.click(BO, world.card(each), APPROVE)
    eventually(lambda: f"waits until deploy `{ahead.id}` (<http" in world.card(deploy).text)
    world.settles(ahead, State.LIVE)
    world.settles(deploy, State.PENDING)
    assert "Approved, then stopped" in world.card(deploy).text
    assert "went live after this was reviewed" in world.card(deploy).text
    assert APPROVE in str(world.card(deploy).blocks)
    (told,) = saying(world.thread(deploy), "Your approval does not count any more")
    assert f"<@{BO}>" in told
