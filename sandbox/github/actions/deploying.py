"""Deployments follow the jobs and the statuses that workflows and apps post."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.github.actions import announce
from sandbox.github.actions.deployment import TASK, Deployment, DeploymentStatus
from sandbox.github.actions.run import Conclusion, Job, Run, Status
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions

BOT = "github-actions[bot]"
PRODUCTION = "production"  # GitHub's default for production_environment
INACTIVE = "inactive"
ENDS = {Conclusion.SUCCESS: "success", Conclusion.FAILURE: "failure", Conclusion.CANCELLED: "error"}


@dataclass(frozen=True)
class Wanted:
    """A deployment that somebody asks for."""

    sha: str
    ref: str
    environment: str
    creator: str  # login
    task: str = TASK
    payload: Any = ""
    description: str | None = None
    is_transient: bool = False
    is_production: bool | None = None  # None: by the environment's name
    run: int | None = None


@dataclass(frozen=True)
class Report:
    """A status that somebody posts on a deployment."""

    state: str
    creator: str = BOT
    description: str = ""
    log_url: str = ""
    environment_url: str = ""
    environment: str | None = None  # None: stays as it is
    auto_inactive: bool = True


def create(actions: "Actions", repository: Repository, wanted: Wanted) -> Deployment:
    """Store a deployment and tell of it."""
    production = wanted.is_production
    deployment = Deployment(
        id=actions.hub.new_id(),
        repository=repository.id,
        sha=wanted.sha,
        ref=wanted.ref,
        environment=actions.environment(repository.id, wanted.environment).name,
        creator=wanted.creator,
        created_at=actions.hub.now(),
        task=wanted.task,
        payload=wanted.payload,
        description=wanted.description,
        is_transient=wanted.is_transient,
        is_production=wanted.environment == PRODUCTION if production is None else production,
        run=wanted.run,
    )
    actions.ledger.deployments[deployment.id] = deployment
    actions.hub.changed()
    announce.deployment(actions, deployment)
    return deployment


def report(actions: "Actions", deployment: int, said: Report) -> DeploymentStatus:
    """Add a status; a success makes the earlier ones of this environment inactive, as GitHub does."""
    held = actions.ledger.deployments[deployment]
    status = _added(actions, held, said)
    if said.state == "success" and said.auto_inactive:
        for other in actions.ledger.deployments_of(held.repository, held.environment):
            if other.id != held.id and _yields(other) and (held.run is not None or not other.is_production):
                _added(actions, other, Report(INACTIVE, said.creator))
    return status


def _yields(other: Deployment) -> bool:
    return other.state == "success" and not other.is_transient


def _added(actions: "Actions", deployment: Deployment, said: Report) -> DeploymentStatus:
    status = DeploymentStatus(
        id=actions.hub.new_id(),
        state=said.state,
        at=actions.hub.now(),
        creator=said.creator,
        description=said.description,
        log_url=said.log_url,
        environment_url=said.environment_url,
        environment=said.environment or deployment.environment,
    )
    changed = replace(
        deployment,
        statuses=(*deployment.statuses, status),
        environment=said.environment or deployment.environment,
    )
    actions.ledger.deployments[deployment.id] = changed
    actions.hub.changed()
    if said.state != INACTIVE:  # which fires no webhook
        announce.deployment_status(actions, changed, status)
    return status


def opened(actions: "Actions", run: Run, job: Job) -> Job:
    """Give a job of an environment its deployment."""
    if job.environment is None:
        return job
    wanted = Wanted(
        run.head_sha, run.head_branch or run.head_sha, job.environment, run.triggering_actor, run=run.id
    )
    deployment = create(actions, actions.repository(run), wanted)
    report(
        actions,
        deployment.id,
        Report("waiting" if job.held_by else "queued", log_url=_log(actions, run, job)),
    )
    return replace(job, deployment=deployment.id)


def moved(actions: "Actions", run_id: int, job: Job) -> None:
    """Let the deployment of a job, or the one that started the run, tell how it stands."""
    run = actions.ledger.runs[run_id]
    deployment = job.deployment or run.for_deployment
    if deployment is None or (job.deployment is None and job.conclusion and run.status != Status.COMPLETED):
        return
    end = job.conclusion if job.deployment else run.conclusion
    state = ENDS[end] if end else "in_progress"
    log = _log(actions, run, job)
    report(actions, deployment, Report(state, description=(job.detail or "")[:140], log_url=log))


def _log(actions: "Actions", run: Run, job: Job) -> str:
    return f"{actions.hub.origin}/{actions.repository(run).full_name}/actions/runs/{run.id}/job/{job.id}"
