"""Promotion by starting a workflow with the commit as its input: for any plan of GitHub.

docs.github.com/en/rest/actions/workflows: create a workflow dispatch event.
"""

import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import BaseModel

from app.adapters.github.account import Account
from app.adapters.github.answers import read
from app.adapters.github.promotion.attempt import COMPLETED, SUCCESS, Run, has_tried
from app.domain.answer import FAILED, LIVE, STARTED, Answer
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Transient
from app.ports import Signer

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub
    from app.adapters.github.api import Api

SKEW = timedelta(minutes=5)  # between GitHub's clock and ours
LOOKED_THROUGH = 100  # runs since the decision
LOOKS = 3  # of an attempt in doubt, before another run is asked for
LOST = "GitHub shows more than {most} runs of {file} since then, so whether ours is among them is unknown."
UNFOUND = (
    "GitHub did not say whether it started {file}, and its runs since then do not name their deploy; "
    "look there, and give the workflow the `run-name` that Airlock's documentation shows."
)


class _Repository(BaseModel):
    default_branch: str


class _Dispatched(Run):
    actor: Account | None = None


class Workflow:
    """Implements `ports.Promoter`. A run is ours when we started it and its title has the deploy's id."""

    def __init__(self, github: "GitHub", signer: Signer, most: int = LOOKED_THROUGH) -> None:
        self._github = github
        self._signer = signer
        self._most = most

    def start(self, deploy: Deploy) -> Answer:
        """Start the workflow, or take the run that an earlier attempt has started."""
        inputs = self._inputs(deploy)
        api = self._github.of(deploy.key.repository)
        found = self._found(api, deploy)
        if found is not None:
            return self._started(deploy, found.id, found.html_url)
        self._check_doubt(api, deploy)
        return self._dispatch(api, deploy, inputs)

    def ask(self, deploy: Deploy) -> Answer | None:
        """Return how the run goes; look for it first when GitHub did not name it."""
        api = self._github.of(deploy.key.repository)
        number = _number(deploy)
        run = _run(api, f"{_path(deploy)}/runs/{number}") if number else self._found(api, deploy)
        if run is None:
            detail = f"GitHub shows no run of {_file(deploy)} that names {deploy.id}; see `run-name`."
            return Answer(STARTED, detail=detail)
        if run.status != COMPLETED:
            return self._started(deploy, run.id, run.html_url)
        if run.conclusion == SUCCESS:
            return Answer(LIVE, run.html_url)
        return Answer(FAILED, run.html_url, detail=f"{_file(deploy)} ended with {run.conclusion}.")

    def _inputs(self, deploy: Deploy) -> dict[str, str]:
        return {
            "sha": deploy.key.sha,
            "environment": deploy.key.environment,
            "airlock_id": deploy.id,
            "airlock_approval": json.dumps(self._signer.attest(deploy), separators=(",", ":")),
        }

    def _dispatch(self, api: "Api", deploy: Deploy, inputs: dict[str, str]) -> Answer:
        path = f"/repos/{deploy.key.repository}"
        told = read(_Repository, api.get(path), f"GET {path}")
        body = {"ref": told.default_branch, "inputs": inputs, "return_run_details": True}
        made = api.post(f"{self._workflow(deploy)}/dispatches", body)
        if isinstance(made, dict) and isinstance(made.get("workflow_run_id"), int):
            return self._started(deploy, made["workflow_run_id"], None)
        return Answer(STARTED, self._page(deploy))  # an older server does not say which

    def _found(self, api: "Api", deploy: Deploy) -> Run | None:
        """Return the run that names this deploy; the first, should somebody have started another."""
        named = [run for run in self._runs(api, deploy) if deploy.id in run.display_title]
        return min(named, key=lambda run: run.id, default=None)

    def _check_doubt(self, api: "Api", deploy: Deploy) -> None:
        """Let an attempt after another start something only when that one surely has not."""
        debt = deploy.debt(Effect.PROMOTE)
        if debt is None or not has_tried(deploy):
            return
        if any("airlock" not in run.display_title.lower() for run in self._runs(api, deploy)):
            raise BadInput(UNFOUND.format(file=_file(deploy)))
        if debt.attempts % LOOKS != 1:  # a new run may show a moment late
            raise Transient(f"Looking whether GitHub has started {_file(deploy)}.", ambiguous=True)

    def _runs(self, api: "Api", deploy: Deploy) -> list[_Dispatched]:
        """Return those that we started: everybody who may write can start one of the same name."""
        since = (deploy.decision.at if deploy.decision else deploy.changed_at) - SKEW
        path = f"{self._workflow(deploy)}/runs"
        found = api.rows(
            path,
            key="workflow_runs",
            most=self._most,
            event="workflow_dispatch",
            created=f">={since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        )
        runs, us = read(list[_Dispatched], found.rows, f"GET {path}"), self._github.login()
        named = any(deploy.id in run.display_title for run in runs)
        if not found.is_whole and not named and has_tried(deploy):
            raise Transient(LOST.format(file=_file(deploy), most=self._most), ambiguous=True)
        return [run for run in runs if run.actor and run.actor.login == us]

    def _started(self, deploy: Deploy, number: int, url: str | None) -> Answer:
        page = url or f"{self._github.credentials.web_url}/{deploy.key.repository}/actions/runs/{number}"
        return Answer(
            STARTED, page, status_url=f"{self._github.credentials.api_url}{_path(deploy)}/runs/{number}"
        )

    def _workflow(self, deploy: Deploy) -> str:
        return f"{_path(deploy)}/workflows/{quote(_file(deploy), safe='')}"

    def _page(self, deploy: Deploy) -> str:
        file = quote(_file(deploy), safe="")
        return f"{self._github.credentials.web_url}/{deploy.key.repository}/actions/workflows/{file}"


def _run(api: "Api", path: str) -> Run:
    return read(Run, api.get(path), f"GET {path}")


def _path(deploy: Deploy) -> str:
    return f"/repos/{deploy.key.repository}/actions"


def _file(deploy: Deploy) -> str:
    """Return the workflow's file name. Raises BadInput."""
    workflow = deploy.rules.promote.workflow if deploy.rules else None
    if not workflow:
        raise BadInput("The policy's `github-workflow` names no workflow; write `workflow: deploy.yml`.")
    return workflow.rpartition("/")[2]


def _number(deploy: Deploy) -> int | None:
    noted = (deploy.promotion.status_url if deploy.promotion else None) or ""
    number = noted.rpartition("/")[2]
    return int(number) if number.isascii() and number.isdecimal() else None
