"""Check runs and suites as GitHub shows them."""

from typing import TYPE_CHECKING

from sandbox.github import commits, objects, repositories
from sandbox.github.checks import COMPLETED, CheckRun, CheckSuite
from sandbox.github.git import GitFailed
from sandbox.github.integrations import integration
from sandbox.github.refusal import Json
from sandbox.github.repository import Repository
from sandbox.github.times import iso, iso_or_none

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

BAD = ("failure", "timed_out", "cancelled", "action_required", "stale")  # the worst first


def run_shown(hub: "Hub", repository: Repository, run: CheckRun) -> Json:
    """Return GitHub's schema `check-run`."""
    url = f"{hub.api_url}/repos/{repository.full_name}/check-runs/{run.id}"
    html_url = f"{hub.origin}/{repository.full_name}/runs/{run.id}"
    output = run.output
    return {
        "id": run.id,
        "node_id": f"CR_{run.id}",
        "head_sha": run.head_sha,
        "name": run.name,
        "external_id": run.external_id,
        "url": url,
        "html_url": html_url,
        "details_url": run.details_url or html_url,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": iso_or_none(run.started_at),
        "completed_at": iso_or_none(run.completed_at),
        "output": {
            "title": output.title,
            "summary": output.summary,
            "text": output.text,
            "annotations_count": len(output.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": run.suite},
        "app": integration(hub, run.app),
        "pull_requests": [],
    }


def suite_shown(hub: "Hub", repository: Repository, suite: CheckSuite) -> Json:
    """Return GitHub's schema `check-suite`."""
    url = f"{hub.api_url}/repos/{repository.full_name}/check-suites/{suite.id}"
    runs = hub.checks.in_suite(suite.id)
    return {
        "id": suite.id,
        "node_id": f"CS_{suite.id}",
        "head_branch": suite.head_branch,
        "head_sha": suite.head_sha,
        "status": _status(runs),
        "conclusion": _conclusion(runs),
        "url": url,
        "before": None,
        "after": suite.head_sha,
        "created_at": iso(suite.created_at),
        "updated_at": iso(suite.created_at),
        "app": integration(hub, suite.app),
        "head_commit": _commit(repository, suite.head_sha),
        "repository": repositories.short(hub, repository),
        "latest_check_runs_count": len({run.name for run in runs}),
        "check_runs_url": f"{url}/check-runs",
        "pull_requests": [],
    }


def _status(runs: list[CheckRun]) -> str:
    if not runs:
        return "queued"
    return COMPLETED if all(run.status == COMPLETED for run in runs) else "in_progress"


def _conclusion(runs: list[CheckRun]) -> str | None:
    if _status(runs) != COMPLETED:
        return None
    found = {run.conclusion for run in runs}
    return next((one for one in BAD if one in found), "success" if "success" in found else "neutral")


def _commit(repository: Repository, sha: str) -> Json:
    try:
        return commits.simple(objects.commit(repository.path, sha))
    except GitFailed:
        return {}
