"""A deployment and its statuses as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

TASK = "deploy"


@dataclass(frozen=True)
class DeploymentStatus:
    id: int
    state: str
    at: datetime
    creator: str  # login
    description: str = ""
    log_url: str = ""
    environment_url: str = ""
    environment: str = ""
    by_actions: bool = False


@dataclass(frozen=True)
class Deployment:
    id: int
    repository: int  # id
    sha: str
    ref: str
    environment: str
    creator: str  # login
    created_at: datetime
    task: str = TASK
    payload: Any = ""  # free JSON
    description: str | None = None
    is_transient: bool = False
    is_production: bool = False
    run: int | None = None  # id of the Actions run whose job it belongs to
    statuses: tuple[DeploymentStatus, ...] = ()  # oldest first

    @property
    def state(self) -> str | None:
        """The newest status's state; None before the first."""
        return self.statuses[-1].state if self.statuses else None

    @property
    def updated_at(self) -> datetime:
        return self.statuses[-1].at if self.statuses else self.created_at
