"""Promotion by a workflow that is dispatched: started once, and followed."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from app.adapters.github.access import GitHub
from app.adapters.github.promotion.workflow import Workflow
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Transient
from app.domain.policy import PromoteKind
from sandbox.github import GitHubSandbox
from sandbox.github.actions.run import Run
from tests.unit.github.kit import REPO, SIGNER, Shop, as_app, as_token, deploy_of, started, tried
from tests.unit.github.snippet import workflows

FLOW = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}"
DISPATCH, RUNS = f"POST {FLOW}/dispatches", f"GET {FLOW}/runs"
RUN_NAME = "Airlock {airlock_id}: {sha} to {environment}"


@pytest.fixture
def promoter(hub: GitHubSandbox, github: GitHub) -> Workflow:
    hub.on_dispatch(REPO, inputs=["sha", "environment", "airlock_id", "airlock_approval"], run_name=RUN_NAME)
    return Workflow(github, SIGNER)


@pytest.fixture
def approved(harbour: Shop) -> Deploy:
    return deploy_of(harbour.shas[0], PromoteKind.WORKFLOW)


def runs(hub: GitHubSandbox, deploy: Deploy) -> list[Run]:
    return [run for run in hub.runs(REPO) if dict(run.inputs).get("airlock_id") == deploy.id]


def test_the_documented_workflow_has_the_name_and_the_inputs_that_are_sent(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    promoter.start(approved)
    (flow,) = (each for each in workflows() if "run-name" in each)
    assert set(flow[True]["workflow_dispatch"]["inputs"]) == set(dict(runs(hub, approved)[0].inputs))
    assert flow["run-name"].replace("${{ inputs.", "{").replace(" }}", "}") == RUN_NAME


@pytest.mark.parametrize(
    ("end", "state"), [("success", "live"), ("failure", "failed"), ("cancelled", "failed")]
)
def test_the_workflow_gets_the_commit_and_the_approval_and_is_followed(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy, end: str, state: str
) -> None:
    answer = promoter.start(approved)
    (run,) = runs(hub, approved)
    inputs = dict(run.inputs)
    assert (inputs["sha"], inputs["environment"], run.head_branch) == (approved.key.sha, "production", "main")
    assert json.loads(inputs["airlock_approval"]) == SIGNER.attest(approved)
    assert answer.url == f"{hub.origin}/{REPO}/actions/runs/{run.id}"
    going = started(approved, answer.status_url)
    assert (asked := promoter.ask(going))
    assert asked.state == "started"
    hub.finish(REPO, run.id, end)
    assert (asked := promoter.ask(going))
    assert (asked.state, asked.url) == (state, answer.url)
    assert asked.detail == (None if state == "live" else f"deploy.yml ended with {end}.")


def started_after(promoter: Workflow, deploy: Deploy, first: int) -> None:
    """Try again as the outbox does, until it is started."""
    for attempt in range(first, first + 4):
        with suppress(Transient):
            promoter.start(tried(deploy, attempt))
            return
    raise AssertionError("never started")


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("operation", [RUNS, "GET /repos/{owner}/{repo}", DISPATCH])
def test_an_answer_that_is_lost_starts_nothing_twice(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy, operation: str, drop: str
) -> None:
    hub.fail_next(operation, drop=drop)  # type: ignore[arg-type]
    with pytest.raises(Transient):
        promoter.start(tried(approved, 1))
    started_after(promoter, approved, 2)
    assert len(runs(hub, approved)) == 1


def test_nothing_is_started_again_where_not_all_runs_can_be_looked_through(
    hub: GitHubSandbox, github: GitHub, promoter: Workflow, approved: Deploy
) -> None:
    hub.fail_next(DISPATCH, drop="after")
    hasty = Workflow(github, SIGNER, most=1)
    with pytest.raises(Transient):
        hasty.start(tried(approved, 1))
    for number in range(2):
        promoter.start(replace(approved, id=f"another{number}"))
    with pytest.raises(Transient, match="more than 1 runs") as unknown:
        hasty.start(tried(approved, 2))
    assert unknown.value.ambiguous
    assert len(runs(hub, approved)) == 1


def test_a_run_that_shows_late_is_waited_for(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    with pytest.raises(Transient, match="Looking whether GitHub has started") as looking:
        promoter.start(tried(approved, 2))
    assert looking.value.ambiguous
    assert runs(hub, approved) == []


def test_runs_that_do_not_name_their_deploy_forbid_a_second_start(harbour: Shop, approved: Deploy) -> None:
    with GitHubSandbox.start() as hub:
        hub.takes = None
        hub.add_repository(REPO, harbour.path)
        hub.on_dispatch(REPO)
        promoter = Workflow(as_token(hub), SIGNER)
        hub.fail_next(DISPATCH, drop="after")
        with pytest.raises(Transient):
            promoter.start(tried(approved, 1))
        with pytest.raises(BadInput, match=r"do not name their deploy.*`run-name`"):
            promoter.start(tried(approved, 2))
        assert len(hub.runs(REPO)) == 1
        assert (asked := promoter.ask(started(approved, None)))
        assert (asked.state, "see `run-name`" in (asked.detail or "")) == ("started", True)
        assert hub.violations == []


def test_a_run_is_found_by_its_title_when_github_did_not_name_it(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    promoter.start(approved)
    hub.finish(REPO, runs(hub, approved)[0].id)
    assert (asked := promoter.ask(started(approved, None)))
    assert asked.state == "live"


@pytest.mark.parametrize("told", [as_app, as_token])
def test_a_run_that_somebody_else_started_under_its_name_is_not_ours(
    harbour: Shop, approved: Deploy, told: Callable[[GitHubSandbox], GitHub]
) -> None:
    with GitHubSandbox.start() as hub:
        hub.takes = None
        hub.add_repository(REPO, harbour.path)
        hub.install(REPO)
        hub.on_dispatch(REPO, run_name=RUN_NAME)
        lie = {"ref": "main", "inputs": {"airlock_id": approved.id, "sha": "evil", "environment": "x"}}
        stranger = as_token(hub) if told is as_app else as_app(hub)
        stranger.of(REPO).post(f"/repos/{REPO}/actions/workflows/deploy.yml/dispatches", lie)
        promoter = Workflow(told(hub), SIGNER)
        assert (asked := promoter.ask(started(approved, None)))
        assert "shows no run" in (asked.detail or "")
        promoter.start(approved)
        assert {dict(run.inputs)["sha"] for run in runs(hub, approved)} == {"evil", approved.key.sha}


@pytest.mark.parametrize("status", [403, 422, 502])
@pytest.mark.parametrize("operation", [RUNS, "GET /repos/{owner}/{repo}", DISPATCH])
def test_what_github_refuses_starts_nothing_and_is_said(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy, operation: str, status: int
) -> None:
    hub.fail_next(operation, status=status)
    with pytest.raises((BadInput, Transient), match=f"{status}|does not allow|does not show"):
        promoter.start(approved)
    assert runs(hub, approved) == []


def test_a_workflow_that_takes_no_such_inputs_is_told(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    hub.on_dispatch(REPO, inputs=["sha"])
    with pytest.raises(BadInput, match="422: Unexpected inputs"):
        promoter.start(approved)


def test_what_cannot_be_signed_is_not_started(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    with pytest.raises(BadInput, match="nothing to sign"):
        promoter.start(replace(approved, decision=None))
    assert runs(hub, approved) == []


def test_the_inputs_stay_far_below_what_github_takes(
    hub: GitHubSandbox, promoter: Workflow, approved: Deploy
) -> None:
    given = tuple(replace(approved.approvals[0], by=f"U{n:010}") for n in range(10))
    promoter.start(replace(approved, approvals=given))
    told = dict(runs(hub, approved)[0].inputs)
    assert len(json.dumps(told)) < 8_000  # of 65,535 characters; docs.github.com: workflow_dispatch
