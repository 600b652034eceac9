"""Environments, deployments, their statuses and artifacts as GitHub shows them."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox.github.actions.artifact import Artifact
from sandbox.github.actions.deployment import Deployment, DeploymentStatus
from sandbox.github.actions.environment import CustomRule, Environment
from sandbox.github.actions.shapes import api, short_environment, user
from sandbox.github.integrations import ACTIONS, integration
from sandbox.github.refusal import Json
from sandbox.github.times import iso

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions


def deployment(actions: "Actions", one: Deployment) -> Json:
    """Return GitHub's `deployment`."""
    base = api(actions, one.repository)
    return {
        "url": f"{base}/deployments/{one.id}",
        "id": one.id,
        "node_id": f"DE_{one.id}",
        "sha": one.sha,
        "ref": one.ref,
        "task": one.task,
        "payload": one.payload,
        "original_environment": one.environment,
        "environment": one.environment,
        "description": one.description,
        "creator": user(actions, one.creator),
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "statuses_url": f"{base}/deployments/{one.id}/statuses",
        "repository_url": base,
        "transient_environment": one.is_transient,
        "production_environment": one.is_production,
        "performed_via_github_app": integration(actions.hub, ACTIONS) if one.run else None,
    }


def status(actions: "Actions", one: Deployment, said: DeploymentStatus) -> Json:
    """Return GitHub's `deployment-status`."""
    base = api(actions, one.repository)
    return {
        "url": f"{base}/deployments/{one.id}/statuses/{said.id}",
        "id": said.id,
        "node_id": f"DES_{said.id}",
        "state": said.state,
        "creator": user(actions, said.creator),
        "description": said.description,
        "environment": said.environment,
        "target_url": said.log_url,
        "log_url": said.log_url,
        "environment_url": said.environment_url,
        "created_at": iso(said.at),
        "updated_at": iso(said.at),
        "deployment_url": f"{base}/deployments/{one.id}",
        "repository_url": base,
        "performed_via_github_app": None,
    }


def environment(actions: "Actions", repository: int, one: Environment) -> Json:
    """Return GitHub's `environment`; `can_admins_bypass` is live though its description lacks it."""
    made = iso(one.created_at)
    may = {} if one.can_admins_bypass is None else {"can_admins_bypass": one.can_admins_bypass}
    return short_environment(actions, repository, one) | {
        **may,
        "created_at": made,
        "updated_at": made,
        "protection_rules": _rules(actions, one),
        "deployment_branch_policy": None,
    }


def _rules(actions: "Actions", one: Environment) -> list[Json]:
    reviewers = [{"type": "User", "reviewer": user(actions, login)} for login in one.reviewers]
    rules: list[Json] = []
    if one.wait_minutes:
        rules.append({"id": one.id, "type": "wait_timer", "wait_timer": one.wait_minutes})
    if reviewers:
        rules.append(
            {"id": one.id, "type": "required_reviewers", "prevent_self_review": False, "reviewers": reviewers}
        )
    return [rule | {"node_id": f"GA_{one.id}"} for rule in rules]


def custom_rule(actions: "Actions", rule: CustomRule) -> Json:
    """Return GitHub's `deployment-protection-rule`."""
    return {
        "id": rule.id,
        "node_id": f"IEDGA_{rule.id}",
        "enabled": rule.enabled,
        "app": rule_app(actions, rule.app, rule.slug),
    }


def rule_app(actions: "Actions", app: int, slug: str) -> Json:
    """Return GitHub's `custom-deployment-rule-app`."""
    url = f"{actions.hub.api_url}/apps/{quote(slug)}"
    return {"id": app, "slug": slug, "integration_url": url, "node_id": f"A_{app}"}


def artifact(actions: "Actions", one: Artifact) -> Json:
    """Return GitHub's `artifact`."""
    held = actions.ledger.runs[one.run]
    url = f"{api(actions, held.repository)}/actions/artifacts/{one.id}"
    return {
        "id": one.id,
        "node_id": f"A_{one.id}",
        "name": one.name,
        "size_in_bytes": len(one.content),
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": one.expired,
        "digest": one.digest,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.created_at),
        "expires_at": iso(one.expires_at),
        "workflow_run": {
            "id": held.id,
            "repository_id": held.repository,
            "head_repository_id": held.repository,
            "head_branch": held.head_branch,
            "head_sha": held.head_sha,
        },
    }
