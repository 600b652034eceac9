"""Runs, jobs and workflows as GitHub's REST API and webhooks show them."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox.github import repositories
from sandbox.github.actions.commit import simple_commit
from sandbox.github.actions.environment import Environment
from sandbox.github.actions.ledger import Workflow
from sandbox.github.actions.proposed import pull_requests
from sandbox.github.actions.run import Conclusion, Job, Review, Run, Status, conclusion_of, status_of
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json
from sandbox.github.times import iso, iso_or_none

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions

RUNNER = {
    "runner_id": 1,
    "runner_name": "GitHub Actions 1",
    "runner_group_id": 0,
    "runner_group_name": "GitHub Actions",
}
NO_RUNNER = dict.fromkeys(RUNNER)


def user(actions: "Actions", login: str) -> Json:
    return simple_user(actions.hub.person(login), actions.hub.origin)


def api(actions: "Actions", repository: int) -> str:
    """Return a repository's URL in the API."""
    return f"{actions.hub.api_url}/repos/{actions.hub.repositories[repository].full_name}"


def page(actions: "Actions", repository: int) -> str:
    """Return a repository's URL for people."""
    return f"{actions.hub.origin}/{actions.hub.repositories[repository].full_name}"


def run_url(actions: "Actions", run: Run) -> str:
    return f"{api(actions, run.repository)}/actions/runs/{run.id}"


def job_page(actions: "Actions", run: Run, job: Job) -> str:
    return f"{page(actions, run.repository)}/actions/runs/{run.id}/job/{job.id}"


def run(actions: "Actions", run: Run, attempt: int | None = None) -> Json:
    """Return GitHub's `workflow-run`, as it stands in an attempt."""
    attempt = attempt or run.attempt
    url, repository = run_url(actions, run), actions.repository(run)
    suite = f"{api(actions, run.repository)}/check-suites/{run.check_suite}"
    workflow = actions.workflow(run.repository, run.workflow)
    shown = repositories.shown(actions.hub, repository)
    return {
        "id": run.id,
        "name": workflow.name,
        "node_id": f"WFR_{run.id}",
        "check_suite_id": run.check_suite,
        "check_suite_node_id": f"CS_{run.check_suite}",
        "head_branch": run.head_branch,
        "head_sha": run.head_sha,
        "path": run.workflow,
        "run_number": run.number,
        "run_attempt": attempt,
        "referenced_workflows": [],
        "event": run.event,
        "display_title": run.title,
        **_state(run, attempt),
        "workflow_id": run.workflow_id,
        "url": url,
        "html_url": f"{page(actions, run.repository)}/actions/runs/{run.id}",
        "pull_requests": pull_requests(actions, run),
        "created_at": iso(run.created_at),
        "updated_at": iso(run.updated_at),
        "run_started_at": iso(run.started_at),
        "actor": user(actions, run.actor),
        "triggering_actor": user(actions, run.triggering_actor),
        **{f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")},
        "check_suite_url": suite,
        "previous_attempt_url": f"{url}/attempts/{attempt - 1}" if attempt > 1 else None,
        "workflow_url": f"{api(actions, run.repository)}/actions/workflows/{run.workflow_id}",
        "head_commit": simple_commit(repository.git, run.head_sha),
        "repository": shown,
        "head_repository": shown,
        "head_repository_id": repository.id,
    }


def _state(run: Run, attempt: int) -> Json:
    jobs = run.jobs_of(attempt)
    return {"status": status_of(jobs), "conclusion": conclusion_of(jobs)}


def job(actions: "Actions", run: Run, job: Job) -> Json:
    """Return GitHub's `job`."""
    base = api(actions, run.repository)
    runner = RUNNER if job.started_at else NO_RUNNER
    return {
        "id": job.id,
        "run_id": run.id,
        "workflow_name": actions.workflow(run.repository, run.workflow).name,
        "head_branch": run.head_branch,
        "run_url": run_url(actions, run),
        "run_attempt": job.attempt,
        "node_id": f"CR_{job.id}",
        "head_sha": run.head_sha,
        "url": f"{base}/actions/jobs/{job.id}",
        "html_url": job_page(actions, run, job),
        "status": job.status,
        "conclusion": job.conclusion,
        "created_at": iso(job.created_at),
        "started_at": iso(job.started_at or job.created_at),
        "completed_at": iso_or_none(job.completed_at),
        "name": job.name,
        "steps": _steps(job),
        "check_run_url": f"{base}/check-runs/{job.id}",
        "labels": ["ubuntu-latest"],
        **runner,
    }


def _steps(job: Job) -> list[Json]:
    if job.started_at is None:
        return []
    skipped = "skipped" if job.conclusion == Conclusion.CANCELLED else job.conclusion
    return [
        {
            "name": "Deploy",
            "status": Status.COMPLETED if job.completed_at else Status.IN_PROGRESS,
            "conclusion": skipped,
            "number": 1,
            "started_at": iso_or_none(job.started_at),
            "completed_at": iso_or_none(job.completed_at),
        }
    ]


def workflow(actions: "Actions", workflow: Workflow) -> Json:
    """Return GitHub's `workflow`."""
    url, shown = api(actions, workflow.repository), page(actions, workflow.repository)
    return {
        "id": workflow.id,
        "node_id": f"W_{workflow.id}",
        "name": workflow.name,
        "path": workflow.path,
        "state": "active",
        "created_at": iso(workflow.created_at),
        "updated_at": iso(workflow.created_at),
        "url": f"{url}/actions/workflows/{workflow.id}",
        "html_url": f"{shown}/blob/HEAD/{workflow.path}",
        "badge_url": f"{shown}/workflows/{workflow.file}/badge.svg",
    }


def short_environment(actions: "Actions", repository: int, environment: Environment) -> Json:
    """Return the part of `environment` that other answers carry."""
    log = f"{page(actions, repository)}/deployments/activity_log"
    return {
        "id": environment.id,
        "node_id": f"EN_{environment.id}",
        "name": environment.name,
        "url": f"{api(actions, repository)}/environments/{quote(environment.name, safe='')}",
        "html_url": f"{log}?environments_filter={quote(environment.name)}",
    }


def approval(actions: "Actions", run: Run, review: Review) -> Json:
    """Return GitHub's `environment-approvals`."""
    environment = actions.environment(run.repository, review.environment)
    shown = short_environment(actions, run.repository, environment)
    made = {"created_at": iso(environment.created_at), "updated_at": iso(environment.created_at)}
    return {
        "environments": [shown | made],
        "state": review.state,
        "user": user(actions, review.by),
        "comment": review.comment,
    }
