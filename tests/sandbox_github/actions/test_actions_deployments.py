"""Deployments and their statuses, with the traps that GitHub has there."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.github import GitHubSandbox
from sandbox.github.actions.deployment import Deployment
from sandbox.sample.git import Git
from tests.sandbox_github.actions.kit import REPO, Github, made_repository

PINNED = {"auto_merge": False, "required_contexts": []}


def deployed(github: Github, **more: Any) -> dict[str, Any]:
    answer = github.post("/deployments", {"ref": github.shas[-1], "environment": "staging", **PINNED, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def states(github: Github, environment: str) -> list[str | None]:
    """Return how each deployment stands, oldest first."""
    return [one.state for one in reversed(github.hub.deployments(REPO, environment))]


@pytest.mark.parametrize(("environment", "is_production"), [("production", True), ("staging", False)])
def test_a_deployment_is_pinned_to_its_commit(
    github: Github, environment: str, *, is_production: bool
) -> None:
    payload = {"deploy": "d1", "signature": "abc"}
    made = deployed(github, environment=environment, payload=payload, description="d1")
    assert (made["sha"], made["ref"]) == (github.shas[-1], github.shas[-1])
    assert made["production_environment"] is is_production
    assert github.get(f"/deployments/{made['id']}")["payload"] == payload
    assert github.get("/deployments", sha=github.shas[-1], environment=environment, task="deploy")
    assert github.get("/deployments", sha=github.shas[0]) == []


def test_a_ref_that_is_not_there_is_refused(github: Github) -> None:
    assert github.post("/deployments", {"ref": "nowhere", **PINNED}).status_code == 422


def test_checks_that_are_not_green_stop_a_deployment_unless_it_names_others(github: Github) -> None:
    github.hub.add_check_run(REPO, github.shas[-1], "test", "success")
    github.hub.add_check_run(REPO, github.shas[-1], "lint", "failure")
    github.hub.add_status(REPO, github.shas[-1], "ci/build", "pending")
    body = {"ref": github.shas[-1], "auto_merge": False}
    refused = github.post("/deployments", body)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["contexts"] == ["ci/build", "lint"]
    assert github.post("/deployments", body | {"required_contexts": ["test"]}).status_code == 201
    assert github.post("/deployments", body | {"required_contexts": []}).status_code == 201
    assert github.post("/deployments", body | {"required_contexts": ["never-ran"]}).status_code == 409


def test_left_to_itself_github_merges_and_deploys_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shop"
    with GitHubSandbox.start() as hub:
        github = Github(hub, path, made_repository(path))
        git = Git(path)
        before = git("rev-parse", "behind")
        answer = github.post("/deployments", {"ref": "behind", "required_contexts": []})
        assert (answer.status_code, answer.json()) == (
            202,
            {"message": "Auto-merged main into behind on deployment."},
        )
        assert git("rev-parse", "behind") != before
        git("merge-base", "--is-ancestor", "main", "behind")
        assert hub.deployments(REPO) == []
        again = github.post("/deployments", {"ref": "behind", "required_contexts": []})
        assert again.status_code == 201


def test_a_success_makes_earlier_ones_inactive_but_not_in_production(github: Github) -> None:
    for environment in ("staging", "production"):
        for _ in range(2):
            made = deployed(github, environment=environment)
            github.post(f"/deployments/{made['id']}/statuses", {"state": "success"})
    assert states(github, "staging") == ["inactive", "success"]
    assert states(github, "production") == ["success", "success"]


def test_a_status_says_where_its_log_is(github: Github) -> None:
    made = deployed(github)
    path = f"/deployments/{made['id']}/statuses"
    long = {"state": "in_progress", "description": "x" * 141}
    assert github.post(path, long).status_code == 422
    said = {"state": "failure", "description": "x" * 140, "log_url": "https://ci.example/1"}
    assert github.post(path, said).status_code == 201
    shown = github.get(path)
    assert [(one["state"], one["log_url"], one["target_url"]) for one in shown] == [
        ("failure", "https://ci.example/1", "https://ci.example/1")
    ]
    assert github.get(f"{path}/{shown[0]['id']}")["description"] == "x" * 140


def test_a_workflow_deploys_what_was_created_and_tells(github: Github) -> None:
    github.hub.on_deployment(REPO)
    made = deployed(github, environment="production")
    github.hub.wait_for(lambda: states(github, "production")[0] == "success")
    shown = github.get(f"/deployments/{made['id']}/statuses")
    assert [one["state"] for one in shown] == ["success", "in_progress"]
    assert shown[0]["creator"]["login"] == "github-actions[bot]"
    run = github.get("/actions/runs", event="deployment")["workflow_runs"][0]
    assert (run["head_sha"], run["head_branch"], run["conclusion"]) == (github.shas[-1], None, "success")
    assert shown[0]["log_url"].startswith(run["html_url"])


def test_a_workflow_that_fails_says_why(github: Github) -> None:
    github.hub.on_deployment(REPO)
    github.hub.fail_next_run("smoke test answered 500")
    made = deployed(github, environment="production")
    github.hub.wait_for(lambda: states(github, "production")[0] == "failure")
    assert github.get(f"/deployments/{made['id']}/statuses")[0]["description"] == "smoke test answered 500"


def test_a_workflow_refuses_a_deployment_that_nobody_approved(github: Github) -> None:
    def check(made: Deployment) -> str | None:
        return None if made.payload == {"approved": True} else "no approval in the payload"

    github.hub.on_deployment(REPO, check=check)
    deployed(github, environment="production")
    deployed(github, environment="production", payload={"approved": True})
    github.hub.wait_for(lambda: states(github, "production") == ["failure", "success"])


def test_a_dispatch_runs_a_branch_and_tells_its_run_to_who_asks(github: Github) -> None:
    github.hub.on_dispatch(REPO, "deploy.yml")
    path = "/actions/workflows/deploy.yml/dispatches"
    inputs = {"sha": github.shas[-1]}
    answer = github.post(path, {"ref": "main", "inputs": inputs, "return_run_details": True})
    assert answer.status_code == 200
    run = answer.json()["workflow_run_id"]
    assert github.ended(run) == "success"
    told = github.hub.run_of(REPO, run)
    assert (told.event, told.head_sha, dict(told.inputs)) == ("workflow_dispatch", github.shas[-1], inputs)
    silent = github.post(path, {"ref": "v2"})
    assert (silent.status_code, silent.content) == (204, b"")


def test_a_dispatch_that_github_refuses(github: Github) -> None:
    workflow = github.hub.on_dispatch(REPO, "deploy.yml", inputs=["sha"])
    path = f"/actions/workflows/{workflow}/dispatches"
    by_sha = github.post(path, {"ref": github.shas[-1]})
    assert (by_sha.status_code, by_sha.json()["message"]) == (422, f"No ref found for: {github.shas[-1]}")
    assert github.post(path, {"ref": "main", "inputs": {"other": "1"}}).status_code == 422
    assert github.post("/actions/workflows/none.yml/dispatches", {"ref": "main"}).status_code == 404
    assert github.hub.runs(REPO) == []
    assert [one["path"] for one in github.get("/actions/workflows")["workflows"]] == [
        ".github/workflows/deploy.yml"
    ]


def test_a_dispatched_job_of_a_guarded_environment_waits(github: Github) -> None:
    github.hub.on_dispatch(REPO, "deploy.yml", environment="production")
    github.post("/actions/workflows/deploy.yml/dispatches", {"ref": "main"})
    assert [run.status for run in github.hub.runs(REPO)] == ["waiting"]
