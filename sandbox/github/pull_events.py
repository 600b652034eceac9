"""What pull requests tell by webhook."""

from typing import TYPE_CHECKING

from sandbox.github import pull_shapes
from sandbox.github.person import simple_user
from sandbox.github.pull import Pull, Review
from sandbox.github.refusal import Json
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def tell(hub: "Hub", repository: Repository, action: str, pull: Pull) -> None:
    """Send `pull_request`: opened, synchronize or closed."""
    payload: Json = {
        "action": action,
        "number": pull.number,
        "pull_request": pull_shapes.full(hub, repository, pull),
        "sender": simple_user(hub.person(pull.author), hub.origin),
    }
    hub.emit("pull_request", repository, payload)


def tell_review(hub: "Hub", repository: Repository, action: str, pull: Pull, review: Review) -> None:
    """Send `pull_request_review`: submitted or dismissed."""
    shown = pull_shapes.review(hub, repository, pull, review)
    payload: Json = {
        "action": action,
        "review": shown | {"state": review.state.lower()},  # lower case in webhooks, upper in the API
        "pull_request": pull_shapes.short(hub, repository, pull),
        "sender": simple_user(hub.person(review.author), hub.origin),
    }
    hub.emit("pull_request_review", repository, payload)
