"""A webhook that is forged, too large, malformed or of no interest changes nothing and is answered."""

import pytest
import requests

from app import wiring
from app.adapters import keys
from handlers.github import BODY_MAX
from tests.eventually import eventually
from tests.stories.github.world import SHOP, GitHubWorld, signed
from tests.stories.world import _web, free_port
from tests.unit.test_delivery import example

RULE = "deployment_protection_rule"


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"{}", {"X_Hub_Signature_256": "sha256=" + "0" * 64}, 401, "does not match this body"),
        (b"{}", {"X_Hub_Signature_256": "\u00e9"}, 401, "does not match this body"),
        (b"{}", {"X_Hub_Signature_256": ""}, 401, "does not match this body"),
        (b"{", {}, 422, "body: must be JSON"),
        (b"[" * 100_000, {}, 422, "body: must be JSON"),
        (b"[]", {}, 422, "body: must be a JSON object"),
        (b"{}", {}, 422, "action: must be text"),
        (b"payload=%7B%7D", {"Content_Type": "application/x-www-form-urlencoded"}, 422, "Content-Type: must"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(
    quiet_github: GitHubWorld, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    answer = quiet_github.post(body, **headers)
    assert (answer.status_code, words in answer.json()["error"]) == (status, True)
    assert quiet_github.parts.archive.counts() == (0, 0)


def test_a_body_above_githubs_own_limit_is_refused(quiet_github: GitHubWorld) -> None:
    answer = quiet_github.post(b" " * (BODY_MAX + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, "The body is larger than 25 MiB.")


def test_a_callback_that_leads_elsewhere_is_refused(quiet_github: GitHubWorld) -> None:
    answer = quiet_github.post(example("deployment_protection_rule.requested"))  # of github.com
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("deployment_callback_url: must be http://127.0.0.1")


def test_a_delivery_needs_its_id(quiet_github: GitHubWorld) -> None:
    answer = quiet_github.post(example("workflow_run.completed"), "workflow_run", X_GitHub_Delivery="a b")
    assert (answer.status_code, "X-GitHub-Delivery" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ping", 200),
        ("push", 204),
        ("installation.suspend", 204),
        ("workflow_run.completed", 202),
        ("workflow_job.completed", 202),
        ("deployment_status.created", 202),
        ("check_run.completed", 202),
        ("check_suite.completed", 202),
    ],
)
def test_githubs_own_examples_are_taken_and_change_nothing_of_strangers(
    quiet_github: GitHubWorld, name: str, status: int
) -> None:
    answer = quiet_github.post(example(name), name.partition(".")[0])
    assert answer.status_code == status
    quiet_github.rests()
    assert quiet_github.parts.archive.counts() == (0, 0)


def test_without_a_secret_or_a_redis_github_is_told_to_come_again(quiet_github: GitHubWorld) -> None:
    """GitHub lists what is answered by 503 as failed, and delivers it again when asked."""
    settings = quiet_github.parts.settings.model_copy(update={"airlock_http_port": free_port()})
    body = b'{"action": "completed", "repository": {"full_name": "harbour/shop"}, "workflow_run": {"id": 1}}'
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "workflow_run",
        "X-GitHub-Delivery": "d-1",
        "X-Hub-Signature-256": signed(quiet_github.hub.webhook_secret, body),
    }
    for change, words in (
        ({"github_webhook_secret": None}, "GITHUB_WEBHOOK_SECRET is not set"),
        ({"redis_url": "redis://127.0.0.1:1"}, "Redis does not answer"),
    ):
        parts = wiring.Parts(settings.model_copy(update=change))
        with _web(parts) as url:
            answer = requests.post(f"{url}/webhooks/github", data=body, headers=headers, timeout=10)
        assert (answer.status_code, words in answer.text) == (503, True)


def test_of_a_webhook_nothing_is_kept_but_what_it_asks_for(quiet_github: GitHubWorld) -> None:
    payload = example("workflow_run.completed")
    payload["repository"]["full_name"] = SHOP
    answer = quiet_github.post(payload, "workflow_run", X_GitHub_Delivery="d-small")
    assert (answer.status_code, answer.json()) == (202, {"new": True})
    assert quiet_github.parts.redis.get(keys.delivery("d-small")) == b"Moved"
    eventually(lambda: not quiet_github.owes(payload["workflow_run"]["id"]))
