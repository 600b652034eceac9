"""A waiting run as GitHub itself shows it: which commit, who, and what its jobs wait for."""

from collections.abc import Sequence
from http import HTTPStatus

from pydantic import BaseModel

from app.adapters.github import markdown
from app.adapters.github.access import GitHub
from app.adapters.github.account import Account, login_of
from app.adapters.github.answers import Sha, read
from app.adapters.github.api import Api
from app.adapters.github.app import our_app
from app.adapters.github.environments import app_rules
from app.adapters.github.refusal import GitHubRefusal, NotFound
from app.domain.answer import is_http
from app.domain.arrival import LONGEST_REPORT, Review, Run

WORDS_MAX = 500  # characters, before what is foreign in them is escaped


class _Repository(BaseModel):
    full_name: str


class WorkflowRun(BaseModel):
    """One of docs.github.com/en/rest/actions/workflow-runs, as far as it is read."""

    id: int
    run_attempt: int
    head_sha: Sha
    event: str
    status: str | None
    conclusion: str | None = None
    actor: Account | None = None
    triggering_actor: Account | None = None
    repository: _Repository
    html_url: str | None = None
    updated_at: str = ""

    @property
    def as_told(self) -> Run:
        actor = self.triggering_actor or self.actor
        return Run(
            repository=self.repository.full_name,
            id=self.id,
            attempt=self.run_attempt,
            sha=self.head_sha,
            event=self.event,
            status=self.status or "",
            conclusion=self.conclusion,
            actor=actor.login if actor else None,
            url=self.html_url if is_http(self.html_url) else None,
            changed=self.updated_at,
        )


class _Environment(BaseModel):
    name: str


class _Pending(BaseModel):
    environment: _Environment


class Approval(BaseModel):
    """One entry of a run's review history, at the same place."""

    state: str
    environments: list[_Environment]
    user: Account | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.environments)


class Arrivals:
    """The half of `ports.Lookout` that reads one run, and says something beside it."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._id: int | None = None

    def run(self, repository: str, run_id: int) -> Run:
        try:
            path = f"/repos/{repository}/actions/runs/{run_id}"
            return read(WorkflowRun, self._api(repository).get(path), f"GET {path}").as_told
        except GitHubRefusal as refused:
            if refused.status == HTTPStatus.NOT_FOUND:  # also where the App is not installed
                raise NotFound(str(refused), refused.status) from refused
            raise

    def waiting(self, run: Run) -> frozenset[str]:
        path = f"{_path(run)}/pending_deployments"
        pending = read(list[_Pending], self._api(run.repository).get(path), f"GET {path}")
        return frozenset(each.environment.name for each in pending)

    def is_guarded(self, run: Run, environment: str) -> bool:
        try:
            rules = app_rules(self._api(run.repository), run.repository, environment)
        except NotFound:  # it was deleted while a job waited for it
            return False
        return any(rule.enabled and rule.app.id == self._own_id() for rule in rules)

    def reviews(self, run: Run) -> Sequence[Review]:
        path = f"{_path(run)}/approvals"
        given = read(list[Approval], self._api(run.repository).get(path), f"GET {path}")
        return [Review(each.state, login_of(each.user), each.names) for each in given]

    def say(self, run: Run, environment: str, words: str) -> None:
        comment = markdown.told(words, WORDS_MAX)[:LONGEST_REPORT]
        body = {"environment_name": environment, "comment": comment}
        self._api(run.repository).post(f"{_path(run)}/deployment_protection_rule", body)

    def _api(self, repository: str) -> Api:
        return self._github.of(repository)

    def _own_id(self) -> int:
        """Return our App's number: its setting may be an id of another kind."""
        if self._id is None:
            self._id = our_app(self._github).id
        return self._id


def _path(run: Run) -> str:
    return f"/repos/{run.repository}/actions/runs/{run.id}"
