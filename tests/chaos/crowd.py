"""The people of a run: they click what they see, now and then twice, together, or on a card of long ago."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from blocks.card import APPROVE, REJECT, WITHDRAW
from blocks.decision import REASON_BLOCK, REASON_INPUT
from sandbox.slack import SlackSandbox
from sandbox.slack.message import Message
from tests.chaos.plan import Act

AT_ONCE = 8
KEPT = 6  # cards as they looked, before the same is kept again
REASON = "Not like this."


@dataclass(frozen=True)
class Click:
    """What somebody did, and whether Slack saw it acknowledged."""

    what: str  # approve, withdraw, reject: as in the record
    user: str
    deploy: str  # id
    response_url: str  # where its private answer goes; "" for a modal, which is answered in itself
    began: float  # seconds since 1970
    ended: float
    acked: bool


@dataclass
class Crowd:
    """Clicks in threads of its own: one that nobody answers takes three seconds."""

    slack: SlackSandbox
    channels: tuple[str, ...]  # where the cards are
    clicks: list[Click] = field(default_factory=list)
    _seen: list[Message] = field(default_factory=list)  # cards as they once looked
    _waiting: list[Future[object]] = field(default_factory=list)
    _modals: dict[str, Lock] = field(default_factory=dict)  # a person has one modal at a time
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))

    def act(self, act: Act, channels: tuple[str, ...] = ()) -> None:
        """Have it done there, or anywhere, and do not wait. Nothing happens where no card is open."""
        for call in self._calls(act, self.open_cards(channels)):
            self._waiting.append(self._pool.submit(call))

    def open_cards(self, channels: tuple[str, ...] = ()) -> list[Message]:
        """Return the cards that can still be decided on, oldest first."""
        there = [card for channel in channels or self.channels for card in self.slack.messages(channel)]
        cards = sorted((card for card in there if button(card, REJECT)), key=lambda card: float(card.ts))
        self._seen += [card for card in cards if card not in self._seen[-KEPT:]][:1]
        return cards

    def leaves(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown()
        for done in self._waiting:
            done.result()

    def _calls(self, act: Act, cards: list[Message]) -> Iterator[Callable[[], object]]:
        cards = self._seen if act.what == "old card" else cards
        if not cards:
            return
        card, first = cards[act.pick % len(cards)], act.who[0]
        if act.what == "reject":
            yield lambda: self._reject(first, card)
        elif act.what == "withdraw":
            yield lambda: self._click("withdraw", first, card, WITHDRAW)
        else:
            for user in act.who * (2 if act.what == "twice" else 1):
                yield lambda user=user: self._click("approve", user, card, APPROVE)  # type: ignore[misc] # bound now

    def _click(self, what: str, user: str, card: Message, action: str) -> bool:
        """Return whether it was acknowledged; False too where the card has no such button."""
        value = button(card, action)
        if value is None:
            return False
        began = time.time()
        done = self.slack.click(user, card, action)
        click = Click(what, user, _named(value), done.response_url, began, time.time(), done.acked)
        self.clicks.append(click)
        return done.acked

    def _reject(self, user: str, card: Message) -> None:
        """Click, and give a reason where the modal opens; a click that opens none is answered like any."""
        with self._modals.setdefault(user, Lock()):
            self._click("asked", user, card, REJECT)
            modal = self.slack.view(user)
            if modal is None:  # it was refused, or Slack did not open it
                return
            began = time.time()
            with suppress(LookupError):  # it has gone meanwhile
                wrong = self.slack.submit(user, {REASON_BLOCK: {REASON_INPUT: REASON}})
                deploy = _named(str(modal.content["private_metadata"]))
                self.clicks.append(Click("reject", user, deploy, "", began, time.time(), acked=wrong is None))
                if wrong is not None:
                    self.slack.close_view(user)


def _named(carried: str) -> str:
    """Return the deploy's id of what a button or a modal carries: that, and the digest of a report."""
    return carried.partition(" ")[0]


def button(card: Message, action_id: str) -> str | None:
    """Return what a card's button carries; None where it has no such button."""
    for block in card.blocks or []:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            if element["action_id"] == action_id:
                return str(element["value"])
    return None
