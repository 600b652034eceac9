"""The workflow runs of one commit, and the logins that started them."""

from app.adapters.github.account import Account
from app.adapters.github.api import Api
from app.adapters.github.evidence.rows import Doubts, Id, Row, readable
from app.domain.deploy import Key

RUNS_MAX = 100
_ENDED = frozenset({"success", "failure"})  # conclusions of runs that came to their end


class _Repository(Row):
    id: Id


class Run(Row):
    """docs.github.com/en/rest/actions/workflow-runs."""

    id: Id
    head_sha: str
    event: str = ""
    conclusion: str | None = None
    workflow_id: Id = 0
    check_suite_id: Id | None = None
    actor: Account | None = None
    triggering_actor: Account | None = None
    repository: _Repository | None = None
    head_repository: _Repository | None = None

    @property
    def has_ended(self) -> bool:
        return self.conclusion in _ENDED

    @property
    def is_own(self) -> bool:
        """Whether its commit is in this repository and in no fork, whose workflow is anybody's."""
        return self.repository is not None and self.repository == self.head_repository

    @property
    def starters(self) -> tuple[Account, ...]:
        return tuple(one for one in (self.actor, self.triggering_actor) if one)


def runs_of(api: Api, repository: str, sha: str, doubts: Doubts) -> list[Run]:
    """Return the newest runs of exactly that commit, newest first."""
    path = f"/repos/{repository}/actions/runs"
    found = doubts.ask(
        "workflow runs",
        lambda: api.rows(path, key="workflow_runs", most=RUNS_MAX, head_sha=sha).rows,
        (),
    )
    runs = doubts.read_all("workflow runs", Run, found)
    return sorted((run for run in runs if run.head_sha == sha), key=lambda run: -run.id)


def own_run(api: Api, key: Key, runs: list[Run], doubts: Doubts) -> Run | None:
    """Return the run that the deploy names, when it is one of GitHub's: other CIs count theirs, too."""
    if not (key.run_id.isascii() and key.run_id.isdecimal()):
        return None
    listed = next((run for run in runs if run.id == int(key.run_id)), None)
    if listed is not None:
        return listed
    path = f"/repos/{key.repository}/actions/runs/{int(key.run_id)}"
    told = doubts.ask("run", lambda: api.find(path), None)
    run = readable(Run, told) if told is not None else None
    if run is not None and run.head_sha != key.sha:
        doubts.add("run", f"the run {key.run_id} is of the commit {run.head_sha[:12]}, not of this one")
        return None
    return run
