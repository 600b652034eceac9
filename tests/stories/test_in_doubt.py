"""A post whose answer is lost stands once: it is looked for before it is tried again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app import wiring
from app.adapters.book import RedisBook
from app.adapters.slack import WAIT_MAX, Pages, Slack
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import LEASE, Effect
from app.domain.errors import BadInput, Transient
from app.domain.message import Message
from sandbox.slack.people import Channel
from sandbox.slack.seed import AIRLOCK
from tests.eventually import eventually
from tests.stories.conftest import emptied
from tests.stories.slash.desk import NUMBERS, Desk, opened
from tests.stories.world import APPROVAL, LEADS
from tests.unit.example import BO
from workers import post

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with emptied(redis_url), opened(redis_url, tmp_path_factory.mktemp("desk")) as desk:
        wiring.parts.cache_clear()
        yield desk
        wiring.parts.cache_clear()


def everything(desk: Desk) -> int:
    """Return how much was said, in channels and in threads."""
    said = [(channel, one) for channel in (APPROVAL, LEADS) for one in desk.slack.messages(channel)]
    return sum(1 + len(desk.slack.thread(channel, one)) for channel, one in said)


def posted(desk: Desk, deploy: Deploy, effect: Effect) -> None:
    """Try until it is no more owed, as often as that takes."""

    def is_done() -> bool:
        for line in desk.parts.redis.scan_iter("airlock:line*"):  # Slack's pace is no part of this story
            desk.parts.redis.delete(line)
        post.run(deploy.id, effect)
        return desk.get(deploy).debt(effect) is None

    eventually(is_done)


def with_card(desk: Desk) -> Deploy:
    deploy = desk.waits()
    posted(desk, deploy, Effect.POST_CARD)
    return desk.get(deploy)


def happening(deploy: Deploy, effect: Effect) -> e.Event | None:
    """Return what owes the effect to a deploy that has its card; None where it is owed with that."""
    assert deploy.summary is not None
    now = datetime.now(UTC)
    events: dict[Effect, e.Event] = {
        Effect.POST_REASON: e.Rejected(now, BO, deploy.summary.digest, "Not today."),
        Effect.POST_REMINDER: e.ReminderDue(deploy.reminders[0]),
        Effect.POST_ESCALATION: e.DeadlinePassed(deploy.deadline or now),
        Effect.POST_EXPIRY: e.Expired(deploy.expires_at or now),
    }
    return events.get(effect)


OWED = (
    Effect.POST_FINDINGS,
    Effect.POST_REASON,
    Effect.POST_REMINDER,
    Effect.POST_ESCALATION,
    Effect.POST_EXPIRY,
)


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("effect", [Effect.POST_CARD, *OWED])
def test_what_is_said_is_said_once_though_the_answer_is_lost(desk: Desk, effect: Effect, drop: str) -> None:
    deploy = desk.waits() if effect is Effect.POST_CARD else with_card(desk)
    if event := happening(deploy, effect):
        desk.parts.gate.handle(deploy.id, event)
    before = everything(desk)
    desk.slack.fail_next("chat.postMessage", drop=drop)  # type: ignore[arg-type]
    posted(desk, deploy, effect)
    assert everything(desk) == before + 1
    assert [receipt.effect for receipt in desk.get(deploy).receipts].count(effect) == 1


def test_a_post_of_a_worker_that_died_before_it_could_say_so_is_adopted(desk: Desk) -> None:
    deploy, before = desk.waits(), everything(desk)
    turn = desk.parts.gate.begin(deploy.id, Effect.POST_CARD, datetime.now(UTC) - HOUR)
    assert turn is not None
    mark = f"{deploy.id}.{turn.effect}.{turn.since}"
    where = desk.parts.chat.post(APPROVAL, Message("The card", ()), mark)
    posted(desk, deploy, Effect.POST_CARD)
    card = desk.get(deploy).card
    assert card is not None
    assert (card.channel, card.ts) == where
    assert everything(desk) == before + 1


def test_who_may_lose_the_lease_before_slack_answers_posts_nothing(desk: Desk) -> None:
    """As the orphan of a worker that was killed, while Slack is slow: nobody prolongs its lease."""
    deploy, before, gate = desk.waits(), everything(desk), desk.parts.gate
    turn = gate.begin(deploy.id, Effect.POST_CARD, datetime.now(UTC) - LEASE / 2)
    assert turn is not None
    with pytest.raises(Transient, match="somebody else may have begun"):
        post._post(desk.parts, turn)
    assert everything(desk) == before
    gate.renew(deploy.id, Effect.POST_CARD, datetime.now(UTC))
    assert post._post(desk.parts, turn)
    assert everything(desk) == before + 1


def test_what_another_app_marked_as_ours_is_not_taken_for_ours(desk: Desk) -> None:
    deploy, before = desk.waits(), everything(desk)
    turn = desk.parts.gate.begin(deploy.id, Effect.POST_CARD, datetime.now(UTC) - HOUR)
    assert turn is not None
    mark = f"{deploy.id}.{turn.effect}.{turn.since}"
    forged = {"event_type": "airlock_message", "event_payload": {"mark": mark}}
    desk.slack.post_as_app("A0STRANGER", APPROVAL, "A card", metadata=forged)
    posted(desk, deploy, Effect.POST_CARD)
    assert everything(desk) == before + 2


@dataclass(frozen=True)
class Busy:
    """A channel where five messages follow one that is marked, and who looks through three pages of two."""

    slack: Slack
    channel: str

    def say(self, text: str) -> None:
        self.slack.post(self.channel, Message(text, ()), text)

    def find(self, mark: str) -> tuple[str, str] | None:
        return self.slack.find(self.channel, mark, datetime.now(UTC))


@pytest.fixture
def busy(desk: Desk) -> Busy:
    channel = f"C0BUSY{next(NUMBERS):04}"
    desk.slack.put_channel(Channel(channel, channel.lower(), "", frozenset({AIRLOCK.user_id})))
    slack = Slack(desk.parts.client, RedisBook(desk.parts.redis), Pages(size=2, most=3))
    busy = Busy(slack, channel)
    for text in ("marked", *map(str, range(5))):
        busy.say(text)
    return busy


def test_a_busy_channel_is_looked_through_to_its_end(desk: Desk, busy: Busy) -> None:
    found = busy.find("marked")
    assert found is not None
    assert desk.slack.message(busy.channel, found[1]).text == "marked"
    assert busy.find("never posted") is None


def test_where_the_end_is_out_of_reach_nothing_is_concluded(busy: Busy) -> None:
    busy.say("one too many")
    with pytest.raises(BadInput, match="looks through"):
        busy.find("marked")


def test_slack_makes_nobody_wait_for_more_than_an_hour(desk: Desk, busy: Busy) -> None:
    desk.slack.fail_next("chat.postMessage", status=429, retry_after=10**9)
    with pytest.raises(Transient) as told:
        busy.say("later")
    assert told.value.retry_after == WAIT_MAX


def test_a_look_that_breaks_off_concludes_nothing(desk: Desk, busy: Busy) -> None:
    desk.slack.fail_next("conversations.history", status=429)
    with pytest.raises(Transient, match="slow down"):
        busy.find("never posted")
