"""Tells the App by webhook what happened to runs, jobs and deployments."""

from typing import TYPE_CHECKING, Any

from sandbox.github.actions import deployed, shapes
from sandbox.github.actions.deployment import Deployment, DeploymentStatus
from sandbox.github.actions.run import OURS, REVIEWERS, Job, Review
from sandbox.github.refusal import Json
from sandbox.github.times import iso

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions


def run(actions: "Actions", action: str, run_id: int) -> None:
    """Tell `workflow_run`: requested, in_progress or completed."""
    held = actions.ledger.runs[run_id]
    repository = actions.repository(held)
    payload = {
        "action": action,
        "workflow_run": shapes.run(actions, held),
        "workflow": shapes.workflow(actions, actions.workflow(repository.id, held.workflow)),
    }
    actions.hub.emit("workflow_run", repository, payload | _sender(actions, held.triggering_actor))


def job(actions: "Actions", action: str, run_id: int, job: Job) -> None:
    """Tell `workflow_job`: waiting, in_progress or completed."""
    held = actions.ledger.runs[run_id]
    payload: Json = {"action": action, "workflow_job": shapes.job(actions, held, job)}
    if job.deployment:
        payload["deployment"] = deployed.deployment(actions, actions.ledger.deployments[job.deployment])
    _emit(actions, "workflow_job", run_id, payload)


def waiting(actions: "Actions", run_id: int, waits: Job) -> None:
    """Tell that a job waits, and ask those whose word it waits for."""
    job(actions, "waiting", run_id, waits)
    if REVIEWERS in waits.held_by:
        _review_requested(actions, run_id, waits)
    if OURS in waits.held_by:
        _rule_requested(actions, run_id, waits)


def _rule_requested(actions: "Actions", run_id: int, waits: Job) -> None:
    held = actions.ledger.runs[run_id]
    assert waits.deployment is not None
    shown = deployed.deployment(actions, actions.ledger.deployments[waits.deployment])
    url = f"{shapes.run_url(actions, held)}/deployment_protection_rule"
    payload: Json = {
        "action": "requested",
        "environment": waits.environment,
        "event": held.event,
        "deployment_callback_url": url,
        "deployment": shown,
        "pull_requests": shapes.run(actions, held)["pull_requests"],
    }
    _emit(actions, "deployment_protection_rule", run_id, payload)


def _review_requested(actions: "Actions", run_id: int, waits: Job) -> None:
    held = actions.ledger.runs[run_id]
    environment = actions.environment(held.repository, waits.environment or "")
    reviewers = [{"type": "User", "reviewer": shapes.user(actions, login)} for login in environment.reviewers]
    payload = {
        "action": "requested",
        "environment": environment.name,
        "requestor": shapes.user(actions, held.triggering_actor),
        "reviewers": reviewers,
        "since": iso(waits.created_at),
        "workflow_job_run": _job_run(actions, run_id, waits),
        "workflow_run": shapes.run(actions, held),
    }
    _emit(actions, "deployment_review", run_id, payload)


def reviewed(actions: "Actions", run_id: int, review: Review, jobs: list[Job]) -> None:
    """Tell `deployment_review`: approved or rejected."""
    held = actions.ledger.runs[run_id]
    payload = {
        "action": review.state,
        "approver": shapes.user(actions, review.by),
        "comment": review.comment,
        "reviewers": [],
        "since": iso(review.at),
        "workflow_job_runs": [_job_run(actions, run_id, one) for one in jobs],
        "workflow_run": shapes.run(actions, held),
    }
    actions.hub.emit("deployment_review", actions.repository(held), payload | _sender(actions, review.by))


def deployment(actions: "Actions", made: Deployment) -> None:
    """Tell `deployment` created."""
    payload = {
        "action": "created",
        "deployment": deployed.deployment(actions, made),
        **_behind(actions, made),
    }
    repository = actions.hub.repositories[made.repository]
    actions.hub.emit("deployment", repository, payload | _sender(actions, made.creator))


def deployment_status(actions: "Actions", made: Deployment, status: DeploymentStatus) -> None:
    """Tell `deployment_status` created."""
    payload = {
        "action": "created",
        "deployment": deployed.deployment(actions, made),
        "deployment_status": deployed.status(actions, made, status),
        **_behind(actions, made),
    }
    repository = actions.hub.repositories[made.repository]
    actions.hub.emit("deployment_status", repository, payload | _sender(actions, status.creator))


def _behind(actions: "Actions", made: Deployment) -> Json:
    """Return the run and the workflow of a deployment that Actions made."""
    if made.run is None:
        return {"workflow": None, "workflow_run": None}
    held = actions.ledger.runs[made.run]
    workflow = actions.workflow(held.repository, held.workflow)
    shown = shapes.run(actions, held) | {"head_commit": None}  # as GitHub's description says, here alone
    return {"workflow": shapes.workflow(actions, workflow), "workflow_run": shown}


def _job_run(actions: "Actions", run_id: int, one: Job) -> Json:
    held = actions.ledger.runs[run_id]
    return {
        "conclusion": one.conclusion,
        "created_at": iso(one.created_at),
        "environment": one.environment,
        "html_url": shapes.job_page(actions, held, one),
        "id": one.id,
        "name": one.name,
        "status": one.status,
        "updated_at": iso(one.completed_at or one.started_at or one.created_at),
    }


def _emit(actions: "Actions", event: str, run_id: int, payload: Json) -> None:
    held = actions.ledger.runs[run_id]
    actions.hub.emit(event, actions.repository(held), payload | _sender(actions, held.triggering_actor))


def _sender(actions: "Actions", login: str) -> dict[str, Any]:
    return {"sender": shapes.user(actions, login)}
