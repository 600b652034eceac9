"""What installing, suspending and removing the App tells by webhook."""

from collections.abc import Iterable

from sandbox.github import apps
from sandbox.github.hub import Hub
from sandbox.github.installation import Installation
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json


def tell(hub: Hub, action: str, held: Installation) -> None:
    """Send `installation`: created, deleted, suspend, unsuspend or new_permissions_accepted."""
    repositories = _short(hub, held.repositories)
    hub.emit("installation", None, _payload(hub, action, held) | {"repositories": repositories})


def tell_added(hub: Hub, held: Installation, added: Iterable[int]) -> None:
    """Send `installation_repositories` added."""
    payload = _payload(hub, "added", held) | {
        "repository_selection": "selected",
        "repositories_added": _short(hub, added),
        "repositories_removed": [],
    }
    hub.emit("installation_repositories", None, payload)


def _payload(hub: Hub, action: str, held: Installation) -> Json:
    sender = simple_user(hub.person(hub.owner), hub.origin)
    return {"action": action, "installation": apps.shown(hub, held), "requester": None, "sender": sender}


def _short(hub: Hub, repositories: Iterable[int]) -> list[Json]:
    held = [hub.repositories[one] for one in sorted(repositories)]
    return [
        {
            "id": one.id,
            "node_id": f"R_{one.id}",
            "name": one.name,
            "full_name": one.full_name,
            "private": one.is_private,
        }
        for one in held
    ]
