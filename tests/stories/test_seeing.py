"""What waits and what happened: /deploy and App Home."""

from datetime import UTC, datetime, timedelta

from app.domain.deploy import Deploy, Key, Request, State
from app.domain.event import Cancelled
from app.domain.person import Person, Standing
from blocks.card import APPROVE
from blocks.look import NEWER, OLDER
from tests.eventually import eventually
from tests.stories.asking import ask, words_of
from tests.stories.world import ANA, APPROVAL, BO, CY, DEE, World


def test_status_lists_what_waits(world: World) -> None:
    assert "Nothing waits" in ask(world, BO, "status").text
    deploy = world.waits(world.sample.routine)
    said = words_of(ask(world, BO, ""))
    assert "1 deploy waiting or running" in said
    assert deploy.id in said
    assert world.slack.messages(APPROVAL)[-1].ts == world.card(deploy).ts, "the answer is private"


def test_show_draws_the_card_without_its_buttons(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    said = words_of(ask(world, BO, f"show {deploy.id}"))
    assert world.sample.routine.sha[:7] in said
    assert APPROVE not in said


def test_what_waits_can_be_cancelled_by_who_may(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    assert "you are not among them" in ask(world, DEE, f"cancel {deploy.id}").text
    assert "Cancelled" in ask(world, ANA, f"cancel {deploy.id} wrong branch").text
    world.settles(deploy, State.CANCELLED)
    assert f"Cancelled by <@{ANA}>" in world.card(deploy).text
    assert "wrong branch" in world.card(deploy).text


def ended(world: World, count: int) -> list[Deploy]:
    """Put deploys into the history, one a minute."""
    at = datetime.now(UTC) - timedelta(days=1)
    someone = Person("U0CY000001", Standing.MEMBER, "cy@harbour.example")
    deploys = []
    for n in range(count):
        key = Key("harbour/shop", "production", f"{n:040x}", str(n))
        deploy, _ = world.parts.gate.queue(Request(key, actor=someone.id, local_path="/nowhere"), at)
        event = Cancelled(at + timedelta(minutes=n), someone, "")
        deploys.append(world.parts.gate.handle(deploy.id, event))
    return deploys


def test_history_is_paged_newest_first(world: World) -> None:
    deploys = ended(world, 23)
    first = words_of(ask(world, BO, "history"))
    assert "page 1 of 3" in first
    assert deploys[22].id in first
    assert deploys[12].id not in first
    assert deploys[0].id in words_of(ask(world, BO, "history 3"))


def test_home_shows_what_waits_for_me_and_pages_through_history(world: World) -> None:
    ended(world, 13)
    deploy = world.waits(world.sample.routine)

    def home(user: str) -> str:
        return str(world.slack.home(user))

    world.slack.open_home(BO)
    eventually(lambda: world.slack.home(BO))
    mine, others = home(BO).split("Waits for somebody else")
    assert deploy.id in mine
    assert deploy.id not in others
    assert "Page 1 of 2" in home(BO)
    world.slack.click_home(BO, OLDER)
    eventually(lambda: "Page 2 of 2" in home(BO))
    world.slack.click_home(BO, NEWER)
    eventually(lambda: "Page 1 of 2" in home(BO))
    world.slack.open_home(ANA)
    eventually(lambda: world.slack.home(ANA))
    mine, others = home(ANA).split("Waits for somebody else")
    assert deploy.id not in mine, "Ana wrote it"
    assert deploy.id in others


def test_home_shows_what_runs(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(CY, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)
    world.slack.open_home(CY)
    eventually(lambda: world.slack.home(CY))
    assert "Live since" in str(world.slack.home(CY))


def test_what_was_called_off_can_be_queued_again(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    ask(world, ANA, f"cancel {deploy.id}")
    world.settles(deploy, State.CANCELLED)
    again = world.parts.gate.queue(deploy.request, datetime.now(UTC))
    assert again[0].id == deploy.id, "the same deploy is the same deploy"
