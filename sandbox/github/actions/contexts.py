"""Whether a commit's checks let it be deployed."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from sandbox.github.checks import COMPLETED, latest
from sandbox.github.refusal import Refusal
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

GREEN = frozenset({"success", "neutral", "skipped"})


def check_contexts(hub: "Hub", repository: Repository, sha: str, required: Collection[str] | None) -> None:
    """Raise Refusal, a 409, unless the named checks are green; None names all there are."""
    held = _contexts(hub, repository, sha)
    wanted = held.keys() if required is None else required
    wrong = sorted(name for name in wanted if held.get(name) not in GREEN)
    if wrong:
        told = [
            {"resource": "Deployment", "field": "required_contexts", "code": "invalid", "contexts": wrong}
        ]
        raise Refusal(409, f"Conflict: Commit status checks failed for {sha}.", told)


def _contexts(hub: "Hub", repository: Repository, sha: str) -> dict[str, str | None]:
    """Return how each context stands, the newest word of each."""
    runs = latest(hub.checks.of(repository.id, sha))
    checks = {run.name: run.conclusion if run.status == COMPLETED else run.status for run in runs}
    told = [one for one in hub.statuses if (one.repository, one.sha) == (repository.id, sha)]
    return checks | {status.context: status.state for status in told}
