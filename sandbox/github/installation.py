"""Where the App is installed, with which permissions, and the tokens made from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFE = timedelta(hours=1)  # of an installation token; docs.github.com/en/rest/apps/apps

# What the App asks for when nothing else is said.
APP_PERMISSIONS: Mapping[str, str] = {
    "actions": "write",
    "checks": "write",
    "contents": "read",
    "deployments": "write",
    "members": "read",
    "metadata": "read",
    "pull_requests": "read",
    "statuses": "read",
}

EVENTS = (
    "check_run",
    "deployment_protection_rule",
    "deployment_status",
    "pull_request",
    "pull_request_review",
    "workflow_run",
)


@dataclass
class Installation:
    id: int
    account: str  # login of the owner
    permissions: dict[str, str]
    created_at: datetime
    repositories: set[int] = field(default_factory=set)  # ids
    suspended_at: datetime | None = None
    events: tuple[str, ...] = EVENTS


@dataclass(frozen=True)
class Token:
    installation: int
    permissions: Mapping[str, str]
    expires_at: datetime
    repositories: frozenset[int] | None = None
