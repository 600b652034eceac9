"""Whatever somebody wrote into a change, Slack takes our messages, and nobody is called or misled by them."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.deploy import State
from app.domain.effect import Effect
from app.domain.filter import Some, Waiting
from app.domain.message import Message
from blocks import card, decision, home, leads, status, text, thread
from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems, texts
from sandbox.slack.view_rules import check
from tests.unit.hostile import NASTY, deploy, report

BLOCKS, TEXT = 50, 10_000  # of a message; Slack itself breaks off somewhere above 13,000 characters
VIEW_BLOCKS = 100
FALLBACK = 4_000  # characters; docs.slack.dev/reference/methods/chat.postMessage
OURS = re.compile(
    r"<@U0(BO|CY|GIL)[0-9]+>|<!date\^[0-9]+\^[^|<>]*\|[^<>]*>|"
    r"<https://ci\.example/[^<>]*\|(Open the card|its card)>"
)
SAID = [
    Effect.POST_FINDINGS,
    Effect.POST_REASON,
    Effect.POST_FAILURE,
    Effect.POST_REMINDER,
    Effect.POST_PING,
    Effect.POST_ESCALATION,
    Effect.POST_EXPIRY,
    Effect.POST_REOPENED,
    Effect.POST_OVERRIDE,
    Effect.ANNOUNCE,
]
every_nasty_word = pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)


def spoken(blocks: Any) -> list[str]:
    """Return every text that Slack reads as mrkdwn."""
    if isinstance(blocks, list | tuple):
        return [text for block in blocks for text in spoken(block)]
    if not isinstance(blocks, dict):
        return []
    own = [blocks["text"]] if blocks.get("type") == "mrkdwn" else []
    return own + [text for inner in blocks.values() for text in spoken(inner)]


def check_message(message: Message) -> None:
    assert message.text.strip()
    assert len(message.text) <= FALLBACK
    check_blocks(message.blocks, Surface.MESSAGE)
    assert len(message.blocks) <= BLOCKS
    assert sum(map(len, texts(list(message.blocks)))) <= TEXT
    check_voice(message.text)


def check_blocks(blocks: Sequence[dict[str, Any]], surface: Surface) -> None:
    assert problems(list(blocks), surface) == []
    for words in spoken(list(blocks)):
        check_voice(words)


def check_voice(mrkdwn: str) -> None:
    """See that no mark-up is left but our own."""
    assert "<" not in OURS.sub("", mrkdwn), mrkdwn[:500]


@every_nasty_word
@pytest.mark.parametrize("state", State)
def test_the_card(words: str, state: State) -> None:
    check_message(card.deploy_card(deploy(words, state), report(words)))


@every_nasty_word
def test_the_card_of_a_review_alone(words: str) -> None:
    check_message(Message("review", card.report_card(report(words))))


@every_nasty_word
@pytest.mark.parametrize("effect", SAID)
def test_what_is_said_beside_it(effect: Effect, words: str) -> None:
    said = thread.message(deploy(words, State.PENDING), effect, report(words), (words, f"@{words}"))
    check_message(said)


@every_nasty_word
def test_what_the_thread_says_where_the_escalation_cannot_go(words: str) -> None:
    check_message(leads.escalation(deploy(words, State.ESCALATED), (words,), undelivered=words))


@every_nasty_word
def test_the_status_and_the_history(words: str) -> None:
    deploys = ([deploy(words, state) for state in State] * 3)[:25]
    check_message(status.status(Waiting(Some(deploys, 10**6))))
    check_message(status.history(status.Page(deploys[:10], 1, 10**6)))


@every_nasty_word
@pytest.mark.parametrize("state", State)
def test_a_row_of_the_status(words: str, state: State) -> None:
    check_message(status.status(Waiting(running=Some([deploy(words, state)], 10**6))))


@every_nasty_word
@pytest.mark.parametrize("state", State)
def test_one_deploy_in_the_status(words: str, state: State) -> None:
    check_message(status.show(deploy(words, state), report(words, 10)))
    check_message(status.show(deploy(words, state), None))


@every_nasty_word
def test_home(words: str) -> None:
    many = [deploy(words, State.PENDING)] * 25
    blocks = home.home(home.Overview(many, many, many, many[: home.PAGE], page=10**6, pages=2 * 10**6))
    check_blocks(blocks, Surface.HOME)
    assert len(blocks) <= VIEW_BLOCKS


@every_nasty_word
def test_the_modal(words: str) -> None:
    pending = deploy(words, State.PENDING)
    assert check(decision.reason_view(pending, card.value(pending)), kind=Surface.MODAL)


@given(st.text(max_size=400), st.integers(1, 300))
@settings(max_examples=200)
def test_escaped_text_says_nothing_in_our_voice(foreign: str, limit: int) -> None:
    escaped = text.escape(foreign, limit)
    assert not set("<>\n\r*~`") & set(escaped)
    assert not re.search(r"(?<!\w)_|_(?!\w)", escaped)
    assert all(entity in {"&amp;", "&lt;", "&gt;"} for entity in re.findall(r"&[^;]*;?", escaped))
    assert len(text.clean(foreign, limit)) <= limit
