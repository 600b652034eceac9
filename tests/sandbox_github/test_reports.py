"""Check runs, statuses, required checks and dependencies: what evidence is made of."""

from typing import Any

import pytest
from github import Auth, GithubException, UnknownObjectException

from sandbox.github import GitHubSandbox, Required
from tests.sandbox_github.client import REPO, call, client, repository, token
from tests.sandbox_github.shop import Shop

OURS = f"/repos/{REPO}"


def test_a_check_run_is_made_changed_and_shown(github: GitHubSandbox, town_shop: Shop) -> None:
    repo = repository(github)
    output: dict[str, Any] = {"title": "Low risk", "summary": "Nothing found."}
    made = repo.create_check_run("Airlock", town_shop["second"], status="in_progress", output=output)
    assert (made.status, made.app.id) == ("in_progress", github.app_id)
    assert made.raw_data["conclusion"] is None
    note = {"path": "app.py", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "Hi"}
    for _ in range(2):
        made.edit(conclusion="success", output={**output, "annotations": [note]})
    found = repo.get_check_run(made.id)
    assert (found.status, found.conclusion, found.output.annotations_count) == ("completed", "success", 2)
    assert found.completed_at is not None
    assert [one.message for one in found.get_annotations()] == ["Hi", "Hi"]
    assert github.violations == []


def test_the_latest_of_each_check_is_shown_unless_all_are_asked_for(github: GitHubSandbox) -> None:
    github.add_check_run(REPO, "v1", "tests", "failure")
    github.add_check_run(REPO, "v1", "tests", "success")
    github.add_check_run(REPO, "v1", "tests", None, app="other-ci")
    github.add_check_run(REPO, "main", "tests", "failure")
    commit = repository(github).get_commit("v1")
    assert [(run.app.slug, run.status, run.conclusion) for run in commit.get_check_runs()] == [
        ("other-ci", "in_progress", None),
        ("github-actions", "completed", "success"),
    ]
    assert len(list(commit.get_check_runs(filter="all"))) == 3
    query = f"app_id={commit.get_check_runs()[1].app.id}&check_name=tests"
    found = call(github, "GET", f"{OURS}/commits/v1/check-runs?{query}").json()
    assert [run["conclusion"] for run in found["check_runs"]] == ["success"]
    suites = list(commit.get_check_suites())
    assert {(suite.app.slug, suite.status, suite.conclusion) for suite in suites} == {
        ("github-actions", "completed", "failure"),
        ("other-ci", "in_progress", None),
    }


def test_a_check_run_of_another_app_cannot_be_changed(github: GitHubSandbox) -> None:
    run = github.add_check_run(REPO, "v1", "tests", "failure")
    with pytest.raises(GithubException) as refused:
        repository(github).get_check_run(run).edit(conclusion="success")
    assert refused.value.status == 403


def test_a_check_run_is_for_a_commit_that_is_there(github: GitHubSandbox, town_shop: Shop) -> None:
    for sha in ("0" * 40, "main", town_shop["second"][:12]):
        body = {"name": "Airlock", "head_sha": sha}
        refused = call(github, "POST", f"{OURS}/check-runs", bearer=token(github), body=body)
        assert (refused.status_code, refused.json()["message"]) == (422, f"No commit found for SHA: {sha}")


def test_a_completed_check_run_has_a_conclusion(github: GitHubSandbox, town_shop: Shop) -> None:
    body = {"name": "Airlock", "head_sha": town_shop["second"], "status": "completed"}
    refused = call(github, "POST", f"{OURS}/check-runs", bearer=token(github), body=body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "conclusion")


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([], "pending"),
        (["success"], "success"),
        (["pending", "success"], "pending"),
        (["error", "success"], "failure"),
    ],
)
def test_statuses_come_to_one_state(github: GitHubSandbox, states: list[str], state: str) -> None:
    for number, one in enumerate(states):
        github.add_status(REPO, "v1", f"ci/{number}", "failure")
        github.add_status(REPO, "v1", f"ci/{number}", one)
    commit = repository(github).get_commit("v1")
    combined = commit.get_combined_status()
    assert (combined.state, combined.total_count) == (state, len(states))
    assert [one.state for one in combined.statuses] == states[::-1]
    assert len(call(github, "GET", f"{OURS}/commits/v1/statuses").json()) == 2 * len(states)


def test_a_status_is_made_and_its_description_is_short(github: GitHubSandbox) -> None:
    commit = repository(github).get_commit("v1")
    github.install(REPO, {"statuses": "write", "contents": "read"})
    commit = repository(github).get_commit("v1")
    assert commit.create_status("pending", context="airlock").creator.login == "airlock[bot]"
    with pytest.raises(GithubException) as refused:
        commit.create_status("success", description="x" * 141)
    assert refused.value.status == 422


def test_required_checks_are_in_rulesets_and_in_branch_protection(github: GitHubSandbox) -> None:
    branch = f"{OURS}/branches/main/protection/required_status_checks"
    assert call(github, "GET", branch).json()["message"] == "Branch not protected"
    github.protect_branch(REPO, "main", None)
    assert call(github, "GET", branch).json()["message"] == "Required status checks not enabled"
    github.protect_branch(REPO, "main", ["tests", Required("lint", "github-actions")], strict=True)
    github.add_ruleset(REPO, ["build"])
    github.add_ruleset(REPO, ["docs"], branches=["feature/cart"])
    github.add_ruleset(REPO, ["off"], active=False)
    held = (
        client(github, Auth.Token(github.token))
        .get_repo(REPO)
        .get_branch("main")
        .get_required_status_checks()
    )
    assert (held.contexts, held.strict) == (["tests", "lint"], True)
    assert [one.app_id for one in held.checks] == [None, 15368]
    assert [contexts(github, name) for name in ("main", "feature/cart", "wide")] == [["build"], ["docs"], []]


def contexts(github: GitHubSandbox, branch: str) -> list[str]:
    rules: list[dict[str, Any]] = call(github, "GET", f"{OURS}/rules/branches/{branch}").json()
    return [one["context"] for rule in rules for one in rule["parameters"]["required_status_checks"]]


def test_a_branch_tells_whether_it_is_protected(github: GitHubSandbox, town_shop: Shop) -> None:
    github.protect_branch(REPO, "feature/cart")
    repo = repository(github)
    assert repo.get_branch("feature/cart").protected
    assert repo.get_branch("main").commit.sha == town_shop["merged"]
    assert {one.name for one in repo.get_branches()} == {"main", "feature/cart", "wide", "apart"}
    with pytest.raises(UnknownObjectException):
        repo.get_branch("v1")


def test_dependencies_are_compared_where_the_plan_has_it(github: GitHubSandbox) -> None:
    path = f"{OURS}/dependency-graph/compare/v1...main"
    assert call(github, "GET", path).status_code == 403
    change: dict[str, Any] = {
        "change_type": "added",
        "manifest": "requirements.txt",
        "ecosystem": "pip",
        "name": "left-pad",
        "version": "1.0",
        "package_url": None,
        "license": "MIT",
        "source_repository_url": None,
        "vulnerabilities": [],
        "scope": "runtime",
    }
    github.set_dependencies(REPO, "v1", "main", [change])
    assert call(github, "GET", path).json() == [change]
    assert call(github, "GET", f"{OURS}/dependency-graph/compare/main...wide").json() == []
    assert github.violations == []
