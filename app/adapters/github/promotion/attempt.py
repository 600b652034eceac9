"""One attempt of a workflow run, as far as a deploy depends on it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel

from app.adapters.github.answers import read
from app.adapters.github.deployments import Deployment, path_of, statuses_of
from app.domain.deploy import Deploy, Key
from app.domain.effect import Effect
from app.domain.errors import BadInput, Refused

if TYPE_CHECKING:
    from app.adapters.github.api import Api

JOBS_MAX = 300  # a matrix has at most 256; docs.github.com/en/actions/reference/limits
DEPLOYMENTS_MAX = 60  # newest of the commit and environment that are looked through
COMPLETED, SUCCESS = "completed", "success"
GOOD = {SUCCESS, "neutral", "skipped"}
_LOG = re.compile(r"/actions/runs/\d+/jobs?/(?P<job>\d+)")


class Run(BaseModel):
    """One of docs.github.com/en/rest/actions/workflow-runs, as far as it is read."""

    id: int
    head_sha: str
    run_attempt: int
    status: str | None  # "waiting", "in_progress", "completed" and others
    conclusion: str | None
    html_url: str
    display_title: str = ""  # foreign text

    @property
    def is_completed(self) -> bool:
        return self.status == COMPLETED


class Job(BaseModel):
    """One of docs.github.com/en/rest/actions/workflow-jobs, as far as it is read."""

    id: int
    name: str  # foreign text
    status: str
    conclusion: str | None
    html_url: str | None = None

    @property
    def is_bad(self) -> bool:
        return self.status == COMPLETED and self.conclusion not in GOOD

    @property
    def has_run(self) -> bool:
        return self.status == "in_progress" or self.conclusion == SUCCESS


class _Named(BaseModel):
    name: str


class _Pending(BaseModel):
    environment: _Named


@dataclass(frozen=True)
class Attempt:
    """The attempt of the run that a deploy's key names; asked anew at every call."""

    api: "Api"
    key: Key

    @property
    def path(self) -> str:
        """Return the run's path in the API. Raises BadInput when the deploy came from no run."""
        if not self.key.run_id.isascii() or not self.key.run_id.isdecimal():
            raise BadInput(
                "No workflow run waits for this deploy, so there is none to let go on: with "
                "github-protection-rule it is GitHub that asks, when a job reaches the environment. Start "
                "the workflow there, and cancel this deploy: the run gets a card of its own."
            )
        return f"/repos/{self.key.repository}/actions/runs/{self.key.run_id}"

    def run(self) -> Run:
        return read(Run, self.api.get(self.path), f"GET {self.path}")

    def reviewed_run(self) -> Run:
        """Return the run while it is what people decided on. Raises Refused when it is another by now."""
        run = self.run()
        if run.head_sha != self.key.sha:
            raise Refused(f"The run is about {run.head_sha[:12]} and not about the commit that was reviewed.")
        if run.run_attempt != self.key.run_attempt:
            raise Refused(
                f"The run was re-run (attempt {run.run_attempt}); decide on the deploy of that attempt."
            )
        return run

    def is_pending(self) -> bool:
        """Whether jobs of the environment wait for a protection rule, ours or another."""
        path = f"{self.path}/pending_deployments"
        wanted = self.key.environment.lower()  # GitHub's environments are the same in any case
        pending = read(list[_Pending], self.api.get(path), f"GET {path}")
        return any(each.environment.name.lower() == wanted for each in pending)

    def jobs(self) -> list[Job]:
        path = f"{self.path}/attempts/{self.key.run_attempt}/jobs"
        return read(list[Job], self.api.rows(path, key="jobs", most=JOBS_MAX).rows, f"GET {path}")

    def of_environment(self, jobs: list[Job]) -> list[Job]:
        """Return which of the jobs deploy to the environment, as their deployments' logs say; maybe none."""
        key = self.key
        path = path_of(key.repository)
        rows = self.api.rows(path, most=DEPLOYMENTS_MAX, sha=key.sha, environment=key.environment).rows
        ours: set[int] = set()
        for made in read(list[Deployment], rows, f"GET {path}"):
            if (made.sha, made.environment.lower()) == (key.sha, key.environment.lower()):
                statuses = statuses_of(self.api, key.repository, made.id)
                ours |= {job for each in statuses if (job := _job(each.log_url or ""))}
        return [job for job in jobs if job.id in ours]


def has_tried(deploy: Deploy) -> bool:
    """Whether an earlier attempt at its promotion may have taken effect."""
    debt = deploy.debt(Effect.PROMOTE)
    return debt is not None and debt.attempts > 1


def _job(log_url: str) -> int | None:
    """Return the job that a deployment's log is of; no two jobs of GitHub have one number."""
    found = _LOG.search(urlsplit(log_url).path)
    return int(found["job"]) if found else None
