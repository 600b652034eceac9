"""What GitHub does unless told otherwise: bring a branch up to date before it is deployed."""

from sandbox.github.git import GitFailed
from sandbox.github.refusal import Refusal
from sandbox.github.repository import Repository

WHO = ("-c", "user.name=GitHub", "-c", "user.email=noreply@github.com")


def auto_merge(repository: Repository, ref: str, sha: str) -> str | None:
    """Merge the default branch into a ref that is behind it; say so, or None when there is nothing to do.

    A branch moves to the merge. An id cannot move, so there it only is said. Raises Refusal on a conflict.
    """
    default = repository.git.sha(repository.default_branch)
    if default is None or repository.git.text("merge-base", sha, default).strip() == default:
        return None
    branch = f"refs/heads/{ref.removeprefix('refs/heads/')}"
    if repository.git.sha(branch.removeprefix("refs/")) == sha:
        repository.git.text("update-ref", branch, _merge(repository, sha, default), sha)
    return f"Auto-merged {repository.default_branch} into {ref} on deployment."


def _merge(repository: Repository, sha: str, default: str) -> str:
    try:
        tree = repository.git.text("merge-tree", "--write-tree", sha, default).strip()
    except GitFailed as conflict:
        raise Refusal(409, "Conflict merging the default branch into the requested ref") from conflict
    message = f"Merge {repository.default_branch}"
    made = repository.git.text(*WHO, "commit-tree", tree, "-p", sha, "-p", default, "-m", message)
    return made.strip()
