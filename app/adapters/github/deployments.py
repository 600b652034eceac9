"""Deployments of an environment, and their statuses: docs.github.com/en/rest/deployments."""

from typing import Any

from pydantic import AwareDatetime, BaseModel

from app.adapters.github.account import Account
from app.adapters.github.answers import Sha, read
from app.adapters.github.api import Api

LISTED_MAX = 100  # of one deployment


class Deployment(BaseModel):
    id: int  # grows
    sha: Sha
    environment: str
    task: str = "deploy"
    payload: Any = None  # free JSON, or JSON as text; foreign
    creator: Account | None = None


class Status(BaseModel):
    id: int
    state: str  # "queued", "in_progress", "success", "failure", "error", "inactive", …
    created_at: AwareDatetime
    description: str | None = None  # foreign text, as are the addresses
    log_url: str | None = None
    target_url: str | None = None  # what older servers have in its place
    environment_url: str | None = None


def path_of(repository: str) -> str:
    return f"/repos/{repository}/deployments"


def statuses_of(api: Api, repository: str, deployment_id: int) -> list[Status]:
    """Return the newest statuses of a deployment. Raises Transient, BadInput."""
    path = f"{path_of(repository)}/{deployment_id}/statuses"
    return read(list[Status], api.rows(path, most=LISTED_MAX).rows, f"GET {path}")
