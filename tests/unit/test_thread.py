"""What is said beside the card, and whom it calls."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deploy import Decision, Deploy, Override, State
from app.domain.effect import Effect, Receipt
from app.domain.lane import Hold, HoldKind
from app.domain.message import Message
from app.domain.policy import Escalate, Rung
from blocks.leads import SIGN_OFF, escalation, overridden
from blocks.text import called, named, people
from blocks.thread import announcement, message
from tests.unit.example import APPROVED, BO, CY, GIL, LATER, NOON, PENDING, REPORT, RULES, SUMMARY

LINK = "https://harbour.slack.com/archives/C0APPROVAL/p1"
CARD = (Receipt(Effect.POST_CARD, 1, "C0APPROVAL", "1.1", LINK),)
RUNG = Rung(timedelta(hours=8), "#directors", ("@directors",))
SILENT = replace(
    PENDING,
    state=State.ESCALATED,
    escalated_at=NOON,
    receipts=CARD,
    rungs=(LATER,),
    rules=replace(RULES, escalate=Escalate(("@eng-leads",), (RUNG,))),
)
BROKEN = replace(
    APPROVED,
    approvals=(),
    receipts=CARD,
    decision=Decision(GIL.id, NOON, SUMMARY.digest, "override as @eng-leads", "The shop is down."),
    override=Override(GIL.id, NOON, "The shop is down, ask <!channel>."),
)
SIGNED = replace(BROKEN, override=Override(GIL.id, NOON, "The shop is down.", CY.id, LATER, "It was right."))


def spoken(said: Message) -> str:
    return json.dumps(said.blocks, ensure_ascii=False)


def of(deploy: Deploy, effect: Effect, *mentions: str) -> Message:
    return message(deploy, effect, REPORT, mentions)


def test_whose_approval_a_new_report_voided_is_asked_again() -> None:
    said = message(replace(PENDING, had_approved=(BO.id,)), Effect.POST_FINDINGS, REPORT)
    assert f"<@{BO.id}> Your approval was of the report before" in said.text
    assert "decide again" in spoken(said)
    stopped = replace(PENDING, had_approved=(BO.id,), stopped="The checks have changed.")
    assert "decide again" not in message(stopped, Effect.POST_FINDINGS, REPORT).text, "it says so itself"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("S0RELEASE1", "<!subteam^S0RELEASE1>"),
        ("U0BO000001", "<@U0BO000001>"),
        ("@release-owners", "@release-owners"),
        ("!channel", "!channel"),
        ("S0RELEASE1> <!channel", "S0RELEASE1&gt; &lt;!channel"),
    ],
)
def test_only_an_id_calls_somebody(name: str, call: str) -> None:
    assert called(name) == call


def test_a_list_of_who_may_decide_calls_no_group_and_ends() -> None:
    assert named(["@dba", "S0DBA00001", BO.id]) == f"@dba, S0DBA00001, <@{BO.id}>"
    assert named([f"@g{number}" for number in range(9)]).endswith("@g4, 4 more")


def test_only_people_whom_the_policy_names_are_left_in_our_words() -> None:
    assert people("ask <@U0BO000001> or <@U0EVE00001> <!here>", {BO.id}) == (
        "ask <@U0BO000001> or &lt;@U0EVE00001&gt; &lt;!here&gt;"
    )


def test_a_reminder_calls_nobody_and_a_ping_the_approvers() -> None:
    assert "<!subteam" not in of(PENDING, Effect.POST_REMINDER).text
    ping = of(PENDING, Effect.POST_PING, "S0RELEASE1", "@nobody-of-that-name")
    assert ping.text.startswith("<!subteam^S0RELEASE1> @nobody-of-that-name This deploy still waits")
    assert spoken(ping).count("<!subteam^S0RELEASE1>") == 1


def test_a_ping_says_what_holds_the_deploy_up() -> None:
    locked = replace(PENDING, hold=Hold(HoldKind.LOCK, GIL.id, None, "The stock count runs."))
    assert "Locked by <@U0GIL00001>" in of(locked, Effect.POST_PING, "S0RELEASE1").text


def test_the_leads_read_what_waits_and_who_may_decide() -> None:
    said = of(SILENT, Effect.POST_ESCALATION, "S0ENGLEADS")
    for words in (
        "No answer in time",
        "Nobody has decided on harbour/shop",
        "The gate stays shut until a person decides",
        "being asked here gives nobody a say",
        "Who may decide: @release-owners.",
        f"<{LINK}|Open the card>",
    ):
        assert words in spoken(said)
    assert spoken(said).count("<!subteam^S0ENGLEADS>") == 1


def test_the_next_rung_reads_that_others_were_asked_before() -> None:
    assert "others were asked before you" in spoken(of(replace(SILENT, rungs=()), Effect.POST_ESCALATION))


def test_a_deadlock_is_told_with_its_reason_and_the_ways_out() -> None:
    stuck = replace(SILENT, stuck="it needs one of @dba, and none of them may approve it")
    said = spoken(escalation(stuck))
    assert "Nobody can approve this" in said
    assert "it needs one of @dba, and none of them may approve it." in said
    assert "mends the policy or its groups, or rejects it, or @eng-leads overrides it" in said
    assert "overrides it" not in spoken(escalation(replace(stuck, rules=replace(RULES, override=()))))


def test_an_escalation_in_the_thread_says_which_channel_does_not_work() -> None:
    said = spoken(escalation(replace(SILENT, rungs=()), ("S0ENGLEADS",), "Slack does not know the channel"))
    assert "This belongs into #directors, which does not work: Slack does not know the channel" in said


def test_an_override_is_told_with_who_why_and_a_button_for_a_second_person() -> None:
    said = of(BROKEN, Effect.POST_OVERRIDE, "S0ENGLEADS")
    for words in (
        "The gate was overridden for harbour/shop",
        "risk Low, 7 of 100",
        f"Override by <@{GIL.id}>",
        "The shop is down, ask &lt;!channel&gt;.",
        "waits for a second person",
        "<!subteam^S0ENGLEADS>",
        LINK,
        SIGN_OFF,
        f"{BROKEN.id} {SUMMARY.digest}",
    ):
        assert words in spoken(said)
    assert "confirm" in said.blocks[-1]["elements"][0]


def test_an_override_that_was_signed_off_has_no_button_and_calls_nobody() -> None:
    said = spoken(overridden(SIGNED, ("S0ENGLEADS",)))
    assert f"Signed off by <@{CY.id}>" in said
    assert "It was right." in said
    assert SIGN_OFF not in said
    assert "<!subteam" not in said


def test_those_who_had_approved_read_what_changed() -> None:
    stopped = replace(PENDING, stopped="The check `test` is <!here> failing.", had_approved=(BO.id,))
    said = of(stopped, Effect.POST_REOPENED, BO.id)
    assert said.text.startswith(f"<@{BO.id}> Your approval does not count any more")
    assert "The check `test` is <!here> failing." in spoken(said)  # rich text: read by nobody as mark-up
    assert "<!here>" not in said.text


def test_the_end_of_the_waiting_says_how_far_it_came() -> None:
    expired = replace(PENDING, state=State.EXPIRED)
    assert "Expired with 0 of 1 approvals" in of(expired, Effect.POST_EXPIRY).text
    assert "nothing was promoted" in of(expired, Effect.POST_EXPIRY).text


@pytest.mark.parametrize(
    ("deploy", "title"),
    [
        (APPROVED, "Live: harbour/shop"),
        (replace(APPROVED, hotfix="The cart is empty."), "Live, a hotfix: harbour/shop"),
        (replace(APPROVED, override=replace(BROKEN.override, at=LATER)), "Live: harbour/shop"),  # type: ignore[type-var]
        (BROKEN, "Live, past the rules by an override: harbour/shop"),
        (
            replace(BROKEN, summary=replace(SUMMARY, takes_back=2)),
            "Live again by a rollback, past the rules by an override: harbour/shop",
        ),
    ],
)
def test_what_is_announced_says_what_was_out_of_the_ordinary(deploy: Deploy, title: str) -> None:
    said = announcement(deploy)
    assert said.text.startswith(title)
    assert title.split(":", maxsplit=1)[0] in spoken(said)
    assert ("overridden by" in said.text) is ("override" in title)


def test_all_who_approved_are_named_where_it_is_announced() -> None:
    both = (*APPROVED.approvals, replace(APPROVED.approvals[0], by=CY.id))
    assert f"approved by <@{BO.id}> and <@{CY.id}>" in announcement(replace(APPROVED, approvals=both)).text
