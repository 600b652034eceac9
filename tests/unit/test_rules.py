"""Who may decide: each refusal says which rule and who could."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.deploy import Deploy, Promotion
from app.domain.errors import Refused
from app.domain.lane import Lane
from app.domain.passage import in_lane
from app.domain.person import Person, Standing
from app.domain.policy import Approvals, Freeze
from app.domain.quorum import quorum
from app.domain.report import GateName, Level
from app.domain.rules import approval, cancellation_rule, rejection_rule
from tests.unit.example import (
    ANA,
    APPROVED,
    BO,
    CY,
    DEE,
    NOON,
    PENDING,
    QUEUED,
    REQUEST,
    RULES,
    SUMMARY,
)


def refusal(deploy: Deploy, by: Person, digest: str = SUMMARY.digest, at: datetime = NOON) -> str:
    with pytest.raises(Refused) as refused:
        approval(deploy, by, digest, at)
    return str(refused.value)


def test_an_approver_approves_and_the_rule_is_kept() -> None:
    given = approval(PENDING, BO, SUMMARY.digest, NOON)
    assert (given.by, given.rule, given.digest) == (BO.id, "approver as @release-owners", SUMMARY.digest)


def test_the_author_cannot_approve_and_is_told_why() -> None:
    assert refusal(PENDING, ANA) == (
        "You wrote a commit in this deploy, so somebody else has to approve it: ask @release-owners."
    )


def test_a_second_account_with_the_authors_address_cannot_approve() -> None:
    assert "You wrote a commit" in refusal(PENDING, replace(ANA, id="U0ANA00002"))


@pytest.mark.parametrize("actor", [BO.id, "bo@harbour.example", "Bo@Harbour.Example"])
def test_who_queued_it_cannot_approve(actor: str) -> None:
    deploy = replace(PENDING, request=replace(REQUEST, actor=actor))
    assert refusal(deploy, BO).startswith("You queued this deploy")


def test_somebody_without_an_address_may_be_the_author() -> None:
    assert "shows no e-mail address" in refusal(PENDING, replace(BO, email=None))


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.MEMBER])
def test_only_members_decide(standing: Standing) -> None:
    assert "cannot decide on deploys" in refusal(PENDING, replace(BO, standing=standing))


def test_somebody_outside_the_policy_is_told_who_could() -> None:
    assert refusal(PENDING, DEE) == "Only @release-owners may decide here, and you are not among them."


def test_approvers_named_by_id_are_mentioned() -> None:
    deploy = replace(PENDING, rules=replace(RULES, approvers=("U0CY000001",)))
    assert "Only <@U0CY000001> may decide here" in refusal(deploy, BO)


@pytest.mark.parametrize(
    "again", [BO, replace(BO, id="U0BO000002"), replace(BO, id="U0BO000003", email="Bo+ops@Harbour.example")]
)
def test_the_same_person_counts_once_with_whatever_account(again: Person) -> None:
    deploy = replace(PENDING, approvals=(approval(PENDING, BO, SUMMARY.digest, NOON),))
    assert "approved this deploy already" in refusal(deploy, again)


def test_a_click_on_an_old_report_is_refused() -> None:
    assert "report has changed" in refusal(PENDING, BO, digest="sha256:" + "0" * 64)


def test_nobody_decides_while_new_evidence_is_read() -> None:
    assert "New evidence has arrived" in refusal(replace(PENDING, evidence=1), BO)


def test_nobody_decides_before_the_review() -> None:
    assert "no report yet" in refusal(QUEUED, BO)


def test_a_freeze_stands_against_approval_and_says_until_when() -> None:
    frozen = replace(RULES, freeze=(Freeze("Fri 10:00", "Mon 08:00"),))
    friday = NOON  # 2026-11-20 is a Friday
    held = in_lane(replace(PENDING, rules=frozen), Lane(), friday)
    assert "until Mon 2026-11-23 08:00" in refusal(held, BO, at=friday)
    given = approval(replace(PENDING, rules=frozen), BO, SUMMARY.digest, NOON + timedelta(days=3))
    assert given.by == BO.id


def test_high_risk_needs_two() -> None:
    high = replace(PENDING, summary=replace(SUMMARY, level=Level.HIGH))
    one = (approval(high, BO, SUMMARY.digest, NOON),)
    assert not quorum(high, one).is_reached
    assert quorum(high, (*one, approval(high, CY, SUMMARY.digest, NOON))).is_reached


def test_a_gate_needs_somebody_of_its_group() -> None:
    rules = replace(RULES, gates={GateName.SCHEMA: ("@dba",)}, approvals=Approvals())
    deploy = replace(PENDING, rules=rules, summary=replace(SUMMARY, gates=frozenset({GateName.SCHEMA})))
    one = (approval(deploy, BO, SUMMARY.digest, NOON),)
    assert quorum(deploy, one).missing == ((GateName.SCHEMA, ("@dba",)),)
    assert quorum(deploy, (*one, approval(deploy, DEE, SUMMARY.digest, NOON))).is_reached


def test_a_gate_without_a_group_asks_nobody_more() -> None:
    deploy = replace(PENDING, summary=replace(SUMMARY, gates=frozenset({GateName.AUTH})))
    assert quorum(deploy, (approval(deploy, BO, SUMMARY.digest, NOON),)).is_reached


def test_before_the_review_no_number_of_approvals_is_enough() -> None:
    assert not quorum(QUEUED, ()).is_reached


def test_authors_may_reject_their_own_work_and_others_may_not() -> None:
    assert rejection_rule(PENDING, ANA, SUMMARY.digest) == "one's own deploy"
    assert rejection_rule(PENDING, BO, SUMMARY.digest) == "approver as @release-owners"
    with pytest.raises(Refused):
        rejection_rule(PENDING, DEE, SUMMARY.digest)
    with pytest.raises(Refused):
        rejection_rule(PENDING, replace(ANA, standing=Standing.GUEST), SUMMARY.digest)


def test_who_queued_it_may_cancel_it_before_the_review() -> None:
    deploy = replace(QUEUED, request=replace(REQUEST, actor=DEE.id))
    assert cancellation_rule(deploy, DEE) == "one's own deploy"
    with pytest.raises(Refused, match="before its review"):
        cancellation_rule(deploy, BO)
    assert cancellation_rule(PENDING, BO) == "approver as @release-owners"


def test_where_nobody_said_who_wrote_it_one_more_is_needed() -> None:
    deploy = replace(PENDING, summary=replace(SUMMARY, authors=frozenset()))
    one = (approval(deploy, ANA, SUMMARY.digest, NOON),)
    assert quorum(deploy, one).need == 2
    assert not quorum(deploy, one).is_reached


def test_a_rollback_brings_nothing_that_anybody_wrote() -> None:
    deploy = replace(PENDING, summary=replace(SUMMARY, authors=frozenset(), takes_back=2))
    assert quorum(deploy, (approval(deploy, ANA, SUMMARY.digest, NOON),)).is_reached


@pytest.mark.parametrize(("live", "need"), [(PENDING.key.sha, 1), (None, 2), ("c" * 40, 2)])
def test_so_does_the_commit_that_is_live_already_and_not_what_is_compared_with_itself(
    live: str | None, need: int
) -> None:
    told = replace(SUMMARY, authors=frozenset(), base=PENDING.key.sha, live=live)
    deploy = replace(PENDING, summary=told)
    assert quorum(deploy, (approval(deploy, ANA, SUMMARY.digest, NOON),)).need == need


def test_who_opened_or_started_it_cannot_approve() -> None:
    deploy = replace(PENDING, summary=replace(SUMMARY, starters=frozenset({str(BO.email)})))
    assert refusal(deploy, BO).startswith("You opened or started this deploy")
    assert rejection_rule(deploy, BO, SUMMARY.digest) == "one's own deploy"


def test_a_group_of_a_gate_has_no_say_where_its_gate_does_not_stand() -> None:
    deploy = replace(PENDING, rules=replace(RULES, gates={GateName.SCHEMA: ("@dba",)}))
    assert "Only @release-owners may decide" in refusal(deploy, DEE)


def test_a_group_of_a_gate_does_not_stand_in_for_the_approvers() -> None:
    rules = replace(RULES, gates={GateName.SCHEMA: ("@dba",)})
    deploy = replace(PENDING, rules=rules, summary=replace(SUMMARY, gates=frozenset({GateName.SCHEMA})))
    count = quorum(deploy, (approval(deploy, DEE, SUMMARY.digest, NOON),))
    assert (count.have, count.missing, count.is_reached) == (0, (), False)


def test_what_waits_in_line_is_called_off_and_what_has_begun_is_not() -> None:
    waits = replace(APPROVED, promotion=Promotion())
    assert cancellation_rule(waits, BO) == "approver as @release-owners"
    with pytest.raises(Refused, match="stop it in your CI"):
        cancellation_rule(APPROVED, BO)
