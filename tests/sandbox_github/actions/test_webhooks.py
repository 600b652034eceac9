"""Webhooks: what is told, signed how, and what befalls a delivery."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.eventually import eventually
from tests.sandbox_github.actions.kit import REPO, Github, Inbox, Letter

SCHEMAS = json.loads((Path(__file__).parents[1] / "webhooks.json").read_text("utf-8"))
ALL = (
    "check_run",
    "deployment",
    "deployment_protection_rule",
    "deployment_review",
    "deployment_status",
    "workflow_job",
    "workflow_run",
)
RULE = "deployment_protection_rule.requested"


def wrong(letter: Letter) -> list[str]:
    """Return where a payload is not what GitHub describes."""
    name = f"webhook-{letter.kind.removesuffix('.None')}".replace(".", "-").replace("_", "-")
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", **SCHEMAS})
    return [f"{name} {list(one.path)}: {one.message[:200]}" for one in validator.iter_errors(letter.payload)]


def test_everything_that_a_run_tells_is_as_github_describes_it(github: Github, inbox: Inbox) -> None:
    github.hub.subscribe(*ALL)
    github.hub.add_environment(REPO, "production", reviewers=["bo"])
    run = github.run()
    github.decide(run, "approved")
    github.hub.review_deployment(REPO, run, "bo")
    github.ended(run)
    github.hub.ping()
    told = {
        "ping.None",
        "check_run.completed",
        "check_run.created",
        "deployment.created",
        "deployment_review.approved",
        "deployment_review.requested",
        "deployment_status.created",
        RULE,
        "workflow_job.completed",
        "workflow_job.in_progress",
        "workflow_job.waiting",
        "workflow_run.in_progress",
        "workflow_run.completed",
        "workflow_run.requested",
    }
    eventually(lambda: told <= set(inbox.kinds()))
    assert [words for letter in inbox.letters for words in wrong(letter)] == []


def test_the_app_hears_of_its_own_installation(
    github: Github, inbox: Inbox, repository: tuple[Path, list[str]]
) -> None:
    github.hub.subscribe()
    github.hub.add_repository("harbour/store", repository[0])
    github.hub.install("harbour/store")
    github.hub.install("harbour/store", {"deployments": "read"})
    github.hub.suspend(github.installation)
    github.hub.unsuspend(github.installation)
    github.hub.uninstall(github.installation)
    github.hub.install(REPO)
    eventually(lambda: len(inbox.letters) == 6)
    assert sorted(inbox.kinds()) == [
        "installation.created",
        "installation.deleted",
        "installation.new_permissions_accepted",
        "installation.suspend",
        "installation.unsuspend",
        "installation_repositories.added",
    ]
    assert [words for letter in inbox.letters for words in wrong(letter)] == []


def test_pull_requests_and_reviews_are_told_as_github_describes_them(github: Github, inbox: Inbox) -> None:
    number = github.hub.add_pull(REPO, head="behind", base="main", author="ana", title="Go back")
    github.hub.review(REPO, number, "bo", "APPROVED")
    eventually(lambda: {"pull_request.opened", "pull_request_review.submitted"} <= set(inbox.kinds()))
    assert [words for letter in inbox.letters for words in wrong(letter)] == []


def test_each_waiting_job_asks_for_itself_and_names_where_to_answer(github: Github, inbox: Inbox) -> None:
    run = github.run(jobs=("deploy (eu)", "deploy (us)"))
    eventually(lambda: len(inbox.of(RULE)) == 2)
    payloads = [letter.payload for letter in inbox.of(RULE)]
    answer_to = f"{github.hub.api_url}/repos/{REPO}/actions/runs/{run}/deployment_protection_rule"
    assert {payload["deployment_callback_url"] for payload in payloads} == {answer_to}
    assert len({payload["deployment"]["id"] for payload in payloads}) == 2
    assert {payload["installation"]["id"] for payload in payloads} == {github.installation}
    assert not {"run_id", "run_attempt", "workflow_run"} & set(payloads[0])


def test_an_inactive_status_tells_nobody(github: Github, inbox: Inbox) -> None:
    github.hub.subscribe("deployment_status")
    bodies: list[dict[str, Any]] = [{"state": "in_progress"}, {"state": "inactive"}, {"state": "failure"}]
    made = github.post("/deployments", {"ref": "main", "auto_merge": False, "required_contexts": []}).json()
    for body in bodies:
        assert github.post(f"/deployments/{made['id']}/statuses", body).status_code == 201
    eventually(lambda: len(inbox.letters) == 2)
    told = {letter.payload["deployment_status"]["state"] for letter in inbox.letters}
    assert told == {"in_progress", "failure"}
