"""The open pull requests that GitHub shows beside a run: same head, though nobody says they started it."""

from typing import TYPE_CHECKING

from sandbox.github.actions.run import Run
from sandbox.github.pull import Pull
from sandbox.github.refusal import Json
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions


def pull_requests(actions: "Actions", run: Run) -> list[Json]:
    """Return the short form that runs carry."""
    repository = actions.repository(run)
    same = [one for one in repository.pulls.values() if one.head in {run.head_branch, run.head_sha}]
    return [_shown(actions, repository, one, run.head_sha) for one in same if one.is_open]


def _shown(actions: "Actions", repository: Repository, pull: Pull, sha: str) -> Json:
    url = f"{actions.hub.api_url}/repos/{repository.full_name}"
    shown = {"id": repository.id, "url": url, "name": repository.name}
    base = repository.git.sha(pull.base) or sha
    return {
        "id": pull.id,
        "number": pull.number,
        "url": f"{url}/pulls/{pull.number}",
        "head": {"ref": pull.head, "sha": sha, "repo": shown},
        "base": {"ref": pull.base, "sha": base, "repo": shown},
    }
