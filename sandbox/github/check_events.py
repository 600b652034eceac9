"""What check runs tell by webhook, and what people do with them on GitHub's pages."""

from typing import TYPE_CHECKING

from sandbox.github.check_shapes import run_shown
from sandbox.github.checks import CheckRun
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def tell(hub: "Hub", action: str, run: CheckRun, by: str, identifier: str | None = None) -> None:
    """Send `check_run`: created, completed, rerequested or requested_action."""
    repository = hub.repositories[run.repository]
    payload: Json = {
        "action": action,
        "check_run": run_shown(hub, repository, run),
        "sender": simple_user(hub.person(by), hub.origin),
    }
    if identifier is not None:
        payload["requested_action"] = {"identifier": identifier}
    hub.emit("check_run", repository, payload)
