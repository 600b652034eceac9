"""The organization that a webhook names."""

from typing import TYPE_CHECKING

from sandbox.github.person import Person
from sandbox.github.refusal import Json

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

LINKS = ("repos", "events", "hooks", "issues")


def organization(owner: Person, hub: "Hub") -> Json:
    """Return GitHub's `organization-simple-webhooks`."""
    url = f"{hub.api_url}/orgs/{owner.login}"
    return {
        "login": owner.login,
        "id": owner.id,
        "node_id": f"O_{owner.id}",
        "url": url,
        **{f"{link}_url": f"{url}/{link}" for link in LINKS},
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{hub.origin}/avatars/{owner.login}",
        "description": "",
    }
