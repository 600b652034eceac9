"""Check runs on a commit: docs.github.com/en/rest/checks/runs."""

from typing import Literal

from pydantic import BaseModel

from app.adapters.github.answers import read
from app.adapters.github.api import Api

LISTED_MAX = 300  # of one name on one commit
Which = Literal["latest", "all"]


class CheckRun(BaseModel):
    class App(BaseModel):
        id: int
        client_id: str | None = None

    class Output(BaseModel):
        title: str | None = None
        summary: str | None = None

    id: int  # grows
    name: str
    external_id: str | None = None  # what its maker wrote there
    conclusion: str | None = None
    html_url: str | None = None
    app: App | None = None
    output: Output = Output()


def path_of(repository: str) -> str:
    return f"/repos/{repository}/check-runs"


def runs_named(api: Api, repository: str, sha: str, name: str, *, which: Which) -> list[CheckRun]:
    """Return the check runs of that name, whoever made them. Raises Transient, BadInput.

    `which`: the latest of each App, or all of them.
    """
    path = f"/repos/{repository}/commits/{sha}/check-runs"
    found = api.rows(path, key="check_runs", most=LISTED_MAX, check_name=name, filter=which)
    return read(list[CheckRun], found.rows, f"GET {path}")
