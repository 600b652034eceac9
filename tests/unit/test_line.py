"""Who is served first in a channel's line."""

from dataclasses import replace
from datetime import timedelta

from app.domain.deploy import Decision
from app.domain.effect import Debt, Effect
from app.domain.line import CLASS, rank
from app.domain.policy import Priority
from tests.unit.example import APPROVED, BO, LATER, NOON, PENDING, RULES, SUMMARY

REDRAW = Debt(Effect.REFRESH_CARD, 3, look_at=NOON, owed_at=NOON)
DECIDED = replace(APPROVED, decision=Decision(BO.id, NOON, None, "rule"), owed=(REDRAW,))
DRAWN_SINCE = replace(DECIDED, owed=(replace(REDRAW, owed_at=LATER),))


def test_urgent_cards_come_first_then_words_then_cards_as_queued_then_the_rest() -> None:
    later = replace(PENDING, queued_at=PENDING.queued_at + timedelta(hours=1))
    critical = replace(RULES, priority=Priority.CRITICAL)
    in_order = [
        (replace(PENDING, hotfix="It is down."), Effect.POST_CARD),
        (replace(later, rules=critical), Effect.POST_CARD),
        (
            replace(later, queued_at=later.queued_at + timedelta(1), summary=replace(SUMMARY, takes_back=2)),
            Effect.POST_CARD,
        ),
        (DECIDED, Effect.REFRESH_CARD),
        (later, Effect.POST_REASON),
        (PENDING, Effect.POST_CARD),
        (later, Effect.REFRESH_CARD),
        (replace(PENDING, hotfix="It is down."), Effect.POST_FINDINGS),
        (later, Effect.POST_REMINDER),
    ]
    ranks = [rank(deploy, effect) for deploy, effect in in_order]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_a_card_that_was_drawn_since_the_decision_asks_nobody_any_more_and_can_wait() -> None:
    assert rank(DECIDED, Effect.REFRESH_CARD) < 2 * CLASS <= rank(DRAWN_SINCE, Effect.REFRESH_CARD)
