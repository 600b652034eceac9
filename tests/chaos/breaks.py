"""What a run has seen, broken by hand: each by the promise that the judge has to find broken."""

from dataclasses import replace

from sandbox.slack import Message
from tests.chaos.breaks_on_github import Break
from tests.chaos.crowd import Click
from tests.chaos.evidence import Evidence


def _live(seen: Evidence) -> str:
    """Return a deploy that the CI has brought live."""
    live = (one for one, deploy in seen.deploys.items() if deploy.state.value == "live")
    return next(one for one in live if one not in seen.runs)


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


BREAKS: dict[str, list[Break]] = {
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
