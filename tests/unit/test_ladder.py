"""The escalation ladder: which place is asked now and whom the message mentions, from the deploy alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import event as e
from app.domain import ladder
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.outbox import move
from app.domain.policy import Environment, Escalate, Rung
from app.domain.report import GateName
from tests.unit.example import APPROVED, BO, NOON, PENDING, RULES, SUMMARY

HIGH = Rung(timedelta(hours=8), "#directors", ("@directors", "U0CEO00001"))
TOP = Rung(timedelta(hours=24), "#board")
LADDER = replace(RULES, escalate=Escalate(mention=("@eng-leads",), then=(HIGH, TOP)))


def at_rung(reached: int, rules: Environment = LADDER) -> Deploy:
    """Return a deploy that nobody answered, after so many rungs."""
    rungs = (NOON + HIGH.after, NOON + TOP.after)[reached:]
    return replace(PENDING, state=State.ESCALATED, rules=rules, rungs=rungs, escalated_at=NOON)


@pytest.mark.parametrize(
    ("reached", "channel", "mentions"),
    [
        (0, "#eng-leads", ("@eng-leads",)),
        (1, "#directors", ("@directors", "U0CEO00001")),
        (2, "#board", ()),
    ],
)
def test_each_rung_asks_its_own_place(reached: int, channel: str, mentions: tuple[str, ...]) -> None:
    deploy = at_rung(reached)
    assert ladder.escalation_channel(deploy, LADDER) == channel
    assert ladder.mentioned(deploy, Effect.POST_ESCALATION) == mentions


def test_the_rungs_are_climbed_by_time_whatever_their_order_in_the_policy() -> None:
    turned = replace(LADDER, escalate=replace(LADDER.escalate, then=(TOP, HIGH)))
    assert ladder.rung(at_rung(1, turned)) == HIGH


def test_a_policy_with_fewer_rungs_asks_its_leads_and_one_without_rules_nobody() -> None:
    fewer = replace(LADDER, escalate=replace(LADDER.escalate, then=()))
    assert ladder.rung(at_rung(0, fewer)) is None
    assert ladder.rung(replace(PENDING, rules=None)) is None
    assert ladder.mentioned(replace(PENDING, rules=None), Effect.POST_PING) == ()


def test_the_clock_walks_up_the_ladder() -> None:
    waits = replace(at_rung(0), expires_at=NOON + timedelta(days=7))
    after = move(waits, e.RungReached(NOON + timedelta(hours=9)))
    assert ladder.rung(after) == HIGH
    assert after.debt(Effect.POST_ESCALATION) is not None
    both = move(waits, e.RungReached(NOON + timedelta(hours=25)))
    assert ladder.rung(both) == TOP


def test_a_ping_mentions_each_approver_once_and_whoever_a_gate_still_needs() -> None:
    rules = replace(RULES, gates={GateName.SCHEMA: ("@dba", "@release-owners")})
    gated = replace(PENDING, rules=rules, summary=replace(SUMMARY, gates=frozenset({GateName.SCHEMA})))
    assert ladder.mentioned(gated, Effect.POST_PING) == ("@release-owners", "@dba")


@pytest.mark.parametrize(
    "effect",
    [Effect.POST_CARD, Effect.POST_REMINDER, Effect.POST_FINDINGS, Effect.POST_EXPIRY, Effect.ANNOUNCE],
)
def test_most_messages_mention_nobody(effect: Effect) -> None:
    assert ladder.mentioned(at_rung(1), effect) == ()


def test_one_message_mentions_only_so_many() -> None:
    crowd = replace(RULES, approvers=tuple(f"@group-{number}" for number in range(50)))
    assert len(ladder.mentioned(replace(PENDING, rules=crowd), Effect.POST_PING)) == ladder.MENTIONED_MAX


def test_those_whose_yes_was_voided_are_asked_again_by_name() -> None:
    stopped = move(APPROVED, e.Reopened(NOON, "The policy has changed since this was reviewed."))
    assert ladder.mentioned(stopped, Effect.POST_REOPENED) == (BO.id,)
    assert stopped.approvals == ()
