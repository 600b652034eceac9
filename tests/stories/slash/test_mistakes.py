"""What is told of a mistake, and to whom nothing is told."""

import pytest

from app.domain.deploy import State
from tests.stories.asking import words_of
from tests.stories.slash.desk import ENVIRONMENTS, Desk
from tests.stories.slash.kit import (
    HAL,
    IVY,
)
from tests.stories.world import ANA, BO, GIL


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lock", "needs an environment"),
        ("lock qa", "Say why, in a sentence"),
        ("lock moon The fair", "`moon` is not an environment of any policy"),
        ("lock Qa The fair", "Did you mean `qa`?"),
        ("lock productoin The fair", "Did you mean `production`?"),
        ("lock prod The fair", "Did you mean `production`?"),
        ("lock harbour/shop", "needs an environment after `harbour/shop`"),
        ("lock harbour/shop moon The fair", "`moon` is not an environment of harbour/shop"),
        ("lock <!channel> The fair", "is not an environment"),
        ("lock qa " + "why " * 750, "characters, and 1,000 is the most"),
        ("freeze qa", "Say until when"),
        ("freeze qa 2h The fair", "Say until when"),
        ("freeze qa until", "Say until when"),
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stauts", "Write `/deploy status`"),
        ("frobnicate <!channel>", "is not something that /deploy knows"),
        ("status now", "takes nothing more"),
        ("approve aaaaaaaaaaaa", "with the buttons of the card"),
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
    deploy = next(desk.parts.archive.waiting(), None) or desk.waits("canary")
    said = words_of(desk.says(user, text.format(id=deploy.id)))
    assert words in said
    assert "harbour/shop" not in said
    assert desk.parts.lanes.held() == {}


def test_a_long_reason_is_kept_whole_and_a_longer_one_refused(desk: Desk) -> None:
    deploy = desk.waits("canary")
    long = "because " * 375
    said = desk.says(ANA, f"cancel {deploy.id} {long}")
    assert "2,999 characters, and 1,000 is the most" in said.text
    assert long.strip() in words_of(said)
    assert desk.get(deploy).state is State.PENDING


def test_names_may_be_copied_with_their_backticks(desk: Desk) -> None:
    assert "Locked qa of harbour/shop" in desk.says(BO, "lock `harbour/shop` `qa` Look first").text
    assert "until Mon 08:00" in words_of(desk.says(BO, "help `freeze`"))


def test_help_is_for_everybody(desk: Desk) -> None:
    assert "How to use /deploy" in desk.says(GIL, "help").text


def test_every_environment_of_the_policy_is_known(desk: Desk) -> None:
    said = desk.says(BO, "lock moon The fair").text
    assert all(f"`{name}`" in said for name in ENVIRONMENTS)


def test_an_id_may_be_cut_while_it_means_one(desk: Desk) -> None:
    deploy = desk.waits("canary")
    assert deploy.id in words_of(desk.says(BO, f"show `{deploy.id.upper()[:8]}`"))
    short = f"There is no deploy `{deploy.id[:3]}`; write at least the first 4 characters"
    assert short in desk.says(BO, f"show {deploy.id[:3]}").text
    wrong = deploy.id[:-1] + ("a" if deploy.id[-1] != "a" else "b")
    said = desk.says(BO, f"show {wrong}")
    assert f"There is no deploy `{wrong}`; the closest that waits is `{deploy.id}`." in said.text
