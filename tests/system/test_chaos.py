"""A short run of `make chaos`, and the proof that its judge finds each broken promise in what it has seen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sandbox.slack import Message
from tests.chaos.account import failures
from tests.chaos.crowd import Click
from tests.chaos.evidence import Evidence
from tests.chaos.judge import judged
from tests.chaos.plan import PROCESSES, Size, plan
from tests.chaos.run import Limits, Result, run
from tests.chaos.trouble import AWAY, LIMITED, TROUBLE

pytestmark = pytest.mark.slow

SEED = 861
# What is only mended by somebody's patience, or at a card every 1.2 s: a short run has no time for that.
PATIENT = {"CI silent", "CI stuck", "CI mute", "post never answered", "update never answered", AWAY}
PACED = {"update 429", LIMITED}
SHORT = Size(
    deploys=25,
    lanes=10,
    upsets=0.8,
    kills=0.25,
    in_a_row=(1,),
    trouble=tuple(name for name in TROUBLE if name not in PATIENT | PACED),
    is_gentle=True,
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(SEED, SHORT, Limits(working=120, quiet=120), tmp_path_factory.mktemp("chaos"))


def test_a_seed_makes_one_plan() -> None:
    assert plan(7, SHORT) == plan(7, SHORT) != plan(8, SHORT)


@pytest.mark.timeout(360)
def test_every_promise_is_kept_while_everything_dies_and_fails(result: Result) -> None:
    assert not result.problems, "\n".join(failures(result))
    assert len(result.seen.asked) == SHORT.deploys
    assert {death.process for death in result.seen.deaths} >= set(PROCESSES)
    assert sum(result.faults.values()) >= 8
    assert len(result.seen.promotions) >= 5


def _live(seen: Evidence) -> str:
    return next(one for one, deploy in seen.deploys.items() if deploy.state.value == "live")


def _waiting(seen: Evidence) -> str:
    return next(one for one, deploy in seen.deploys.items() if deploy.state.value == "pending")


def _card(seen: Evidence, deploy_id: str) -> Message:
    card = seen.deploys[deploy_id].card
    return next(one for one in seen.cards if card and one.ts == card.ts)


def _without(messages: tuple[Message, ...], deploy_id: str) -> tuple[Message, ...]:
    return tuple(one for one in messages if deploy_id not in str(one.metadata))


def _lost(seen: Evidence) -> Evidence:
    deploys = dict(seen.deploys)
    del deploys[_waiting(seen)]
    return replace(seen, deploys=deploys)


def _posted_again(seen: Evidence) -> Evidence:
    return replace(seen, cards=(*seen.cards, replace(_card(seen, _live(seen)), ts="9.9")))


def _never_posted(seen: Evidence) -> Evidence:
    return replace(seen, cards=_without(seen.cards, _waiting(seen)))


def _never_redrawn(seen: Evidence) -> Evidence:
    """Let the card of what is live still offer its buttons."""
    old, shown = _card(seen, _live(seen)), _card(seen, _waiting(seen))
    stale = replace(old, blocks=[*(old.blocks or [])[:-1], (shown.blocks or [])[-1]])
    return replace(seen, cards=tuple(stale if one is old else one for one in seen.cards))


def _announced_again(seen: Evidence) -> Evidence:
    again = next(one for one in seen.announced if _live(seen) in str(one.metadata))
    return replace(seen, announced=(*seen.announced, replace(again, metadata=None)))


def _never_announced(seen: Evidence) -> Evidence:
    return replace(seen, announced=_without(seen.announced, _live(seen)))


def _without_key(seen: Evidence) -> Evidence:
    """Let the CI have been asked twice, and have known no better."""
    again = next(one for one in seen.promotions if one.payload.id == _live(seen))
    return replace(seen, promotions=(*seen.promotions, replace(again, key="another")))


def _undecided(seen: Evidence) -> Evidence:
    deploy_id = _live(seen)
    kept = [one for one in seen.entries if (one.get("deploy"), one["what"]) != (deploy_id, "approve")]
    return replace(seen, entries=tuple(kept))


def _by_the_author(seen: Evidence) -> Evidence:
    asked = dict(seen.asked)
    by = next(
        one["by"]["id"]
        for one in seen.entries
        if (one.get("deploy"), one["what"]) == (_live(seen), "approve")
    )
    author = {"U0ANA00001": "Ana Lima", "U0BO000001": "Bo Chen"}.get(by, "")
    was = asked[_live(seen)]
    asked[_live(seen)] = replace(
        was, ask=replace(was.ask, author=author or was.ask.author, lane=replace(was.ask.lane, quorum=3))
    )
    return replace(seen, asked=asked)


def _another_commit(seen: Evidence) -> Evidence:
    first = next(one for one in seen.promotions if one.payload.id == _live(seen))
    other = replace(first, payload=first.payload.model_copy(update={"sha": "f" * 40}))
    return replace(seen, promotions=tuple(other if one is first else one for one in seen.promotions))


def _unheard(seen: Evidence) -> Evidence:
    """Let somebody have clicked and seen it acknowledged, of which nobody knows."""
    before = min(click.began for click in seen.clicks) - 100
    click = Click("approve", "U0CY000001", _waiting(seen), "http://127.0.0.1/", before, before, acked=True)
    return replace(seen, clicks=(*seen.clicks, click))


def _broken_chain(seen: Evidence) -> Evidence:
    return replace(seen, audit=("entry 2 does not follow entry 1",))


def _failed_job(seen: Evidence) -> Evidence:
    return replace(seen, failed_jobs={"post_card x": "Traceback\nKeyError: 'ts'"})


def _crashed(seen: Evidence) -> Evidence:
    trace = "Traceback (most recent call last):\n  File …\nKeyError: 'ts'\n"
    return replace(seen, logs={**seen.logs, "bot": trace})


BROKEN: dict[str, list[Callable[[Evidence], Evidence]]] = {
    "every deploy ends or waits for a person": [_lost, lambda seen: replace(seen, came_to_rest=False)],
    "one card each": [_posted_again, _never_posted],
    "nothing is said twice": [_posted_again],
    "every card shows the truth": [_never_redrawn],
    "what is live is announced once, and nothing else": [_announced_again, _never_announced],
    "one promotion each": [_without_key, lambda seen: replace(seen, promotions=())],
    "nothing is promoted without a valid decision": [_undecided, _by_the_author, _another_commit],
    "the record holds, with every decision": [_broken_chain, _undecided],
    "an acknowledged click counts or is answered": [_unheard],
    "no job failed unseen": [_failed_job],
    "no process ended by an error of its own": [_crashed],
}


@pytest.mark.parametrize(("rule", "breaks"), [(rule, one) for rule, some in BROKEN.items() for one in some])
def test_the_judge_finds_a_broken_promise(
    result: Result, rule: str, breaks: Callable[[Evidence], Any]
) -> None:
    assert rule not in {problem.rule for problem in result.problems}
    assert rule in {problem.rule for problem in judged(breaks(result.seen))}
