"""Checks are of exactly the commit and of their last attempt; what cannot be told is unknown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.github.evidence.checked import checks_now
from app.adapters.github.site import Site
from app.domain import checks
from app.domain.deploy import Key, Request, queued
from app.domain.evidence import Document
from app.domain.summary import Summary
from sandbox.github import GitHubSandbox
from sandbox.github.branches import Required
from tests.stories.github.shelf import PASSED, PORT, Shelf, reasons
from tests.stories.gitwork import Work
from tests.unit.example import NOON, RULES, SUMMARY
from workers.required import required_checks


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with GitHubSandbox.start() as hub:
        made = Shelf(hub, Work(tmp_path_factory.mktemp("port") / "port"))
        made.commit("Begin")
        made.commit("Go on")
        hub.add_person("ana", email="ana@example.com", name="Ana")
        made.open()
        hub.add_environment(PORT, "production")
        yield made
        assert hub.violations == []


def test_check_runs_and_statuses_of_the_commit_are_read(shelf: Shelf) -> None:
    other, sha = shelf.commit(), shelf.commit()
    shelf.hub.add_check_run(PORT, other, "test", "failure")
    shelf.hub.add_check_run(PORT, sha, "test", "success")
    shelf.hub.add_check_run(PORT, sha, "docs", None)
    shelf.hub.add_status(PORT, sha, "ci/build", "pending")
    shelf.hub.add_status(PORT, sha, "ci/build", "success")
    found = shelf.look(sha)
    assert found.checks == (("ci/build", "success"), ("docs", "in_progress"), ("test", "success"))
    assert reasons(found) == {}


@pytest.mark.parametrize(("against", "old"), [("parent", "missing"), ("itself", "success")])
def test_later_the_same_commit_is_told_of_in_the_same_words(shelf: Shelf, against: str, old: str) -> None:
    base, sha = shelf.commit(), shelf.commit()
    name = f"harbour/against-{against}"
    again = shelf.open(name)
    shelf.hub.add_ruleset(name, ["test", "deploy"])
    shelf.hub.add_check_run(name, sha, "test", "success")
    shelf.hub.add_check_run(name, sha, "old", started_at=datetime.now(UTC) - timedelta(days=1))
    found = replace(
        again.look(sha, sha if against == "itself" else base), junit=(Document("a.xml", PASSED.encode()),)
    )
    found = replace(found, checks=(("lint", "success"), *found.checks))  # as the CI sends it
    before = required_checks(REQUIRING, found)
    assert dict(before) == {
        "deploy": "missing",
        "lint": "success (told by the CI)",
        "old": old,
        "test": "success",
        "unit": "success (by its test results)",
    }
    reviewed = replace(SUMMARY, checks=before, commits=len(found.commits))
    assert now(again, sha, reviewed) == before
    shelf.hub.add_check_run(name, sha, "test", "failure")
    shelf.hub.add_check_run(name, sha, "lint", None)
    changed = set(now(again, sha, reviewed)) - set(before)
    assert changed == {("test", "failure"), ("lint", "in_progress")}


REQUIRING = replace(RULES, required_checks=("lint", "unit", "old"))


def now(shelf: Shelf, sha: str, reviewed: Summary) -> checks.Standing:
    """Ask again, as right before a promotion, when what the CI sent is not kept any more."""
    deploy = replace(queued(Request(Key(shelf.repository, "production", sha)), NOON), summary=reviewed)
    told = checks_now(shelf.github.of(shelf.repository), deploy, Site(shelf.github.credentials))
    required = (*REQUIRING.required_checks, *told.required)
    return checks.standing(required, told.told, checks.carried(reviewed.checks))


def test_a_commit_without_any_has_none(shelf: Shelf) -> None:
    """GitHub's own sum of no statuses is `pending`."""
    assert shelf.look(shelf.commit()).checks == ()


def test_what_failed_and_then_passed_is_flaky_and_passed(shelf: Shelf) -> None:
    sha = shelf.commit()
    shelf.hub.add_check_run(PORT, sha, "test", "failure")
    shelf.hub.add_check_run(PORT, sha, "lint", "cancelled")
    for name in ("test", "lint"):
        shelf.hub.add_check_run(PORT, sha, name, "success")
    found = shelf.look(sha)
    assert found.checks == (("lint", "success"), ("test", "success"))
    assert found.flaky_checks == ("test",)


def test_what_passed_and_then_failed_has_failed(shelf: Shelf) -> None:
    sha = shelf.commit()
    for conclusion in ("success", "failure"):
        shelf.hub.add_check_run(PORT, sha, "test", conclusion)
    found = shelf.look(sha)
    assert (found.checks, found.flaky_checks) == ((("test", "failure"),), ())


def test_a_failure_stands_until_its_second_attempt_has_ended(shelf: Shelf) -> None:
    sha = shelf.commit()
    for conclusion in ("failure", None):
        shelf.hub.add_check_run(PORT, sha, "test", conclusion)
    assert shelf.look(sha).checks == (("test", "failure"), ("test", "in_progress"))


def test_the_same_name_of_two_apps_is_two_checks(shelf: Shelf) -> None:
    sha = shelf.commit()
    shelf.hub.add_check_run(PORT, sha, "test", "failure")
    shelf.hub.add_check_run(PORT, sha, "test", "success", app="other-ci")
    found = shelf.look(sha)
    assert (found.checks, found.flaky_checks) == ((("test", "failure"), ("test", "success")), ())


def test_jobs_of_one_name_in_two_workflows_are_two_checks(shelf: Shelf) -> None:
    sha = shelf.commit()
    for workflow, conclusion in (("ci.yml", "failure"), ("nightly.yml", "success")):
        run = shelf.hub.run(PORT, sha, environment=None, jobs=("test",), workflow=workflow)
        shelf.hub.finish(PORT, run, conclusion)
    found = shelf.look(sha)
    assert (found.checks, found.flaky_checks) == ((("test", "failure"), ("test", "success")), ())


def test_a_rerun_takes_the_place_of_the_run(shelf: Shelf) -> None:
    sha = shelf.commit()
    run = shelf.run(sha, conclusion="failure")
    shelf.hub.rerun(PORT, run, "ana")
    shelf.hub.finish(PORT, run)
    found = shelf.look(sha)
    assert (found.checks, found.flaky_checks) == ((("ci.yml", "success"),), ("ci.yml",))


def test_our_own_checks_and_the_job_that_waits_for_us_say_nothing(shelf: Shelf) -> None:
    sha = shelf.commit()
    shelf.hub.add_check_run(PORT, sha, "Airlock / production", None, app=shelf.hub.app_slug)
    run = shelf.hub.run(PORT, sha, jobs=("deploy",))
    assert shelf.look(sha, run=run).checks == ()


def test_what_ended_before_the_job_that_waits_counts(shelf: Shelf) -> None:
    """One workflow that tests and then deploys is how most do it."""
    sha = shelf.commit()
    run = shelf.hub.run(PORT, sha, jobs=("deploy",), workflow="all.yml")
    shelf.hub.add_jobs(PORT, run, "test", environment=None)
    shelf.hub.finish(PORT, run, "failure")
    assert shelf.look(sha, run=run).checks == (("test", "failure"),)


def test_with_a_token_our_own_status_says_nothing(shelf: Shelf) -> None:
    sha = shelf.commit()
    shelf.hub.add_status(PORT, sha, "Airlock / production", "pending")
    assert shelf.look(sha, token=shelf.hub.token).checks == ()
    assert shelf.look(sha).checks == (("Airlock / production", "pending"),)


def test_a_result_from_before_the_commit_does_not_count(shelf: Shelf) -> None:
    sha, now = shelf.commit(), datetime.now(UTC)
    shelf.hub.add_check_run(PORT, sha, "old", started_at=now - timedelta(minutes=6))
    shelf.hub.add_check_run(PORT, sha, "new", started_at=now - timedelta(minutes=4))
    shelf.hub.add_status(PORT, sha, "old status", "success", at=now - timedelta(days=1))
    found = shelf.look(sha, at=int(now.timestamp()))
    assert found.checks == (("new", "success"),)
    assert reasons(found).keys() == {"old", "old status"}
    assert all("before this commit was made" in reason for reason in reasons(found).values())


def test_more_than_a_page_of_them_are_read(shelf: Shelf) -> None:
    sha = shelf.commit()
    for number in range(104):
        shelf.hub.add_check_run(PORT, sha, f"shard {number:03}", "failure" if number == 0 else "success")
    found = shelf.look(sha)
    assert len(found.checks) == 104
    assert ("shard 000", "failure") in found.checks


def test_rulesets_and_branch_protection_say_what_is_required(shelf: Shelf) -> None:
    ruled = shelf.open("harbour/ruled")
    bound = Required("Airlock gates", shelf.hub.app_slug)
    ours: tuple[str | Required, ...] = (bound, "Airlock / human review", "airlock/production")
    shelf.hub.add_ruleset("harbour/ruled", ["test", *ours, "airlock-e2e"])
    shelf.hub.add_ruleset("harbour/ruled", ["never"], active=False)
    shelf.hub.add_ruleset("harbour/ruled", ["elsewhere"], branches=["release"])
    shelf.hub.protect_branch("harbour/ruled", "main", ["lint", "test"])
    found = ruled.look(ruled.tip)
    assert found.required_checks == ("airlock-e2e", "lint", "test")
    assert reasons(found) == {}


def test_a_check_of_another_app_does_not_stand_for_the_required_one(shelf: Shelf) -> None:
    bound = shelf.open("harbour/bound")
    shelf.hub.add_ruleset("harbour/bound", [Required("test", "github-actions"), "lint"])
    sha = shelf.tip
    for name in ("test", "lint"):
        shelf.hub.add_check_run("harbour/bound", sha, name, app="other-ci")
    shelf.hub.add_status("harbour/bound", sha, "test", "success")
    found = bound.look(sha)
    assert found.required_checks == ("lint", "test")
    assert found.checks == (("lint", "success"), ("test (of another app than is required)", "success"))


def test_protection_for_administrators_is_no_doubt_where_rulesets_are_read(shelf: Shelf) -> None:
    held = shelf.open("harbour/held")
    shelf.hub.protect_branch("harbour/held", "main", None)
    found = held.look(held.tip)
    assert (found.required_checks, reasons(found)) == ((), {})


@pytest.mark.parametrize(
    ("lacking", "subject"), [("checks", "checks"), ("statuses", "checks"), ("actions", "workflow runs")]
)
def test_a_permission_that_is_lacking_is_named(shelf: Shelf, lacking: str, subject: str) -> None:
    granted = ("checks", "statuses", "actions", "contents", "pull_requests")
    poor = shelf.open(f"{lacking}-less/port", {each: "read" for each in granted if each != lacking})
    found = reasons(poor.look(poor.tip))
    assert found.keys() == {subject}
    assert f"give the App {lacking}=read" in found[subject]
