"""The check run of each job; on GitHub it has the job's own id, and the run's suite."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.github import check_events
from sandbox.github.actions import shapes
from sandbox.github.actions.run import Job, Run, Status
from sandbox.github.checks import CheckRun, Output
from sandbox.github.integrations import ACTIONS

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions


def opened(actions: "Actions", run: Run, job: Job) -> None:
    """Make the job's check run, and the suite of a new run."""
    checks = actions.hub.checks
    if run.check_suite not in checks.suites:
        checks.open_suite(run.repository, run.head_sha, ACTIONS, run.check_suite, run.head_branch)
    check = CheckRun(
        id=job.id,
        repository=run.repository,
        name=job.name,
        head_sha=run.head_sha,
        app=ACTIONS,
        suite=run.check_suite,
        status=job.status,
        started_at=job.created_at,
        details_url=shapes.job_page(actions, run, job),
    )
    told = replace(check, status="pending") if job.held_by else check  # webhooks know no "waiting" here
    check_events.tell(actions.hub, "created", told, run.triggering_actor)
    checks.put(check)


def moved(actions: "Actions", run_id: int, job: Job) -> None:
    """Let the job's check run tell how the job stands."""
    held = actions.hub.checks.runs[job.id]
    check = replace(
        held,
        status=job.status,
        conclusion=job.conclusion,
        started_at=job.started_at or held.started_at,
        completed_at=job.completed_at,
        output=Output(job.detail, job.detail) if job.detail else held.output,
    )
    actions.hub.checks.put(check)
    if job.status == Status.COMPLETED:
        check_events.tell(actions.hub, "completed", check, actions.ledger.runs[run_id].triggering_actor)
