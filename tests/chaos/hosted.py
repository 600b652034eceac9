"""The rules that hold the runs on GitHub against the record."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.domain.deploy import Deploy
from sandbox.github.actions.run import Conclusion, Run, Status
from tests.chaos.rest import is_waiting

if TYPE_CHECKING:
    from tests.chaos.evidence import Evidence

Found = Iterator[tuple[str | None, str]]  # deploy id, and what is wrong
LIVE = {"live", "rolled_back"}
NO = {"rejected", "superseded", "cancelled", "expired"}
SHOWN = {  # state → conclusion of the check run
    **dict.fromkeys(("approved", "promoting", "live"), "success"),
    **dict.fromkeys(("rejected", "failed"), "failure"),
    **dict.fromkeys(("superseded", "expired", "rolled_back"), "neutral"),
    "cancelled": "cancelled",
}


def was_over_first(run: Run | None) -> bool:
    """Whether somebody ended it on GitHub, so that it may not have waited any more when Airlock looked."""
    has_begun = run is not None and any(job.started_at for job in run.jobs)
    return run is not None and run.status == Status.COMPLETED and not has_begun and run.verdict is None


def strays(seen: "Evidence") -> Found:
    """Find what is in the record and nobody asked for, as when a run was queued twice."""
    for deploy_id in seen.strays:
        yield deploy_id, "is in the record, and nobody asked for it"


def answered_twice(seen: "Evidence") -> Found:
    for deploy_id, run in seen.runs.items():
        said = [review.state for review in run.reviews if review.is_ours]
        if len(said) > 1:
            yield deploy_id, f"was answered {len(said)} times on GitHub: {', '.join(said)}"


def let_past(seen: "Evidence") -> Found:
    """Find jobs that began without our yes before."""
    for deploy_id, run in seen.runs.items():
        yes = [review.at for review in run.reviews if review.is_ours and review.state == "approved"]
        for job in run.jobs:
            if job.started_at and not any(at <= job.started_at for at in yes):
                yield deploy_id, f"its job {job.name} began on GitHub, and Airlock had not said yes"


def other_ends(seen: "Evidence") -> Found:
    for deploy_id, run in seen.runs.items():
        deploy = seen.deploys.get(deploy_id)
        if deploy and not agrees(deploy, run):
            yield deploy_id, f"is {deploy.state} in the record; on GitHub {_stands(run)}"


def agrees(deploy: Deploy, run: Run) -> bool:
    """Whether the record and GitHub tell the same; only once both are at rest."""
    has_begun = any(job.started_at for job in run.jobs)
    if deploy.state.value in LIVE:
        return run.conclusion == Conclusion.SUCCESS
    if deploy.state.value in NO:
        return run.status == Status.COMPLETED and not has_begun
    if deploy.state.value == "failed":  # one that hangs was waited for long enough
        return not run.waiting and run.conclusion != Conclusion.SUCCESS
    return is_waiting(deploy) and bool(run.waiting) and run.verdict is None


def untrue_checks(seen: "Evidence") -> Found:
    for deploy_id in seen.runs:
        deploy, checks = seen.deploys.get(deploy_id), seen.checks[deploy_id]
        wanted = int(deploy is not None and deploy.summary is not None)
        if len(checks) != wanted:
            yield deploy_id, f"has {len(checks)} check runs on GitHub, and should have {wanted}"
        should = SHOWN.get(deploy.state.value) if deploy else None
        for check in checks:
            if check.conclusion != should:
                yield deploy_id, f"its check run shows {check.conclusion}, and should {should}"


def out_of_form(seen: "Evidence") -> Found:
    for words in seen.out_of_form:
        yield None, f"GitHub was asked amiss: {words}"


def _stands(run: Run) -> str:
    jobs = ", ".join(f"{job.name} {job.conclusion or job.status}" for job in run.jobs)
    return f"{run.conclusion or run.status} ({jobs})"


RULES: dict[str, Callable[["Evidence"], Found]] = {
    "nothing is queued that nobody asked for": strays,
    "one answer to each run on GitHub": answered_twice,
    "nothing goes ahead on GitHub without a yes": let_past,
    "the record ends as GitHub does": other_ends,
    "one check run each, showing the truth": untrue_checks,
    "GitHub is asked in its own form": out_of_form,
}
