"""GitHub's own App that Actions' check runs and deployments are made by."""

from typing import TYPE_CHECKING

from sandbox.github.person import simple_user
from sandbox.github.refusal import Json
from sandbox.github.times import iso

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

ACTIONS_APP, ACTIONS_SLUG = 15368, "github-actions"  # as on github.com


def actions_app(hub: "Hub") -> Json:
    """Return GitHub's `integration` for Actions."""
    return {
        "id": ACTIONS_APP,
        "slug": ACTIONS_SLUG,
        "node_id": f"A_{ACTIONS_APP}",
        "client_id": "Iv1.actions",
        "owner": simple_user(hub.person("github"), hub.origin),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": f"{hub.origin}/apps/{ACTIONS_SLUG}",
        "html_url": f"{hub.origin}/apps/{ACTIONS_SLUG}",
        "created_at": iso(hub.started_at),
        "updated_at": iso(hub.started_at),
        "permissions": {"actions": "write", "checks": "write", "contents": "write", "deployments": "write"},
        "events": ["workflow_dispatch", "repository_dispatch"],
    }
