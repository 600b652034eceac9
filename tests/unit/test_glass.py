"""Breaking the glass, looking at that afterwards, marking a hotfix, and taking a yes back."""

from dataclasses import replace

import pytest

from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import Approval, Deploy, Override, State
from app.domain.errors import Refused
from app.domain.event import Event
from app.domain.person import Person, Standing
from app.domain.policy import People
from tests.unit.example import ANA, APPROVED, BO, CY, DEE, GIL, NOON, PENDING, RULES, SHA, SUMMARY

DOWN = "The shop is down."
LEADER = Person("U0LEA00001", Standing.MEMBER, "lea@harbour.example", frozenset({"@leaders"}))
WITH_LEADERS = replace(RULES, people=People(leaders=("@leaders",), agents=("gil@harbour.example",)))
BROKEN = replace(
    APPROVED,
    override=Override(GIL.id, NOON, DOWN),
    rules=replace(RULES, people=People(leaders=("@leaders",))),
)
BY_GIL = replace(BROKEN, override=Override(GIL.id, NOON, DOWN, email=GIL.email))
SIGNED = replace(BROKEN, override=replace(BROKEN.override or Override(GIL.id, NOON, DOWN), signed_by=CY.id))
TWO = replace(
    PENDING,
    approvals=tuple(Approval(by.id, NOON, SUMMARY.digest, "approver", by.belongs_to) for by in (BO, CY)),
)


def override(
    by: Person = GIL, typed: str = SHA[:7], reason: str = DOWN, digest: str = SUMMARY.digest
) -> Event:
    return e.Overridden(NOON, by, digest, reason, typed)


@pytest.mark.parametrize("typed", [SHA[:7], f" {SHA[:9].upper()} ", SHA])
@pytest.mark.parametrize("state", [State.PENDING, State.ESCALATED])
def test_who_the_policy_names_goes_past_the_rules(typed: str, state: State) -> None:
    author = replace(GIL, email="ana@harbour.example")  # even with one's own work
    after = outbox.move(replace(PENDING, state=state), override(author, typed))
    assert after.state is State.APPROVED
    assert after.override == Override(GIL.id, NOON, DOWN, email=author.email)
    assert after.needs_signing
    assert after.is_overridden


@pytest.mark.parametrize(
    ("deploy", "event", "words"),
    [
        (PENDING, override(BO), "Only @eng-leads may override the gate"),
        (PENDING, override(replace(GIL, standing=Standing.GUEST)), "Guests cannot decide"),
        (replace(PENDING, rules=replace(RULES, override=())), override(), "lets nobody override the gate"),
        (replace(PENDING, rules=WITH_LEADERS), override(), "among its agents"),
        (PENDING, override(typed=SHA[:6]), "at least the first 7 characters"),
        (PENDING, override(typed="b" * 7), "at least the first 7 characters"),
        (PENDING, override(typed=f"{SHA[:6]}b"), "at least the first 7 characters"),
        (PENDING, override(reason="  "), "Say why"),
        (PENDING, override(digest="sha256:0"), "report has changed"),
        (replace(PENDING, evidence=1), override(), "New evidence"),
    ],
)
def test_nobody_else_does_nor_without_a_reason_and_the_commit(
    deploy: Deploy, event: Event, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        outbox.move(deploy, event)


@pytest.mark.parametrize(
    "by", [BO, LEADER, replace(CY, id="U0LEAD0002", belongs_to=frozenset({"@eng-leads"}))]
)
def test_a_second_person_signs_an_override_off(by: Person) -> None:
    after = outbox.move(BROKEN, e.SignedOff(NOON, by, " It was right. "))
    assert after.override is not None
    assert (after.override.signed_by, after.override.note) == (by.id, "It was right.")
    assert not after.needs_signing


def test_who_signs_off_by_the_button_has_seen_the_report_that_was_let_through() -> None:
    seen = e.SignedOff(NOON, BO, "", SUMMARY.digest)
    assert not outbox.move(BROKEN, seen).needs_signing
    with pytest.raises(Refused, match="report has changed since this was written"):
        outbox.move(BROKEN, replace(seen, digest="sha256:" + "0" * 64))


@pytest.mark.parametrize(
    ("deploy", "by", "words"),
    [
        (BROKEN, GIL, "a second person has to look at it"),
        (BY_GIL, replace(BO, email="GIL+2@harbour.example"), "a second person has to look at it"),
        (BROKEN, ANA, "may have, a part in this deploy"),
        (BROKEN, replace(BO, email=None), "may have, a part in this deploy"),
        (BROKEN, DEE, "Only @release-owners, @eng-leads, @leaders may sign this off"),
        (BROKEN, replace(BO, standing=Standing.BOT), "Bots cannot"),
        (SIGNED, BO, "Already signed off by <@U0CY000001>"),
        (APPROVED, BO, "Nobody has overridden"),
    ],
)
def test_nobody_else_signs_it_off_nor_twice(deploy: Deploy, by: Person, words: str) -> None:
    with pytest.raises(Refused, match=words):
        outbox.move(deploy, e.SignedOff(NOON, by, "Seen."))


@pytest.mark.parametrize(
    ("deploy", "by", "reason", "words"),
    [
        (PENDING, replace(ANA, standing=Standing.EXTERNAL), DOWN, "another workspace"),
        (PENDING, ANA, " ", "Say why"),
        (replace(PENDING, hotfix="Already."), ANA, DOWN, "marked as a hotfix already"),
    ],
)
def test_a_hotfix_is_marked_once_by_a_member_and_with_a_reason(
    deploy: Deploy, by: Person, reason: str, words: str
) -> None:
    assert outbox.move(PENDING, e.MarkedHotfix(NOON, ANA, f" {DOWN} ")).hotfix == DOWN
    with pytest.raises(Refused, match=words):
        outbox.move(deploy, e.MarkedHotfix(NOON, by, reason))


def test_one_takes_back_ones_own_yes_and_nobody_elses() -> None:
    assert [given.by for given in outbox.move(TWO, e.ApprovalWithdrawn(NOON, BO)).approvals] == [CY.id]
    with pytest.raises(Refused, match="nothing of yours"):
        outbox.move(TWO, e.ApprovalWithdrawn(NOON, ANA))
