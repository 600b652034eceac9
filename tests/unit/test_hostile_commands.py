"""Whatever somebody typed or wrote, Slack takes what /deploy answers, and nobody is misled by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deploy import State
from app.domain.filter import Some, Waiting
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Hold, HoldKind
from app.domain.link import Link
from blocks import card, halt, link, override, status, usage
from sandbox.slack.block_shapes import Surface
from sandbox.slack.view_rules import check
from tests.unit.example import BO, LATER, NOON
from tests.unit.hostile import deploy
from tests.unit.test_hostile import check_message, check_voice, every_nasty_word, spoken

HALTS = ("lock", "unlock", "freeze", "unfreeze")


def held(words: str) -> list[tuple[Place, Hold]]:
    lock = Hold(HoldKind.LOCK, BO.id, None, words)
    freeze = Hold(HoldKind.FREEZE, BO.id, LATER, words)
    return [(Place(words, words), lock), (Place(EVERYWHERE, words), freeze)] * 20


@every_nasty_word
def test_the_status_with_all_that_it_may_hold(words: str) -> None:
    deploys = ([deploy(words, state) for state in State] * 3)[:30]
    unsigned = [deploy(words, State.LIVE)] * 30
    waiting = Waiting(Some(deploys, 10**6), Some(deploys, 10**6), Some(unsigned, 10**6))
    check_message(status.status(waiting, held(words)))


@every_nasty_word
def test_the_history_with_what_was_asked_for(words: str) -> None:
    deploys = [deploy(words, State.LIVE)] * 10
    wanted = (words, words, words, words)
    check_message(status.history(status.Page(deploys, 1, 10**6, wanted, is_all=False)))
    check_message(status.history(status.Page([], 9, 1, wanted)))


@every_nasty_word
@pytest.mark.parametrize("what", HALTS)
def test_what_is_done_to_an_environment(words: str, what: str) -> None:
    check_message(halt.done(what, Place(words, words), LATER, held(words)))


@every_nasty_word
def test_logins(words: str) -> None:
    links = [Link(words, BO.id, NOON), Link(words, BO.id, NOON, BO.id, NOON)]
    check_message(link.links(links, [replace(links[0], at=NOON + timedelta(days=n)) for n in range(50)]))
    check_voice(link.claimed(words, [words]))
    check_voice(link.confirmed(words, BO.id))


@every_nasty_word
def test_a_mistake(words: str) -> None:
    check_message(usage.mistake("Say why.", words, usage.FORMS["freeze"]))


@every_nasty_word
def test_the_modal_of_an_override(words: str) -> None:
    waits = deploy(words, State.ESCALATED)
    hold = Hold(HoldKind.LOCK, BO.id, None, words)
    waits = replace(waits, stuck=words, stopped=words, hold=hold, hotfix=words)
    view = override.override_view(waits, card.value(waits))
    assert check(view, kind=Surface.MODAL)
    for said in spoken(view["blocks"]):
        check_voice(said)
