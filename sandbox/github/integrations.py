"""GitHub Apps as other answers show them: ours, Actions, and whoever else makes checks."""

from typing import TYPE_CHECKING

from sandbox.github.person import simple_user
from sandbox.github.refusal import Json
from sandbox.github.times import iso

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

ACTIONS = "github-actions"
ACTIONS_ID = 15368  # as on github.com


def app_id(hub: "Hub", slug: str) -> int:
    """Return the id of an App; one that was never named before gets one."""
    if slug == hub.app_slug:
        return hub.app_id
    return hub.other_apps.setdefault(slug, hub.new_id())


def integration(hub: "Hub", slug: str) -> Json:
    """Return GitHub's schema `integration`."""
    owner = "github" if slug == ACTIONS else hub.owner
    page = f"{hub.origin}/apps/{slug}"
    number = app_id(hub, slug)
    is_ours = slug == hub.app_slug
    return {
        "id": number,
        "slug": slug,
        "client_id": hub.client_id if is_ours else f"Iv1.{number}",
        "node_id": f"A_{number}",
        "owner": simple_user(hub.person(owner), hub.origin),
        "name": slug.replace("-", " ").title(),
        "description": "",
        "external_url": page,
        "html_url": page,
        "created_at": iso(hub.started_at),
        "updated_at": iso(hub.started_at),
        "permissions": dict(hub.app_permissions) if is_ours else {"checks": "write", "metadata": "read"},
        "events": list(hub.app_events) if is_ours else [],
    }
