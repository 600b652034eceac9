"""What is counted of each change of a deploy; kept with it, so that no kill loses or doubles anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect, Failure

# Where a deploy stands that is not over. The places are kept as numbers: add at the end only.
OPEN = (State.QUEUED, State.REVIEWING, State.PENDING, State.ESCALATED, State.APPROVED, State.PROMOTING)

QUEUED = "deploys_queued"
UNKNOWNS = "deploys_with_unknowns"
REVIEWS = "reviews"  # by level
DECISIONS = "decisions"  # by kind
PROMOTIONS = "promotions"  # by what became of them
FAILURES = "effect_failures"  # by effect and kind
POLICIES = "policy_failures"
CARD = "time_to_card_seconds"
DECISION = "time_to_decision_seconds"

MINUTE, HOUR, DAY = 60, 3600, 86400
SCALES: dict[str, tuple[float, ...]] = {  # seconds: the upper end of each bucket but the last
    CARD: (0.5, 1, 2, 5, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR),
    DECISION: (10, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY),
}
DECIDED: dict[type[e.Event], str] = {
    e.Approved: "approve",
    e.Rejected: "reject",
    e.Overridden: "override",
    e.Cancelled: "cancel",
}
BY_THE_RULES = (e.Approved, e.Rejected)  # or people did not wait for an answer
ENDED: dict[type[e.Event], str] = {
    e.PromotionStarted: "started",
    e.WentLive: "live",
    e.Failed: "failed",
    e.Reopened: "stopped",
}


@dataclass(frozen=True)
class Tick:
    """One more of something, or how long something took."""

    name: str
    labels: tuple[str, ...] = ()  # each from a list of ours, never foreign text
    seconds: float | None = None


def counted(before: Deploy | None, after: Deploy, event: e.Event | None, at: datetime) -> Iterator[Tick]:
    """Yield what one change counts for; `before` is None for a deploy that is new."""
    if before is None:
        yield Tick(QUEUED)
        return
    if before.card is None and after.card is not None and _is_first_card(before):
        yield Tick(CARD, seconds=_between(after.queued_at, at))
    yield from _failures(before, after)
    if event is not None:
        yield from _told(before, after, event)


def bucket(name: str, seconds: float) -> str:
    """Return the upper end of the bucket that it falls into, as text."""
    return next((f"{end:g}" for end in SCALES[name] if seconds <= end), "+Inf")


def _told(before: Deploy, after: Deploy, event: e.Event) -> Iterator[Tick]:
    if isinstance(event, e.Reviewed):
        yield Tick(REVIEWS, (event.summary.level,))
        if event.summary.unknowns and not (before.summary and before.summary.unknowns):
            yield Tick(UNKNOWNS)
    if isinstance(event, e.Expired):
        yield Tick(DECISIONS, ("expire",))
    if type(event) in DECIDED and before.decision != after.decision:
        yield Tick(DECISIONS, (DECIDED[type(event)],))
        if isinstance(event, BY_THE_RULES) and before.asked_at is not None:
            yield Tick(DECISION, seconds=_between(before.asked_at, event.at))
    if type(event) in ENDED and before.promotion is not None and before.state is not after.state:
        yield Tick(PROMOTIONS, (ENDED[type(event)],))


def _is_first_card(before: Deploy) -> bool:
    """Whether no card was lost before this one: that one was owed when people were asked first."""
    debt = before.debt(Effect.POST_CARD)
    return debt is not None and debt.owed_at in {None, before.asked_at}


def _failures(before: Deploy, after: Deploy) -> Iterator[Tick]:
    """Yield the attempts that ended in this change, and those that turn out to have ended without a word."""
    for debt in after.owed:
        was = before.debt(debt.effect)
        if was is None or was.leased_until is None:
            continue
        if debt.leased_until is None and debt.failure is not None:
            yield Tick(FAILURES, (debt.effect, debt.failure))
        elif debt.leased_until is not None and debt.attempts > was.attempts:
            yield Tick(FAILURES, (debt.effect, Failure.BROKEN_OFF))


def _between(start: datetime, end: datetime) -> float:
    """Return seconds; none when a clock was moved."""
    return max(0.0, (end - start).total_seconds())
