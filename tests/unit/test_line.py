"""Who is served first in a channel's line."""

from dataclasses import replace
from datetime import timedelta

from app.domain.deploy import State
from app.domain.effect import Effect
from app.domain.line import rank
from app.domain.policy import Priority
from tests.unit.example import PENDING, RULES, SUMMARY

PENDING_BUT_DECIDED = replace(PENDING, state=State.REJECTED)


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
        (PENDING_BUT_DECIDED, Effect.REFRESH_CARD),
        (later, Effect.POST_REASON),
        (PENDING, Effect.POST_CARD),
        (later, Effect.REFRESH_CARD),
        (replace(PENDING, hotfix="It is down."), Effect.POST_FINDINGS),
        (later, Effect.POST_REMINDER),
    ]
    ranks = [rank(deploy, effect) for deploy, effect in in_order]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
