"""/deploy, word by word: what is done, what is refused, and what is told of a mistake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.outage import text
from app.domain.deploy import Deploy, State
from app.domain.event import Approved, Overridden
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Lane
from app.domain.person import Person, Standing
from app.domain.policy import Approvals, Freeze, Policy
from tests.stories.asking import words_of
from tests.stories.conftest import emptied
from tests.stories.desk import ENVIRONMENTS, SUMMARY, Desk, opened
from tests.stories.world import ANA, BO, CY, DEE, ELI, GIL
from tests.unit.example import RULES

HAL, IVY = "U0HAL00001", "U0IVY00001"
TWO = replace(RULES, approvals=Approvals(2, 2, 2))


@pytest.fixture(scope="module")
def desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with emptied(redis_url), opened(redis_url, tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.fixture(autouse=True)
def tidy(desk: Desk) -> Iterator[None]:
    """Leave no lock and no freeze to the next test."""
    yield
    for field in desk.parts.redis.smembers("airlock:held"):
        repository, _, environment = text(field).partition(" ")
        desk.parts.redis.delete(f"airlock:lane:{repository}:{environment}")
    desk.parts.redis.delete("airlock:held")


def lane(desk: Desk, environment: str, repository: str = EVERYWHERE) -> Lane:
    return desk.parts.lanes.get(Place(repository, environment))


def overridden(desk: Desk, environment: str) -> Deploy:
    deploy = desk.waits(environment)
    eli = Person(ELI, Standing.MEMBER, "eli@harbour.example", frozenset({"@eng-leads"}))
    event = Overridden(datetime.now(UTC), eli, SUMMARY.digest, "The shop is down.", deploy.key.sha[:7])
    return desk.parts.gate.handle(deploy.id, event)


# Locks and freezes


def test_somebody_locks_an_environment_and_who_has_a_say_there_unlocks_it(desk: Desk) -> None:
    assert "Locked qa of every repository" in desk.says(BO, "lock qa The fair is on").text
    held = lane(desk, "qa").lock
    assert held is not None
    assert (held.by, held.reason) == (BO, "The fair is on")
    assert f"locked already, by <@{BO}>" in desk.says(CY, "lock qa I too").text
    assert f"Only <@{BO}> or somebody whom the policy names" in desk.says(DEE, "unlock qa It is over").text
    assert "Unlocked qa" in desk.says(CY, "unlock qa It is over").text
    assert lane(desk, "qa").lock is None
    assert "is not locked" in desk.says(CY, "unlock qa It is over").text


def test_who_has_no_say_may_lock_and_end_their_own_lock(desk: Desk) -> None:
    desk.says(DEE, "lock qa The table is locked")
    assert "Unlocked qa" in desk.says(DEE, "unlock qa It is free").text


def test_a_lock_of_one_repository_leaves_the_others(desk: Desk) -> None:
    assert "Locked qa of harbour/shop" in desk.says(BO, "lock harbour/shop qa Look first").text
    assert lane(desk, "qa").lock is None
    assert lane(desk, "qa", "harbour/shop").lock is not None


def test_who_unlocks_one_lock_is_told_of_the_other(desk: Desk) -> None:
    desk.says(BO, "lock qa The fair is on")
    desk.says(BO, "lock harbour/shop qa Look first")
    said = words_of(desk.says(BO, "unlock harbour/shop qa Looked"))
    assert "What still holds it up" in said
    assert "The fair is on" in said
    assert "Look first" not in said


def test_a_freeze_ends_when_it_was_said_in_the_zone_of_who_said_it(desk: Desk) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}"
    said = desk.says(BO, f"freeze eu until {day} 18:00 UTC The fair is on").text
    (pause,) = lane(desk, "eu").pauses
    assert pause.reason == "The fair is on"
    assert f"{pause.until:%Y-%m-%d %H:%M} UTC" in said
    assert "<!date^" in said
    desk.says(CY, f"freeze eu until {day} 18:00 Another one")
    first, second = (pause.until for pause in lane(desk, "eu").pauses)
    assert first - second in (timedelta(hours=1), timedelta(hours=2)), "Slack says that Cy lives in Berlin"
    assert "Unfroze eu" in desk.says(BO, "unfreeze eu It is over").text
    assert lane(desk, "eu").pauses == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lock", "needs an environment"),
        ("lock qa", "Say why, in a sentence"),
        ("lock moon The fair", "`moon` is not an environment of any policy"),
        ("lock Qa The fair", "Did you mean `qa`?"),
        ("lock productoin The fair", "Did you mean `production`?"),
        ("lock harbour/shop", "needs an environment after `harbour/shop`"),
        ("lock harbour/shop moon The fair", "`moon` is not an environment of harbour/shop"),
        ("lock <!channel> The fair", "is not an environment"),
        ("lock qa " + "why " * 750, "characters, and 1,000 is the most"),
        ("freeze qa", "Say until when"),
        ("freeze qa 2h The fair", "Say until when"),
        ("freeze qa until", "is not a time"),
        ("freeze qa until soon The fair", "`soon` is not a time"),
        ("freeze qa until 2020-01-01 18:00 The fair", "lies in the past"),
        ("freeze qa until 18:00 Europe/Berln The fair", "is not a time zone"),
        ("freeze qa until 2h", "Say why"),
        ("freeze qa until 500d The fair", "within a year"),
        ("unlock qa It is over", "qa is not locked"),
        ("unfreeze qa It is over", "Nobody has frozen qa by command"),
    ],
)
def test_a_mistake_about_an_environment_changes_nothing_and_loses_nothing(
    desk: Desk, text: str, words: str
) -> None:
    said = desk.says(BO, text)
    assert words in said.text
    shown = words_of(said)
    assert "<!channel>" not in shown
    assert f"/deploy {text.replace('<!channel>', '@channel').strip()}" in shown
    assert desk.parts.lanes.held() == {}


def test_a_reason_mentions_nobody_where_it_is_shown(desk: Desk) -> None:
    desk.says(BO, "lock qa @cy says <!channel> &lt;!here&gt; *now* @release-owners")
    held = lane(desk, "qa").lock
    assert held is not None
    assert held.reason == "@cy says @channel <!here> *now* @release-owners"
    shown = words_of(desk.says(BO, "status"))
    assert "@cy says @channel &lt;!here&gt;" in shown
    assert not any(token in shown for token in ("<@U0CY", "<!channel>", "<!here>", "<!subteam"))


def test_a_repository_with_a_policy_of_its_own_has_its_own_environments(desk: Desk) -> None:
    rules = replace(RULES, approvers=("@dba",), override=())
    desk.parts.archive.keep_policy("harbour/own", Policy({"moon": rules}))
    try:
        assert (
            "`sun` is not an environment of harbour/own; known: `moon`."
            in desk.says(DEE, "lock harbour/own sun Look").text
        )
        assert "Locked moon of harbour/own" in desk.says(BO, "lock harbour/own moon Look").text
        assert "whom the policy names" in desk.says(CY, "unlock harbour/own moon Looked").text
        assert "Unlocked moon" in desk.says(DEE, "unlock harbour/own moon Looked").text
    finally:
        desk.parts.redis.hdel("airlock:policy", "harbour/own")


# Deploys


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


def test_an_id_may_be_cut_while_it_means_one(desk: Desk) -> None:
    deploy = desk.waits("canary")
    assert deploy.id in words_of(desk.says(BO, f"show `{deploy.id.upper()[:8]}`"))
    assert f"There is no deploy `{deploy.id[:3]}`" in desk.says(BO, f"show {deploy.id[:3]}").text
    wrong = deploy.id[:-1] + ("a" if deploy.id[-1] != "a" else "b")
    said = desk.says(BO, f"show {wrong}")
    assert f"There is no deploy `{wrong}`; the closest that waits is `{deploy.id}`." in said.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stauts", "Write `/deploy status`"),
        ("frobnicate <!channel>", "is not something that /deploy knows"),
        ("status now", "takes nothing more"),
        ("show", "needs the ID of a deploy"),
        ("show aaaaaaaaaaaa bbbb", "`bbbb` is more than this takes"),
        ("show <@U0BO000001|bo>", "There is no deploy `@bo`"),
        ("show ../../etc/passwd", "There is no deploy `../../etc/passwd`"),
        ("withdraw", "needs the ID of a deploy"),
        ("hotfix", "needs the ID of a deploy"),
        ("override", "needs the ID of a deploy"),
        ("signoff 22222222222x", "There is no deploy `22222222222x`"),
        ("cancel", "Write `/deploy cancel ID [REASON]`"),
        ("queue harbour/shop", "needs a repository and a commit"),
        ("queue harbour/shop a b c", "more than a repository, a commit and an environment"),
        ("queue harbour/shop a qa hotfix", "Say why"),
        ("queue shop a", "must be OWNER/NAME"),
        ("history moon", "`moon` is not an environment, a person, a time"),
        ("history qa qa", "the same thing twice"),
        ("history 2099-01-01", "still to come"),
        ("link <@U0BO000001|bo>", "The login on GitHub comes first"),
        ("link bo cy", "`cy` is not a person"),
        ("link -bo-", "is not a login on GitHub"),
        ("unlink", "needs a login on GitHub"),
        ("help frobnicate", "is not something that /deploy knows"),
    ],
)
def test_every_mistake_is_answered_with_the_right_form(desk: Desk, text: str, words: str) -> None:
    said = desk.says(BO, text)
    assert words in said.text
    assert "<!channel>" not in words_of(said)
    assert "You typed:" in words_of(said)


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (GIL, "Guests cannot use /deploy"),
        (HAL, "Deactivated people cannot use /deploy"),
        (IVY, "People of another workspace cannot use /deploy"),
        ("USLACKBOT", "Bots cannot use /deploy"),
    ],
)
@pytest.mark.parametrize(
    "text",
    ["", "status", "show {id}", "history", "lock qa Why not", "link bo", "override {id}", "hotfix {id} x"],
)
def test_who_is_no_member_reads_nothing_and_does_nothing(
    desk: Desk, user: str, words: str, text: str
) -> None:
    waiting = desk.parts.archive.waiting()
    deploy = waiting[0] if waiting else desk.waits("canary")
    said = words_of(desk.says(user, text.format(id=deploy.id)))
    assert words in said
    assert "harbour/shop" not in said
    assert desk.parts.lanes.held() == {}


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


def test_a_long_reason_is_kept_whole_and_a_longer_one_refused(desk: Desk) -> None:
    deploy = desk.waits("canary")
    long = "because " * 375
    said = desk.says(ANA, f"cancel {deploy.id} {long}")
    assert "2,999 characters, and 1,000 is the most" in said.text
    assert long.strip() in words_of(said)
    assert desk.get(deploy).state is State.PENDING


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
    assert "`bo-chen` is claimed as yours" in desk.says(BO, "link Bo-Chen").text
    assert "cannot confirm your own login" in desk.says(BO, "link bo-chen @bo").text
    assert "may confirm a login" in desk.says(DEE, "link bo-chen @bo").text
    assert f"`bo-chen` by <@{BO}>" in words_of(desk.says(ELI, "link"))
    assert f"`bo-chen` is linked with <@{BO}>" in desk.says(ELI, "link bo-chen @bo").text
    assert f"confirmed by <@{ELI}>" in words_of(desk.says(BO, "link"))
    assert "Only another person" in desk.says(BO, "unlink bo-chen").text
    assert "is not linked with" in desk.says(ELI, "unlink bo-chen @bo").text
    assert desk.parts.links.of(BO) == []


def test_names_may_be_copied_with_their_backticks(desk: Desk) -> None:
    assert "Locked qa of harbour/shop" in desk.says(BO, "lock `harbour/shop` `qa` Look first").text
    assert "until Mon 08:00" in words_of(desk.says(BO, "help `freeze`"))


def test_a_policy_that_nobody_can_read_hides_no_other(desk: Desk) -> None:
    desk.parts.redis.hset("airlock:policy", "harbour/old", "{}")
    try:
        assert "Locked qa" in desk.says(BO, "lock qa The fair is on").text
        assert "The fair is on" in words_of(desk.says(BO, "status"))
    finally:
        desk.parts.redis.hdel("airlock:policy", "harbour/old")


def test_help_is_for_everybody(desk: Desk) -> None:
    assert "How to use /deploy" in desk.says(GIL, "help").text


def test_every_environment_of_the_policy_is_known(desk: Desk) -> None:
    said = desk.says(BO, "lock moon The fair").text
    assert all(f"`{name}`" in said for name in ENVIRONMENTS)
