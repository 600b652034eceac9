"""Webhooks: what is told, signed how, and what befalls a delivery."""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
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


def listed(github: Github, **query: str) -> list[dict[str, Any]]:
    answer = github.call("GET", "/app/hook/deliveries", token=github.jwt, params=query)
    held: list[dict[str, Any]] = answer.json()
    return held


def test_everything_that_a_run_tells_is_as_github_describes_it(github: Github, inbox: Inbox) -> None:
    github.hub.subscribe(*ALL)
    github.hub.add_environment(REPO, "production", reviewers=["bo"])
    run = github.run()
    github.decide(run, "approved")
    github.hub.review_deployment(REPO, run, "bo")
    github.ended(run)
    github.hub.ping()
    eventually(lambda: "ping.None" in inbox.kinds() and "workflow_run.completed" in inbox.kinds())
    assert set(inbox.kinds()) >= {
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
        "workflow_run.requested",
    }
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


def test_a_delivery_is_signed_over_its_exact_bytes(github: Github, inbox: Inbox) -> None:
    github.hub.forge_next_delivery(event="ping")
    github.hub.ping()
    github.hub.ping()
    eventually(lambda: len(inbox.letters) == 2)
    secret = github.hub.webhook_secret.encode()
    genuine = [
        letter.headers["X-Hub-Signature-256"]
        == "sha256=" + hmac.new(secret, letter.body, hashlib.sha256).hexdigest()
        for letter in inbox.letters
    ]
    assert sorted(genuine) == [False, True]
    headers = inbox.letters[0].headers
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert headers["X-GitHub-Event"] == "ping"
    assert headers["X-GitHub-Hook-ID"].isdecimal()


def test_a_delivery_comes_twice_under_one_guid(github: Github, inbox: Inbox) -> None:
    github.hub.deliver_twice(event="deployment_protection_rule")
    github.run()
    eventually(lambda: len(inbox.of(RULE)) == 2)
    first, second = inbox.of(RULE)
    assert (first.guid, first.body) == (second.guid, second.body)


def test_a_late_delivery_comes_after_the_next(github: Github, inbox: Inbox) -> None:
    github.hub.deliver_late(timedelta(milliseconds=80), event="ping")
    github.hub.ping()
    github.run()
    eventually(lambda: "ping.None" in inbox.kinds())
    assert inbox.kinds()[-1] == "ping.None"
    assert RULE in inbox.kinds()


def test_a_lost_delivery_is_listed_as_failed_and_comes_when_asked_for(github: Github, inbox: Inbox) -> None:
    github.hub.lose_next_delivery(event="deployment_protection_rule")
    github.run()
    eventually(lambda: "workflow_run.requested" in inbox.kinds())
    assert inbox.of(RULE) == []
    failed = listed(github, status="failure")
    assert [(one["event"], one["redelivery"]) for one in failed] == [("deployment_protection_rule", False)]
    path = f"/app/hook/deliveries/{failed[0]['id']}"
    assert github.call("POST", f"{path}/attempts", token=github.jwt).status_code == 202
    eventually(lambda: inbox.of(RULE))
    assert inbox.of(RULE)[0].guid == failed[0]["guid"]
    told = github.call("GET", path, token=github.jwt).json()
    assert told["request"]["payload"] == inbox.of(RULE)[0].payload


def test_what_we_could_not_take_is_not_sent_again(github: Github, inbox: Inbox) -> None:
    inbox.answers.append(503)
    github.hub.ping()
    eventually(lambda: github.hub.deliveries[0].is_over)
    github.hub.ping()
    eventually(lambda: len(github.hub.deliveries) == 2 and github.hub.deliveries[1].is_over)
    assert [one["status_code"] for one in listed(github)] == [202, 503]
    assert len(inbox.letters) == 2


def test_deliveries_are_paged_by_a_cursor(github: Github, inbox: Inbox) -> None:
    for _ in range(3):
        github.hub.ping()
    eventually(lambda: len(inbox.letters) == 3 and all(one.is_over for one in github.hub.deliveries))
    first = github.call("GET", "/app/hook/deliveries?per_page=2", token=github.jwt)
    rest = github.call("GET", first.links["next"]["url"].removeprefix(github.hub.api_url), token=github.jwt)
    ids = [one["id"] for one in [*first.json(), *rest.json()]]
    assert ids == [one.id for one in reversed(github.hub.deliveries)]
    assert "next" not in rest.links
    assert github.call("GET", "/app/hook/deliveries?cursor=v1_0", token=github.jwt).status_code == 422


@pytest.mark.parametrize("state", ["uninstalled", "suspended", "unsubscribed"])
def test_who_is_not_there_hears_nothing(github: Github, inbox: Inbox, state: str) -> None:
    match state:
        case "uninstalled":
            github.hub.uninstall(github.installation)
        case "suspended":
            github.hub.suspend(github.installation)
        case _:
            github.hub.subscribe("pull_request")
    before = set(inbox.kinds())
    github.run()
    github.hub.ping()
    eventually(lambda: "ping.None" in inbox.kinds())
    assert not set(inbox.kinds()) - before - {"ping.None", "installation.deleted", "installation.suspend"}


def test_an_inactive_status_tells_nobody(github: Github, inbox: Inbox) -> None:
    github.hub.subscribe("deployment_status")
    bodies: list[dict[str, Any]] = [{"state": "in_progress"}, {"state": "inactive"}, {"state": "failure"}]
    made = github.post("/deployments", {"ref": "main", "auto_merge": False, "required_contexts": []}).json()
    for body in bodies:
        assert github.post(f"/deployments/{made['id']}/statuses", body).status_code == 201
    eventually(lambda: len(inbox.letters) == 2)
    told = {letter.payload["deployment_status"]["state"] for letter in inbox.letters}
    assert told == {"in_progress", "failure"}
