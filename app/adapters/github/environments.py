"""Environments of a repository, and what protects them: docs.github.com/en/rest/deployments."""

from urllib.parse import quote

from pydantic import BaseModel

from app.adapters.github.answers import read
from app.adapters.github.api import Api


class Environment(BaseModel):
    name: str
    protection_rules: list[object] = []  # reviewers, timers, branches; those of Apps are asked for apart
    can_admins_bypass: bool | None = None  # live, though GitHub's description lacks it; None: it does not say


class RuleApp(BaseModel):
    id: int
    slug: str = ""


class Rule(BaseModel):
    """A custom deployment protection rule: that an App is asked."""

    enabled: bool
    app: RuleApp


class _Rules(BaseModel):
    custom_deployment_protection_rules: list[Rule]


def environments(api: Api, repository: str) -> list[Environment]:
    """Return a repository's environments. Raises Transient, BadInput."""
    path = f"/repos/{repository}/environments"
    return read(list[Environment], api.rows(path, key="environments").rows, f"GET {path}")


def environment(api: Api, repository: str, name: str) -> Environment | None:
    """Return one of them; None when it does not exist. Raises Transient, BadInput."""
    path = _path(repository, name)
    found = api.find(path)
    return None if found is None else read(Environment, found, f"GET {path}")


def app_rules(api: Api, repository: str, name: str) -> list[Rule]:
    """Return which Apps guard an environment. Raises NotFound when it does not exist, Transient, BadInput."""
    path = f"{_path(repository, name)}/deployment_protection_rules"
    return read(_Rules, api.get(path), f"GET {path}").custom_deployment_protection_rules


def _path(repository: str, name: str) -> str:
    return f"/repos/{repository}/environments/{quote(name, safe='')}"
