"""A pull request that touches a gate is not green before somebody who is named for it has approved it."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.adapters.github.api import Api, Rows
from app.adapters.github.pulls.pullrequests import read_pull
from app.domain.errors import Transient
from app.domain.pullgate import Source
from sandbox.github.installation import APP_PERMISSIONS
from tests.eventually import eventually
from tests.stories.conftest import emptied
from tests.stories.github.pullgates import (
    GREEN,
    LOGIN,
    NAME,
    PAYMENTS,
    RED,
    REFUNDS,
    Desk,
    desk,
)
from tests.stories.github.world import SHOP

LOOK = "workers.gatecheck.run"
POLICY = ".github/airlock.yml"


@pytest.fixture
def open_desk(busy_desk: Desk) -> Iterator[Desk]:
    """Return the desk, with nothing on it."""
    yield busy_desk
    busy_desk.clear()


@pytest.fixture(scope="module")
def busy_desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    directory = tmp_path_factory.mktemp("gates")
    with ExitStack() as stack:
        redis = stack.enter_context(emptied(redis_url))
        env = stack.enter_context(pytest.MonkeyPatch.context())
        yield stack.enter_context(desk(redis, redis_url, directory, env))


def test_it_is_red_until_somebody_who_is_named_approves(open_desk: Desk) -> None:
    with open_desk.far():
        change = open_desk.propose(LOGIN)
        change.shows(RED, "Needs review: auth", "`@security` (policy)", "**nobody yet**", LOGIN)
        change.review("cy")
        change.shows(GREEN, "Reviewed: auth", "| `cy` |")


def test_authors_of_another_head_never_pass_for_those_of_this_one(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN, by="cy")
    github = open_desk.world.parts.github
    assert github
    door = github.door.of(SHOP)

    class Pushed(Api):
        def rows(self, path: str, **how: Any) -> Rows:
            if path.endswith("/commits"):
                open_desk.work.git("branch", "--quiet", "--force", change.branch, "main")
                change.push(LOGIN)
            return super().rows(path, **how)

    with pytest.raises(Transient, match="was pushed to while it was read"):
        read_pull(Pushed(door._open), SHOP, change.number)
    found = read_pull(door, SHOP, change.number)
    assert found
    assert (found.head, found.writers) == (change.head, frozenset({"ana"}))


def test_what_touches_no_gate_is_green_at_once(open_desk: Desk) -> None:
    open_desk.propose("notes.md").shows(GREEN, "No human gate stands")


def test_who_had_a_hand_in_it_and_bots_and_others_do_not_count(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN, by="cy", body="Co-authored-by: Dee <dee@harbour.example>")
    for login in ("cy", "dee", "airlock[bot]", "bo"):
        change.review(login)
    change.shows(
        RED,
        "cy approved, but opened this pull request",
        "dee approved, but wrote a commit in it",
        "airlock[bot] approved, but is no person",
        "bo approved, but is not among those named",
    )


def test_an_approval_holds_for_its_commit_and_no_other(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN)
    change.review("cy")
    change.shows(GREEN)
    change.push(LOGIN)
    change.shows(RED, "cy approved, but on another commit")


def test_an_approval_that_is_taken_back_shuts_it_again(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN)
    review = change.review("cy")
    change.shows(GREEN)
    open_desk.hub.dismiss_review(SHOP, change.number, review)
    change.shows(RED)


def test_owners_are_asked_where_the_policy_names_nobody_each_for_their_own_files(open_desk: Desk) -> None:
    change = open_desk.propose(PAYMENTS, REFUNDS)
    change.shows(RED, "`@harbour/payments` (CODEOWNERS)", "`@bo` (CODEOWNERS)")
    change.review("dee")
    change.shows(RED, "| `dee` |", "**nobody yet**")
    change.review("bo")
    change.shows(GREEN, "| `dee` |", "| `bo` |")


def test_every_gate_is_asked_for_by_itself(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN, "migrations/0001_drop.sql")
    change.shows(RED, "schema", "auth", "`@dba`", "`@security`")
    change.review("dee")
    change.shows(RED, "Needs review: auth", "| `dee` |")
    change.review("cy")
    change.shows(GREEN)


def test_rules_that_the_change_itself_relaxes_hold_on_and_ask_everybody(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN, POLICY, ".github/CODEOWNERS")
    change.review("cy")
    change.shows(RED, "Needs review: schema", "`@security`", "`@dba`", POLICY, ".github/CODEOWNERS")


def test_a_change_that_cannot_be_read_whole_asks_everybody(open_desk: Desk) -> None:
    branch = "unread"
    open_desk.commit(branch, **{"package-lock.json": "\0\1\2"})
    change = open_desk.open(branch)
    change.shows(RED, "`@security`", "`@dba`", "Could not be read", "package-lock.json")


def test_the_check_of_another_branch_has_another_name(open_desk: Desk) -> None:
    """Else who brings a change into a branch of their own first would have it green for main."""
    open_desk.commit("side", **{LOGIN: "left = 'side'\n"})
    open_desk.commit("aside", start="side")
    change = open_desk.open("aside", "side")
    change.shows(GREEN, name=f"{NAME} (side)")
    assert change.check(NAME) is None
    open_desk.open("aside").shows(RED)


def test_one_commit_proposed_twice_is_green_when_both_are(open_desk: Desk) -> None:
    """The check belongs to the commit: who approved it in one must not have opened the other."""
    change = open_desk.propose(LOGIN)
    open_desk.commit("twin", start=change.branch)
    open_desk.work.git("branch", "--force", "twin", change.branch)
    open_desk.open("twin", by="cy")
    change.review("cy")
    change.shows(RED, "**nobody yet**")
    open_desk.world.rests()
    change.shows(RED, "**nobody yet**")


def test_a_change_from_a_fork_is_read_like_any_other(open_desk: Desk) -> None:
    head = open_desk.commit("of-a-fork", by="eli", **{LOGIN: "left = 'fork'\n"})
    open_desk.work.git("update-ref", "refs/pull/900/head", head)
    open_desk.work.git("branch", "-D", "of-a-fork")
    with open_desk.far():
        open_desk.open(head, by="eli").shows(RED, "Needs review: auth", LOGIN)


def test_a_branch_that_was_merged_crosswise_asks_everybody(open_desk: Desk) -> None:
    """Compared with one of the two commits at which it left, it would seem to bring nothing of the other."""
    work = open_desk.work
    here = open_desk.commit("crosswise", **{"notes/here.md": "here"})
    there = open_desk.commit("main", **{"notes/there.md": "there"})
    for branch, other in (("main", here), ("crosswise", there)):
        work.git("switch", "--quiet", branch)
        work.git("merge", "--quiet", "--no-edit", "-m", "Merge", other)
    work.git("switch", "--quiet", "main")
    change = open_desk.open("crosswise")
    change.shows(RED, "`@security`", "`@dba`", "left its branch at more than one commit")


def test_a_lookup_that_fails_leaves_it_red_and_says_why(open_desk: Desk) -> None:
    change = open_desk.propose(PAYMENTS)
    change.shows(RED)
    open_desk.hub.install(SHOP, {k: v for k, v in APP_PERMISSIONS.items() if k != "members"})
    change.review("dee")
    change.shows(RED, "dee approved, but GitHub does not allow")
    open_desk.hub.install(SHOP, APP_PERMISSIONS)
    open_desk.world.does(LOOK, SHOP, change.number)  # with a token of before, which is given up
    open_desk.world.does(LOOK, SHOP, change.number)  # as the clock would have it done some minutes later
    change.shows(GREEN)


@pytest.mark.parametrize(
    ("login", "source", "name", "why"),
    [
        ("cy", Source.POLICY, "@security", None),
        ("cy", Source.POLICY, "U0CY000001", None),
        ("bo", Source.OWNERS, "@BO", None),
        ("bo", Source.OWNERS, "Bo@harbour.example", None),
        ("dee", Source.OWNERS, "@Harbour/payments", None),
        ("bo", Source.POLICY, "@security", ""),
        ("bo", Source.OWNERS, "@harbour/payments", ""),
        ("bo", Source.OWNERS, "@harbour/nobody", ""),
        ("dee", Source.OWNERS, "@elsewhere/payments", ""),
        ("gil", Source.POLICY, "@release-owners", "only members of the Slack workspace"),
        ("hal", Source.POLICY, "@release-owners", "belongs to anybody in Slack"),
        ("nix", Source.POLICY, "@security", "no e-mail address of `nix` is known"),
    ],
)
def test_somebody_is_who_github_and_slack_say(
    open_desk: Desk, login: str, source: Source, name: str, why: str | None
) -> None:
    open_desk.hub.add_person("gil", email="gil@contractor.example")
    open_desk.hub.add_person("hal", email="hal@harbour.example")
    open_desk.hub.add_person("nix", name="Cy Okafor")
    found = open_desk.reviewer(login, source, name)
    assert (found.holds == {(source, name)}) is (why is None)
    assert why is None or why in (found.trouble or "")
    assert not found.is_unknown


def test_while_slack_does_not_answer_nobody_is_anybody(open_desk: Desk) -> None:
    open_desk.world.slack.fail_next("users.lookupByEmail", status=503)
    open_desk.hub.add_person("ivo", email="ivo@harbour.example")
    found = open_desk.reviewer("ivo", Source.POLICY, "@security")
    assert found.is_unknown
    assert found.holds == frozenset()


def test_what_happened_while_github_was_away_is_seen_when_it_is_back(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN)
    change.shows(RED)
    open_desk.hub.away()
    change.review("cy")
    open_desk.world.rests()
    open_desk.hub.back()
    change.shows(RED)
    open_desk.world.does(LOOK, SHOP, change.number)
    change.shows(GREEN)


def test_where_the_app_may_not_report_it_is_tried_again_after_a_person_has_mended_it(open_desk: Desk) -> None:
    open_desk.hub.install(SHOP, {**APP_PERMISSIONS, "checks": "read"})
    change = open_desk.propose(LOGIN)
    eventually(open_desk.is_calm)
    assert change.check() is None
    open_desk.hub.install(SHOP, APP_PERMISSIONS)
    open_desk.world.does(LOOK, SHOP, change.number)
    change.shows(RED)


def test_a_closed_pull_request_is_left_alone(open_desk: Desk) -> None:
    change = open_desk.propose(LOGIN)
    change.shows(RED)
    open_desk.hub.close_pull(SHOP, change.number)
    change.review("cy")
    open_desk.world.rests()
    change.shows(RED)


def test_polling_finds_what_no_webhook_told(open_desk: Desk) -> None:
    open_desk.hub.set_webhook(None)
    change = open_desk.propose(LOGIN)
    change.review("cy")
    open_desk.world.does("workers.poll.run")
    change.shows(GREEN)
    open_desk.hub.set_webhook(f"{open_desk.world.web_url}/webhooks/github")
