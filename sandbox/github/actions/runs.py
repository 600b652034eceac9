"""Workflow runs and their jobs: reading, running again, cancelling."""

from collections.abc import Callable
from typing import Any

from sandbox.github.actions import shapes
from sandbox.github.actions.period import within
from sandbox.github.actions.run import Job, Run, Status
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads, writes

MOST_FOUND = 1000  # docs.github.com/en/rest/actions/workflow-runs: a search returns no more


def named(request: Request) -> Run:
    """Return the run of the path. Raises Refusal."""
    run = request.hub.actions.ledger.runs.get(int(request.path["run_id"]))
    if run is None or run.repository != request.repo.id:
        raise not_found()
    return run


def listed(request: Request) -> Reply:
    wanted = _filter(request)
    found = [run for run in request.hub.actions.ledger.runs_of(request.repo.id) if wanted(run)]
    searched = found[:MOST_FOUND] if request.query.keys() - {"page", "per_page"} else found
    return request.page(searched, _shown(request), "workflow_runs")


def of_workflow(request: Request) -> Reply:
    workflow = workflow_named(request)
    wanted = _filter(request)
    found = [
        run
        for run in request.hub.actions.ledger.runs_of(request.repo.id)
        if run.workflow_id == workflow and wanted(run)
    ]
    return request.page(found, _shown(request), "workflow_runs")


def _shown(request: Request) -> Callable[[Run], Json]:
    """Return how a run is shown in a list."""
    left_out: Json = {"pull_requests": []} if request.query.get("exclude_pull_requests") else {}
    return lambda run: shapes.run(request.hub.actions, run) | left_out


def workflow_named(request: Request) -> int:
    """Return the id of the path's workflow, which is given by id or by file. Raises Refusal."""
    asked = request.path["workflow_id"]
    for (repository, file), workflow in request.hub.actions.ledger.workflows.items():
        if repository == request.repo.id and asked in {file, str(workflow.id)}:
            return workflow.id
    raise not_found()


def _filter(request: Request) -> Callable[[Run], bool]:
    tests: dict[str, Callable[[Run, Any], bool]] = {
        "actor": lambda run, login: run.actor.lower() == login.lower(),
        "branch": lambda run, branch: run.head_branch == branch,
        "event": lambda run, event: run.event == event,
        "status": lambda run, status: status in {run.status, run.conclusion},
        "head_sha": lambda run, sha: run.head_sha == sha,
        "check_suite_id": lambda run, suite: run.check_suite == int(suite),
        "created": lambda run, span: within(span)(run.created_at),
    }
    asked = [(test, request.query[name]) for name, test in tests.items() if name in request.query]
    return lambda run: all(test(run, value) for test, value in asked)


def one(request: Request) -> Reply:
    return Reply(shapes.run(request.hub.actions, named(request)))


def attempt(request: Request) -> Reply:
    run = named(request)
    return Reply(shapes.run(request.hub.actions, run, _attempt(request, run)))


def _attempt(request: Request, run: Run) -> int:
    number = int(request.path["attempt_number"])
    if not 1 <= number <= run.attempt:
        raise not_found()
    return number


def jobs(request: Request) -> Reply:
    run = named(request)
    shown = run.all_jobs if request.query.get("filter") == "all" else run.jobs
    return _jobs(request, run, shown)


def attempt_jobs(request: Request) -> Reply:
    run = named(request)
    return _jobs(request, run, run.jobs_of(_attempt(request, run)))


def _jobs(request: Request, run: Run, shown: tuple[Job, ...]) -> Reply:
    return request.page(shown, lambda job: shapes.job(request.hub.actions, run, job), "jobs")


def job(request: Request) -> Reply:
    wanted = int(request.path["job_id"])
    for run, held in request.hub.actions.ledger.jobs():
        if held.id == wanted and run.repository == request.repo.id:
            return Reply(shapes.job(request.hub.actions, run, held))
    raise not_found()


def rerun(request: Request) -> Reply:
    """Begin the next attempt, in the caller's name."""
    run = named(request)
    if run.status != Status.COMPLETED:
        raise Refusal(403, "This workflow is already running")
    request.hub.actions.rerun(run, request.caller.login)
    return Reply({}, 201)


def cancel(request: Request) -> Reply:
    run = named(request)
    if run.status == Status.COMPLETED:
        raise Refusal(409, "Cannot cancel a workflow run that is completed.")
    request.hub.actions.cancel(run)
    return Reply({}, 202)


RUN = "/repos/{owner}/{repo}/actions/runs/{run_id}"

TABLE: Table = {
    "GET /repos/{owner}/{repo}/actions/runs": reads(listed, "actions"),
    "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": reads(of_workflow, "actions"),
    f"GET {RUN}": reads(one, "actions"),
    f"GET {RUN}/attempts/{{attempt_number}}": reads(attempt, "actions"),
    f"GET {RUN}/attempts/{{attempt_number}}/jobs": reads(attempt_jobs, "actions"),
    f"GET {RUN}/jobs": reads(jobs, "actions"),
    "GET /repos/{owner}/{repo}/actions/jobs/{job_id}": reads(job, "actions"),
    f"POST {RUN}/rerun": writes(rerun, "actions"),
    f"POST {RUN}/cancel": writes(cancel, "actions"),
    f"POST {RUN}/force-cancel": writes(cancel, "actions"),
}
