"""GitHub's own example payloads become types, and nothing else does."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.arrival import Arrival, Checked, Hook, Mail, Moved
from app.domain.errors import BadInput
from handlers.delivery import guid, mail

PAYLOADS = Path(__file__).parents[1] / "stories" / "github" / "payloads"
HOOK = Hook("a secret", "https://api.github.com", "4242")
HELLO = "Codertocat/Hello-World"
SHA = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e"
RULE = "deployment_protection_rule.requested"


def example(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    return payload


def read(name: str) -> Mail | None:
    return mail(name.partition(".")[0], example(name), HOOK)


def test_a_waiting_job_arrives_as_names_only() -> None:
    assert read(RULE) == Arrival(HELLO, 1001, "production", SHA)


def test_what_happens_to_runs_checks_and_deployments_is_a_hint() -> None:
    run, job = example("workflow_run.completed"), example("workflow_job.completed")
    check, suite = example("check_run.completed"), example("check_suite.completed")
    assert read("workflow_run.completed") == Moved(
        run["repository"]["full_name"], str(run["workflow_run"]["id"])
    )
    assert read("workflow_job.completed") == Moved(
        job["repository"]["full_name"], str(job["workflow_job"]["run_id"])
    )
    assert read("deployment_status.created") == Moved(HELLO, SHA)
    assert read("check_run.completed") == Checked(HELLO, check["check_run"]["head_sha"])
    assert read("check_suite.completed") == Checked(HELLO, suite["check_suite"]["head_sha"])


@pytest.mark.parametrize("name", ["ping", "push", "installation.suspend"])
def test_other_events_ask_for_nothing(name: str) -> None:
    assert read(name) is None


@pytest.mark.parametrize("field", ["id", "client_id"])
def test_our_own_check_run_is_no_news(field: str) -> None:
    payload = example("check_run.completed")
    payload["check_run"]["app"] = {"id": 1, "client_id": "Iv1.other", field: "4242"}
    assert mail("check_run", payload, HOOK) is None


WRONG: list[tuple[str, list[str], Any, str]] = [
    (RULE, ["repository"], None, "repository: must be an object"),
    (RULE, ["repository", "full_name"], "shop", "repository.full_name: must be OWNER/NAME"),
    (RULE, ["repository", "full_name"], "a/..", "repository.full_name: must be OWNER/NAME"),
    (RULE, ["environment"], "x" * 256, "environment: must be a name"),
    (RULE, ["environment"], "a\nb", "environment: must be a name"),
    (RULE, ["environment"], {}, "environment: must be a name"),
    (RULE, ["deployment_callback_url"], None, "deployment_callback_url: must be a URL"),
    (RULE, ["deployment_callback_url"], "https://evil.example/", "deployment_callback_url: must be https"),
    (RULE, ["deployment", "sha"], "HEAD", "deployment.sha: must be a commit id"),
    (RULE, ["action"], {"a": 1}, "action: must be text"),
    ("workflow_run.completed", ["workflow_run", "id"], "1", "workflow_run.id: must be an id"),
    ("workflow_run.completed", ["workflow_run", "id"], True, "workflow_run.id: must be an id"),
    ("workflow_job.completed", ["workflow_job", "run_id"], 1 << 70, "workflow_job.run_id: must be an id"),
    ("workflow_job.completed", ["workflow_job"], [], "workflow_job: must be an object"),
    ("check_run.completed", ["check_run", "head_sha"], "x", "check_run.head_sha: must be a commit id"),
]


@pytest.mark.parametrize(("name", "path", "value", "words"), WRONG)
def test_a_wrong_field_is_named(name: str, path: list[str], value: Any, words: str) -> None:
    payload = copy.deepcopy(example(name))
    place = payload
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BadInput) as refusal:
        mail(name.partition(".")[0], payload, HOOK)
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize("body", [None, [], "text", 3])
def test_a_body_is_an_object(body: object) -> None:
    with pytest.raises(BadInput, match="body: must be a JSON object"):
        mail("workflow_run", body, HOOK)


def test_a_delivery_has_an_id() -> None:
    assert guid("72d3162e-cc78-11e3-81ab-4c9367dc0958")
    for wrong in ("", "a:b", "x" * 101, "a\nb"):
        with pytest.raises(BadInput, match="X-GitHub-Delivery"):
            guid(wrong)
