"""What the record itself shows to be stuck: a gate nobody sees, and one that holds up what came after it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.domain.alarm import Alarm, Aspect, Kind, Place
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.table import is_open

CARD_WITHIN = timedelta(minutes=2)
HELD_FOR = timedelta(days=1)
Lane = tuple[str, str]  # repository, environment


def standstill(waiting: Iterable[Deploy], at: datetime) -> dict[Place, tuple[Alarm, ...]]:
    """Return what is wrong with the deploys that wait, by lane; `waiting` is oldest first."""
    lanes: dict[Lane, list[Deploy]] = defaultdict(list)
    for deploy in waiting:
        if is_open(deploy):
            lanes[deploy.key.repository, deploy.key.environment].append(deploy)
    return {
        Place(Aspect.RECORD, *lane): (*_without_card(deploys, at), *_held(deploys, at))
        for lane, deploys in lanes.items()
    }


def _without_card(deploys: Iterable[Deploy], at: datetime) -> Iterable[Alarm]:
    for deploy in deploys:
        if deploy.card is None and at - deploy.changed_at > CARD_WITHIN:
            debt = deploy.debt(Effect.POST_CARD)
            why = (debt.problem if debt else None) or "no worker has tried yet."
            words = f"Deploy {deploy.id} waits for a decision, but its card cannot be posted: {why}"
            yield _alarm(Kind.NO_CARD, deploy, words, "Mend what it says; the card follows by itself.")


def _held(deploys: Sequence[Deploy], at: datetime) -> Iterable[Alarm]:
    first, newer = deploys[0], len(deploys) - 1
    if newer and at - first.queued_at > HELD_FOR:
        words = f"Deploy {first.id} has waited for over a day, and {newer} newer wait with it."
        yield _alarm(Kind.HELD, first, words, "Approve or reject it.")


def _alarm(kind: Kind, deploy: Deploy, words: str, mend: str) -> Alarm:
    place = Place(Aspect.RECORD, deploy.key.repository, deploy.key.environment)
    return Alarm(kind, place, words, mend, deploy.card.link if deploy.card else None, subject=deploy.id)
