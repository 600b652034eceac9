"""The check run of each job; on GitHub it has the job's own id."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.github.actions.run import Job, Run

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions


def opened(actions: "Actions", run: Run, job: Job) -> Job:
    """Give a job its check run."""
    return replace(job, check_run=job.id)


def moved(actions: "Actions", run_id: int, job: Job) -> None:
    """Let the job's check run tell how the job stands."""
