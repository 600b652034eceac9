"""Promotion by a deployment: one of this very commit, with an approval that the workflow can check."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.adapters.github.access import GitHub
from app.adapters.github.promotion.deployment import Deployments
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Transient
from app.domain.policy import PromoteKind
from sandbox.github import GitHubSandbox
from sandbox.github.actions.deployment import Deployment
from tests.unit.github.kit import LINK, NOW, REPO, SIGNER, Shop, as_token, deploy_of, started, tried
from tests.unit.github.snippet import check, checking, workflows
from tests.unit.signing import LocalSigner, told

ALL = "/repos/{owner}/{repo}/deployments"
STATUSES = f"{ALL}/{{deployment_id}}/statuses"


@pytest.fixture
def promoter(github: GitHub) -> Deployments:
    return Deployments(github, SIGNER)


@pytest.fixture
def approved(harbour: Shop) -> Deploy:
    return deploy_of(harbour.shas[0], PromoteKind.DEPLOYMENT)


def made(hub: GitHubSandbox, deploy: Deploy) -> list[Deployment]:
    """Return the deployments that were made for this deploy, newest first."""
    return [one for one in hub.deployments(REPO) if deploy.id in (one.description or "")]


def say(hub: GitHubSandbox, deployment: int, state: str, **more: str) -> None:
    path = f"/repos/{REPO}/deployments/{deployment}/statuses"
    as_token(hub).of(REPO).post(path, {"state": state, **more})


def test_the_deployment_is_pinned_to_the_commit_and_says_who_approved(
    hub: GitHubSandbox, harbour: Shop, promoter: Deployments, approved: Deploy
) -> None:
    answer = promoter.start(approved)
    (one,) = made(hub, approved)
    assert (one.sha, one.ref, one.task) == (harbour.shas[0], harbour.shas[0], "deploy")
    assert (one.environment, one.is_production) == ("production", True)
    assert one.description == f"Approved in Slack, Airlock deploy {approved.id}"
    assert one.payload["airlock"] == SIGNER.attest(approved)
    assert [(status.state, status.log_url) for status in one.statuses] == [("queued", LINK)]
    assert answer.state == "started"
    assert answer.status_url == f"{hub.api_url}/repos/{REPO}/deployments/{one.id}"


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([], "started"),
        (["in_progress"], "started"),
        (["in_progress", "success"], "live"),
        (["success", "inactive"], "live"),
        (["inactive"], "started"),
        (["in_progress", "failure"], "failed"),
        (["error"], "failed"),
    ],
)
def test_the_newest_status_tells_how_it_goes(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy, states: list[str], told: str
) -> None:
    answer = promoter.start(approved)
    for state in states:
        say(hub, made(hub, approved)[0].id, state, log_url="https://ci.example/1", description="smoke test")
    asked = promoter.ask(started(approved, answer.status_url))
    assert asked
    assert (asked.state, asked.detail) == (told, "smoke test" if told == "failed" else None)
    if "success" in states or "failure" in states:
        assert asked.url == "https://ci.example/1"


def test_the_number_is_found_again_by_what_only_we_can_sign(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy
) -> None:
    promoter.start(approved)
    say(hub, made(hub, approved)[0].id, "success")
    asked = promoter.ask(started(approved, None))
    assert asked
    assert asked.state == "live"
    with pytest.raises(Transient, match="shows no deployment"):
        promoter.ask(started(deploy_of(approved.key.sha, PromoteKind.DEPLOYMENT), None))


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("operation", [f"GET {ALL}", f"POST {ALL}", f"GET {STATUSES}", f"POST {STATUSES}"])
def test_an_answer_that_is_lost_creates_no_second_deployment(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy, operation: str, drop: str
) -> None:
    hub.fail_next(operation, drop=drop)  # type: ignore[arg-type]
    with pytest.raises(Transient) as lost:
        promoter.start(approved)
    assert lost.value.ambiguous == (operation != f"GET {ALL}")  # then nobody is asked again: it may run
    promoter.start(approved)
    promoter.start(approved)
    (one,) = made(hub, approved)
    assert [status.state for status in one.statuses] == ["queued"]


def test_nothing_is_created_again_where_not_all_can_be_looked_through(
    hub: GitHubSandbox, github: GitHub, approved: Deploy
) -> None:
    hub.fail_next(f"POST {ALL}", drop="after")
    hasty = Deployments(github, SIGNER, most=1)
    with pytest.raises(Transient):
        hasty.start(tried(approved, 1))
    for _ in range(2):
        body = {"ref": approved.key.sha, "environment": "production", "required_contexts": []}
        as_token(hub).of(REPO).post(f"/repos/{REPO}/deployments", body | {"auto_merge": False})
    with pytest.raises(Transient, match="more than 1 deployments") as unknown:
        hasty.start(tried(approved, 2))
    assert unknown.value.ambiguous
    assert len(made(hub, approved)) == 1


@pytest.mark.parametrize("status", [403, 409, 422, 502])
@pytest.mark.parametrize("operation", [f"GET {ALL}", f"POST {ALL}"])
def test_what_github_refuses_creates_nothing_and_is_said(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy, operation: str, status: int
) -> None:
    hub.fail_next(operation, status=status)
    with pytest.raises((BadInput, Transient), match=f"{status}|does not allow|does not show"):
        promoter.start(approved)
    assert made(hub, approved) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_status_that_is_refused_does_not_fail_the_deployment(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy, method: str
) -> None:
    hub.fail_next(f"{method} {STATUSES}", status=403)
    assert promoter.start(approved).state == "started"
    assert made(hub, approved)[0].statuses == ()


def test_somebody_elses_deployment_is_not_taken_for_ours(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy
) -> None:
    forged = {"airlock": LocalSigner().attest(approved)}
    body = {"ref": approved.key.sha, "auto_merge": False, "required_contexts": [], "payload": forged}
    foreign = as_token(hub).of(REPO).post(f"/repos/{REPO}/deployments", body)["id"]
    promoter.start(approved)
    ours = made(hub, approved)[0]
    assert ours.id != foreign
    say(hub, foreign, "success")
    asked = promoter.ask(started(approved, None))
    assert asked
    assert asked.state == "started"


def test_what_cannot_be_signed_is_not_deployed(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy
) -> None:
    with pytest.raises(BadInput, match="nothing to sign"):
        promoter.start(replace(approved, decision=None))
    assert made(hub, approved) == []


def received(hub: GitHubSandbox, promoter: Deployments, deploy: Deploy) -> Any:
    """Return the payload as the workflow gets it."""
    promoter.start(deploy)
    return made(hub, deploy)[0].payload


def refusal(deploy: Deploy, payload: Any, **other: str) -> str | None:
    held = {
        "key": SIGNER.key.public.pem,
        "repository": REPO,
        "sha": deploy.key.sha,
        "environment": "production",
    }
    return check(payload, **(held | other))


def test_the_documented_check_lets_the_approved_deploy_through(
    hub: GitHubSandbox, promoter: Deployments, approved: Deploy
) -> None:
    payload = received(hub, promoter, approved)
    assert refusal(approved, payload) is None
    assert refusal(approved, json.dumps(payload)) is None
    assert refusal(approved, payload["airlock"]) is None
    other = LocalSigner().key.public.pem
    assert refusal(approved, payload, key=other) == "The signature does not hold"
    assert refusal(approved, payload, key="") == "AIRLOCK_PUBLIC_KEY is not set"


@pytest.mark.parametrize(
    "other", [{"environment": "staging"}, {"sha": "f" * 40}, {"repository": "harbour/other"}]
)
def test_the_documented_check_refuses_an_approval_for_something_else(
    approved: Deploy, other: dict[str, str]
) -> None:
    assert refusal(approved, SIGNER.attest(approved), **other) == "The approval is for something else"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: "", "Not approved by Airlock"),
        (lambda _: {}, "Not approved by Airlock"),
        (lambda _: {"airlock": {}}, "Not approved by Airlock"),
        (lambda envelope: envelope | {"payloadType": "text/plain"}, "Not approved by Airlock"),
        (lambda envelope: envelope | {"signatures": envelope["signatures"] * 2}, "Not approved by Airlock"),
        (lambda envelope: envelope | {"payload": "e30="}, "The signature does not hold"),
        (lambda envelope: envelope | {"payload": "!"}, "Not approved by Airlock"),
        (lambda envelope: SIGNER.sign(told(envelope) | {"predicateType": "x"}), "for something else"),
        (lambda envelope: SIGNER.sign(_failed(told(envelope))), "for something else"),
    ],
)
def test_the_documented_check_refuses_what_is_no_approval(
    approved: Deploy, change: Callable[[Any], Any], words: str
) -> None:
    assert words in (refusal(approved, change(SIGNER.attest(approved))) or "")


def _failed(statement: Any) -> Any:
    return statement | {"predicate": statement["predicate"] | {"verificationResult": "FAILED"}}


def test_the_documented_check_refuses_what_is_old(approved: Deploy) -> None:
    assert approved.promotion
    old = replace(approved, promotion=replace(approved.promotion, answer_by=NOW))
    assert refusal(old, SIGNER.attest(old)) == "The approval has expired"


def test_every_documented_workflow_that_is_told_an_approval_checks_it_first() -> None:
    jobs = [flow["jobs"]["deploy"] for flow in workflows()]
    first = [job["steps"][0] for job in jobs if "environment" not in job]
    assert first == checking()
    assert len({step["run"] for step in first}) == 1
    assert len(first) == 2
