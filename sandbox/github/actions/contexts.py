"""Whether a commit's checks let it be deployed."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def check_contexts(hub: "Hub", repository: Repository, sha: str, required: Collection[str] | None) -> None:
    """Raise Refusal, a 409, unless the named checks are green; None names all there are."""
