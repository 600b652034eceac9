"""What holds environments up now: by command, and by the policies that were read last."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.deploy import Deploy
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Hold, Lane, hold_of
from app.domain.table import is_open
from app.ports import Parts

Held = tuple[Place, Hold]


def holds(parts: Parts, at: datetime) -> Sequence[Held]:
    """Return every lock and freeze that stands at `at`; those of people first."""
    called = [(place, hold) for place, lane in parts.lanes.held().items() for hold in _called(lane, at)]
    return [*called, *_of_policies(parts, at)]


def holds_there(parts: Parts, place: Place, at: datetime) -> Sequence[Held]:
    """Return those of one environment: of every repository too, where one is named."""
    repositories = {place.repository, EVERYWHERE}
    found = holds(parts, at)
    return [(p, h) for p, h in found if p.environment == place.environment and p.repository in repositories]


def held_now(parts: Parts, deploy: Deploy, at: datetime) -> Deploy:
    """Return the deploy with what holds it up at `at`; in the record that may be a moment old."""
    if deploy.rules is None or not is_open(deploy):
        return deploy
    lane = parts.lanes.of(deploy.key.repository, deploy.key.environment)
    return replace(deploy, hold=hold_of(lane, deploy.rules.freeze, at))


def _called(lane: Lane, at: datetime) -> Iterator[Hold]:
    each = [Lane(lock=lane.lock), *(Lane(pauses=(pause,)) for pause in lane.pauses)]
    return (hold for one in each if (hold := hold_of(one, (), at)) is not None)


def _of_policies(parts: Parts, at: datetime) -> Iterator[Held]:
    for name, policy in sorted(parts.archive.good_policies().items()):
        repository = name if "/" in name else EVERYWHERE
        for environment, rules in sorted(policy.environments.items()):
            hold = hold_of(Lane(), rules.freeze, at)
            if hold is not None:
                yield Place(repository, environment), hold
