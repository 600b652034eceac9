"""Runs that wait for our protection rule, and what it may say."""

from typing import Any

import pytest

from sandbox.github.refusal import Refusal
from tests.sandbox_github.actions.kit import REPO, Github


def test_a_job_of_a_guarded_environment_waits_and_is_found_so(github: Github) -> None:
    run = github.run()
    found = github.get("/actions/runs", status="waiting")
    assert [one["id"] for one in found["workflow_runs"]] == [run]
    waits = github.get(f"/actions/runs/{run}/pending_deployments")
    assert [one["environment"]["name"] for one in waits] == ["production"]
    assert [one.state for one in github.hub.deployments(REPO, "production")] == ["waiting"]


def test_an_unguarded_environment_lets_the_job_run_at_once(github: Github) -> None:
    run = github.run(environment="never-made")
    assert github.ended(run) == "success"
    made = github.get("/environments/never-made")
    assert made["protection_rules"] == []
    assert made["can_admins_bypass"] is True


@pytest.mark.parametrize(
    "guard",
    [{"protected": False}, {"custom_rule": False}, {"enabled": False}],
    ids=lambda one: next(iter(one)),
)
def test_a_rule_that_is_not_in_force_holds_nothing(github: Github, guard: dict[str, Any]) -> None:
    github.hub.add_environment(REPO, "staging", **guard)
    assert github.ended(github.run(environment="staging")) == "success"


def test_one_yes_releases_every_job_of_the_environment(github: Github) -> None:
    run = github.run(jobs=("deploy (eu)", "deploy (us)"))
    assert github.decide(run, "approved", "Looks fine") == 204
    assert github.ended(run) == "success"
    told = github.hub.run_of(REPO, run)
    assert (told.verdict, told.verdict_comment) == ("approved", "Looks fine")
    jobs = github.get(f"/actions/runs/{run}/jobs")["jobs"]
    assert [(job["name"], job["conclusion"]) for job in jobs] == [
        ("deploy (eu)", "success"),
        ("deploy (us)", "success"),
    ]
    review = github.get(f"/actions/runs/{run}/approvals")[0]
    assert (review["state"], review["comment"], review["user"]["login"]) == (
        "approved",
        "Looks fine",
        "airlock[bot]",
    )


def test_every_job_has_a_check_run_of_actions_on_the_commit(github: Github) -> None:
    run = github.run()
    path = f"/commits/{github.shas[-1]}/check-runs"
    waits = github.get(path)["check_runs"]
    assert [(one["name"], one["status"], one["app"]["slug"]) for one in waits] == [
        ("deploy", "waiting", "github-actions")
    ]
    assert waits[0]["check_suite"]["id"] == github.get(f"/actions/runs/{run}")["check_suite_id"]
    github.decide(run, "rejected", "no")
    github.ended(run)
    assert [one["conclusion"] for one in github.get(path)["check_runs"]] == ["failure"]


def test_a_no_fails_the_run(github: Github) -> None:
    run = github.run()
    assert github.decide(run, "rejected", "Not on a Friday") == 204
    assert github.ended(run) == "failure"
    told = github.hub.run_of(REPO, run)
    assert told.verdict == "rejected"
    assert told.jobs[0].detail == "Not on a Friday"
    assert github.hub.deployments(REPO)[0].state == "failure"


def test_status_reports_are_shown_ten_at_most_and_not_too_long(github: Github) -> None:
    run = github.run()
    said = [github.decide(run, comment=f"still waiting {number}") for number in range(11)]
    assert said == [204] * 10 + [422]
    told = github.hub.run_of(REPO, run)
    assert [comment.text for comment in told.comments] == [f"still waiting {number}" for number in range(10)]
    assert told.status == "waiting"
    assert github.decide(run, "approved", "x" * 1025) == 422
    assert github.decide(run, "approved", "x" * 1024) == 204


@pytest.mark.parametrize("token", ["person", "app"])
def test_only_our_installation_may_answer(github: Github, token: str) -> None:
    run = github.run()
    path = f"/repos/{REPO}/actions/runs/{run}/deployment_protection_rule"
    body = {"environment_name": "production", "state": "approved", "comment": ""}
    theirs = github.hub.token if token == "person" else github.jwt
    assert github.call("POST", path, body, token=theirs).status_code == 403
    assert github.hub.run_of(REPO, run).status == "waiting"


def test_answering_where_nothing_waits_is_refused(github: Github) -> None:
    run = github.run()
    github.hub.add_environment(REPO, "staging")
    assert github.decide(run, "approved", environment_name="staging") == 422
    assert github.decide(run, "approved", environment_name="nowhere") == 404
    assert github.decide(run + 1000, "approved") == 404
    assert github.decide(run, "approved") == 204
    github.ended(run)
    assert github.decide(run, "approved") == 422


def test_our_yes_is_not_enough_where_a_reviewer_is_asked_too(github: Github) -> None:
    github.hub.add_environment(REPO, "production", reviewers=["bo"])
    run = github.run()
    github.decide(run, "approved")
    assert github.hub.run_of(REPO, run).status == "waiting"
    github.hub.review_deployment(REPO, run, "bo")
    assert github.ended(run) == "success"


def test_an_administrator_gets_around_the_rule_only_where_it_is_allowed(github: Github) -> None:
    run = github.run()
    with pytest.raises(Refusal):
        github.hub.bypass(REPO, run, "root")
    github.hub.add_environment(REPO, "production", can_admins_bypass=True)
    github.hub.bypass(REPO, run, "root")
    assert github.ended(run) == "success"
    assert github.hub.run_of(REPO, run).verdict is None
    assert [one["user"]["login"] for one in github.get(f"/actions/runs/{run}/approvals")] == ["root"]


def test_the_name_of_an_environment_has_no_case(github: Github) -> None:
    run = github.run(environment="Production")
    assert github.hub.run_of(REPO, run).jobs[0].environment == "production"
    assert github.decide(run, "approved", environment_name="PRODUCTION") == 204


def test_no_more_than_six_apps_guard_an_environment(github: Github) -> None:
    github.hub.add_environment(REPO, "staging", custom_rule=False, other_apps=[f"app-{n}" for n in range(6)])
    assert github.ended(github.run(environment="staging")) == "success"
    path = "/environments/staging/deployment_protection_rules"
    body = {"integration_id": github.hub.app_id}
    refused = github.call("POST", f"/repos/{REPO}{path}", body, token=github.hub.token)
    assert refused.status_code == 422
    assert github.get(path)["total_count"] == 6


def test_the_app_enables_its_rule_once(github: Github) -> None:
    github.hub.add_environment(REPO, "staging", custom_rule=False)
    path = "/environments/staging/deployment_protection_rules"
    assert github.get(path)["total_count"] == 0
    available = github.get(f"{path}/apps")["available_custom_deployment_protection_rule_integrations"]
    body = {"integration_id": available[0]["id"]}
    url = f"/repos/{REPO}{path}"
    assert github.call("POST", url, body).status_code == 403  # needs an administrator
    assert github.call("POST", url, body, token=github.hub.token).status_code == 201
    assert github.call("POST", url, body, token=github.hub.token).status_code == 422
    assert [one["app"]["slug"] for one in github.get(path)["custom_deployment_protection_rules"]] == [
        "airlock"
    ]
