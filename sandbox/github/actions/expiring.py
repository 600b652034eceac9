"""What time alone ends: jobs that waited too long, and artifacts that were kept long enough."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.github.actions.run import Conclusion

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions

LONGEST_WAIT = timedelta(days=30)  # docs.github.com/en/actions/reference/limits
UNANSWERED = "Nobody answered the deployment protection rules within 30 days"


def expire(actions: "Actions") -> None:
    """Look at the clock. Call it when it was put forward."""
    now = actions.hub.now()
    for artifact in actions.ledger.artifacts.values():
        if artifact.expires_at <= now:
            actions.ledger.artifacts[artifact.id] = replace(artifact, expired=True)
    for run in list(actions.ledger.runs.values()):
        for job in run.waiting:
            if now - job.created_at >= LONGEST_WAIT:
                actions.end_job(run.id, job.id, Conclusion.FAILURE, UNANSWERED)
