"""The outbox on a deploy: what is owed, who is at it, and when to look again. Jobs are only hints."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import HERE, HINT_AGAIN, HINT_MAX, LATE, LEASE, Debt, Effect, Failure, Receipt
from app.domain.lane import Lane
from app.domain.passage import in_lane, lane_after
from app.domain.table import advance
from app.domain.wanted import TOLD_ON_CARD, concerns, is_wanted, waits_for_card

FREE = Lane()
NOTHING: frozenset[Effect] = frozenset()
BACK_OFF_MAX = timedelta(minutes=5)


@dataclass(frozen=True)
class Turn:
    """Leave to try one effect now."""

    deploy: Deploy
    effect: Effect
    since: int
    in_doubt: bool  # an earlier attempt may have taken effect: look before you leap


@dataclass(frozen=True)
class Trouble:
    """Why an attempt did not work out, and how long to wait before the next."""

    problem: str | None  # for people; None when it merely is not time yet
    wait: timedelta
    in_doubt: bool  # it may have taken effect all the same
    is_try: bool = True  # or it only waited for its turn
    is_called: bool = False  # it has a place in a line, and is called when its turn has come
    failure: Failure | None = None  # None: nothing has failed


def move(deploy: Deploy, event: e.Event, lane: Lane = FREE) -> Deploy:
    """Return the deploy after `event`, with the work it now owes on its outbox. Raises Refused.

    A clock that was set back changes no order: an event comes at the earliest with the last change.
    """
    event = replace(event, at=max(event.at, deploy.changed_at))
    after, effects = advance(in_lane(deploy, lane, event.at), event)
    after = in_lane(after, lane_after(lane, after, event), event.at)
    if isinstance(event, e.WentLive):
        after = replace(after, took_over=lane.live if lane.live != after.id else None)
    wanted = tuple(debt for debt in after.owed if is_wanted(after, debt))
    concerning = (effect for effect in effects if concerns(after, effect))
    return owe(replace(after, version=deploy.version + 1, owed=wanted), concerning, event.at)


def owe(deploy: Deploy, effects: Iterable[Effect], at: datetime) -> Deploy:
    """Add debts. One owed already is renewed, and keeps its lease."""
    owed = {debt.effect: debt for debt in deploy.owed}
    for effect in effects:
        old = owed.get(effect) or Debt(effect, deploy.version, look_at=at, owed_at=at)
        owed[effect] = replace(old, since=deploy.version, look_at=old.look_at if old.is_in_line else at)
    return replace(deploy, owed=tuple(owed.values()))


def ready(deploy: Deploy, at: datetime) -> tuple[Debt, ...]:
    """Return the debts that may be tried now."""
    return tuple(debt for debt in deploy.owed if next_look(deploy, debt) <= at)


def next_look(deploy: Deploy, debt: Debt) -> datetime:
    """When this debt is to be looked at again: never before the card it needs, nor within a lease."""
    if waits_for_card(deploy, debt):
        card = deploy.debt(Effect.POST_CARD)
        return max(debt.look_at, card.look_at) + timedelta(milliseconds=1) if card else debt.look_at
    return max(debt.look_at, debt.leased_until) if debt.leased_until else debt.look_at


def hinted(
    deploy: Deploy, at: datetime, here: frozenset[Effect] = NOTHING, full: frozenset[Effect] = NOTHING
) -> tuple[Deploy, tuple[Effect, ...]]:
    """Return the effects to queue a job for now, and the deploy remembering that it did.

    `here`: what the caller does right after, by itself. It needs no job; if it never comes to it, the clock
    looks again as it does after a job that was lost. `full`: what has many jobs before it already, so that
    one queued earlier is late rather than lost, and needs no second now.
    """
    effects = tuple(debt.effect for debt in ready(deploy, at) if not waits_for_card(deploy, debt))
    late = {debt.effect for debt in deploy.owed if debt.hints and debt.effect in full}
    owed = tuple(_looked_at(debt, at, here, late) if debt.effect in effects else debt for debt in deploy.owed)
    return replace(deploy, owed=owed), tuple(effect for effect in effects if effect not in here | late)


def owed_since(deploy: Deploy) -> datetime | None:
    """Return since when something is owed that Airlock alone should have done; None when nothing is.

    What waits for its turn in line, or for the CI to end what it began, is late by nobody's fault here.
    """
    waits = {Effect.FOLLOW, Effect.PROMOTE} if deploy.behind else {Effect.FOLLOW}
    return min(
        (debt.owed_at for debt in deploy.owed if debt.effect not in waits and debt.owed_at), default=None
    )


def _looked_at(debt: Debt, at: datetime, here: frozenset[Effect], late: set[Effect]) -> Debt:
    if debt.effect in late:
        return replace(debt, look_at=at + LATE)
    again = HERE if debt.effect in here else min(HINT_AGAIN * 2 ** min(debt.hints, 10), HINT_MAX)
    return replace(debt, look_at=at + again, hints=debt.hints + 1)


def begin(deploy: Deploy, effect: Effect, at: datetime) -> tuple[Deploy, Turn | None]:
    """Take the lease on one effect; None when it is done, somebody is at it, or its card is missing."""
    debt = deploy.debt(effect)
    if debt is None or waits_for_card(deploy, debt) or (debt.leased_until and at < debt.leased_until):
        return deploy, None
    until = at + LEASE
    taken = replace(debt, leased_until=until, look_at=until, attempts=debt.attempts + 1, is_in_line=False)
    deploy = _with(deploy, replace(taken, breaks=debt.breaks + debt.in_doubt, in_doubt=True, hints=0))
    return deploy, Turn(deploy, effect, debt.since, debt.in_doubt)


def renew(deploy: Deploy, effect: Effect, at: datetime) -> Deploy:
    """Prolong the lease of an attempt that is still at it."""
    debt = deploy.debt(effect)
    if debt is None or debt.leased_until is None:
        return deploy
    until = max(at + LEASE, debt.leased_until)
    return _with(deploy, replace(debt, leased_until=until, look_at=until))


def let_go(deploy: Deploy, effect: Effect, at: datetime) -> Deploy:
    """Give back the lease of an attempt that died: nobody knows how far it came."""
    debt = deploy.debt(effect)
    if debt is None or debt.leased_until is None:
        return deploy
    again = replace(debt, leased_until=None, look_at=at + back_off(debt), failure=Failure.BROKEN_OFF)
    return _with(deploy, again)


def holds(deploy: Deploy, turn: Turn, at: datetime, needs: timedelta) -> bool:
    """Whether an attempt still has its lease, and will for as long as it `needs`."""
    debt = _own(deploy, turn)
    return debt is not None and debt.leased_until is not None and at + needs <= debt.leased_until


def settle(deploy: Deploy, turn: Turn, at: datetime, receipt: Receipt | None = None) -> Deploy:
    """Strike the debt; if it was owed anew meanwhile, leave that one to be done at once."""
    debt = deploy.debt(turn.effect)
    if receipt is not None and receipt not in deploy.receipts:
        deploy = replace(deploy, receipts=(*deploy.receipts, receipt))
    if debt is None:
        return deploy
    if debt.since == turn.since:
        deploy = replace(deploy, owed=tuple(d for d in deploy.owed if d is not debt))
    else:
        deploy = _with(deploy, Debt(debt.effect, debt.since, look_at=at, owed_at=at))
    return _redrawn(deploy, turn.effect, debt.problem, None, at)


def postpone(deploy: Deploy, turn: Turn, at: datetime, trouble: Trouble) -> Deploy:
    """Give the lease back after an attempt that failed; it is tried again after `trouble.wait`."""
    debt = _own(deploy, turn)
    if debt is None:  # or another has begun, and may just be posting
        return deploy
    tried = debt.attempts if trouble.is_try else max(0, debt.attempts - 1)
    again = replace(debt, leased_until=None, look_at=at + trouble.wait, hints=0, attempts=tried)
    again = replace(again, problem=trouble.problem, failure=trouble.failure, in_doubt=trouble.in_doubt)
    after = _with(deploy, replace(again, is_in_line=trouble.is_called))
    return _redrawn(after, turn.effect, debt.problem, trouble.problem, at)


def troubles(deploy: Deploy) -> tuple[str, ...]:
    """Return what keeps the CI platform from hearing of this deploy, or us of it, for people."""
    return tuple(
        dict.fromkeys(debt.problem for debt in deploy.owed if debt.effect in TOLD_ON_CARD and debt.problem)
    )


def _redrawn(deploy: Deploy, effect: Effect, before: str | None, now: str | None, at: datetime) -> Deploy:
    """Owe the card anew when what it says of a trouble has changed."""
    if before == now or effect not in TOLD_ON_CARD or deploy.card is None:
        return deploy
    return owe(replace(deploy, version=deploy.version + 1), (Effect.REFRESH_CARD,), at)


def back_off(debt: Debt | None) -> timedelta:
    """1 s, 2 s, 4 s … five minutes."""
    attempts = debt.attempts if debt else 1
    return min(timedelta(seconds=2 ** min(attempts - 1, 10)), BACK_OFF_MAX)


def _own(deploy: Deploy, turn: Turn) -> Debt | None:
    """Return the debt that an attempt is at; None when it is done, or another has begun since."""
    debt, begun = deploy.debt(turn.effect), turn.deploy.debt(turn.effect)
    return debt if debt and begun and debt.attempts == begun.attempts else None


def _with(deploy: Deploy, debt: Debt) -> Deploy:
    return replace(deploy, owed=tuple(debt if d.effect is debt.effect else d for d in deploy.owed))
