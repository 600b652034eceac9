"""/deploy status, history, withdraw, hotfix, queue, signoff and link: what is shown, and what is done."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.event import Approved
from app.domain.policy import Freeze, Policy
from tests.stories.asking import words_of
from tests.stories.slash.desk import SUMMARY, Desk
from tests.stories.slash.kit import (
    TWO,
    overridden,
)
from tests.stories.world import BO, CY, DEE, ELI
from tests.unit.example import RULES


def test_status_tells_what_waits_what_is_held_and_what_is_to_be_looked_at(desk: Desk) -> None:
    waiting, broken = desk.waits("canary"), overridden(desk, "staging")
    desk.says(BO, "lock harbour/shop canary Look first")
    frozen = replace(RULES, freeze=(Freeze("2020-01-01 00:00", "2099-01-01 00:00", "UTC", "For ever"),))
    desk.parts.archive.keep_policy("harbour/old", Policy({"attic": frozen}))
    try:
        said = words_of(desk.says(CY, "status"))
    finally:
        desk.parts.redis.hdel("airlock:policy", "harbour/old")
    before, after = said.split("Being reviewed, in line or on its way")
    going, held = after.split("Locks and freezes")
    assert waiting.id in before
    assert broken.id in going
    held, unsigned = held.split("a second person looks with `/deploy signoff ID`")
    assert f"*Locked* canary of harbour/shop by <@{BO}>: Look first" in held
    assert "*Frozen* attic of harbour/old by the policy until" in held
    assert "For ever" in held
    assert broken.id in unsigned


def test_somebody_takes_their_own_approval_back_and_nobody_elses(desk: Desk) -> None:
    deploy = desk.waits("canary", TWO)
    bo = desk.parts.chat.person(BO, deploy.names)
    desk.parts.gate.handle(deploy.id, Approved(datetime.now(UTC), bo, SUMMARY.digest))
    assert "You have not approved this deploy" in desk.says(CY, f"withdraw {deploy.id}").text
    assert "is withdrawn; it has 0 of 2 now" in desk.says(BO, f"withdraw {deploy.id}").text
    assert desk.get(deploy).approvals == ()
    assert "You have not approved this deploy" in desk.says(BO, f"withdraw {deploy.id}").text


def test_a_hotfix_has_a_reason_and_is_marked_once(desk: Desk) -> None:
    deploy = desk.waits("canary")
    assert "Say why" in desk.says(DEE, f"hotfix {deploy.id}").text
    assert f"Marked `{deploy.id}` as a hotfix" in desk.says(DEE, f"hotfix {deploy.id} The cart is empty").text
    assert desk.get(deploy).hotfix == "The cart is empty"
    assert "marked as a hotfix already" in desk.says(DEE, f"hotfix {deploy.id} The cart is empty").text


def test_a_hotfix_is_queued_as_one_and_marked_later_when_it_was_queued_before(desk: Desk) -> None:
    text = f"queue harbour/shop {'c' * 40} canary"
    assert "Queued: " in desk.says(BO, text).text
    assert "Queued before: " in desk.says(BO, f"{text} hotfix The cart is empty").text
    assert "Queued: " in desk.says(BO, f"queue harbour/shop {'d' * 40} canary HOTFIX It is empty").text
    queued = {deploy.key.sha[0]: deploy for deploy in desk.parts.archive.waiting()}
    assert queued["c"].hotfix == "The cart is empty"
    assert (queued["d"].hotfix, queued["d"].request.actor) == ("It is empty", BO)


def test_an_override_is_signed_off_by_a_second_person_with_a_note(desk: Desk) -> None:
    deploy = overridden(desk, "canary")
    assert "a second person has to look" in desk.says(ELI, f"signoff {deploy.id} Fine").text
    assert "you are not among them" in desk.says(DEE, f"signoff {deploy.id} Fine").text
    assert "Signed off" in desk.says(BO, f"signoff {deploy.id[:6]} It was right").text
    signed = desk.get(deploy).override
    assert signed is not None
    assert (signed.signed_by, signed.note) == (BO, "It was right")
    assert f"Already signed off by <@{BO}>" in desk.says(CY, f"signoff {deploy.id}").text


def test_history_is_narrowed_in_any_order(desk: Desk) -> None:
    deploys = [desk.waits(name) for name in ("eu", "eu", "staging")]
    for user, deploy in zip((BO, CY, BO), deploys, strict=True):
        assert "Cancelled" in desk.says(user, f"cancel {deploy.id} No").text

    def found(text: str) -> list[bool]:
        said = words_of(desk.says(DEE, f"history {text}"))
        return [deploy.id in said for deploy in deploys]

    assert found("eu") == [True, True, False]
    assert found("@bo") == [True, False, True]
    assert found("7d @bo eu") == [True, False, False]
    assert found("eu 1 @cy") == [False, True, False]
    assert "Nothing in the history matches" in desk.says(DEE, "history @ana eu").text
    assert "There is only 1 page." in desk.says(DEE, "history eu 9").text


def test_the_next_page_is_named_with_what_was_asked_for(desk: Desk) -> None:
    for _ in range(11):
        deploy = desk.waits("staging")
        desk.says(BO, f"cancel {deploy.id} No")
    said = words_of(desk.says(DEE, "history @bo staging"))
    assert "`/deploy history @bo staging 2` shows older ones" in said
    assert "page 2 of 2" in words_of(desk.says(DEE, "history @bo staging 2"))


def test_a_login_is_claimed_confirmed_and_let_go(desk: Desk) -> None:
    assert "None; `/deploy link LOGIN`" in words_of(desk.says(BO, "link"))
    said = desk.says(BO, "link Bo-Chen").text
    assert "`bo-chen` is claimed as yours" in said
    assert "once one of @eng-leads writes" in said
    assert "cannot confirm your own login" in desk.says(BO, "link bo-chen @bo").text
    assert "may confirm a login" in desk.says(DEE, "link bo-chen @bo").text
    assert f"`bo-chen` by <@{BO}>" in words_of(desk.says(ELI, "link"))
    assert f"`bo-chen` is linked with <@{BO}>" in desk.says(ELI, "link bo-chen @bo").text
    assert f"confirmed by <@{ELI}>" in words_of(desk.says(BO, "link"))
    assert "Only another person" in desk.says(BO, "unlink bo-chen").text
    assert "is not linked with" in desk.says(ELI, "unlink bo-chen @bo").text
    assert desk.parts.links.of(BO) == []
