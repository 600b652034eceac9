"""The head commit of a run, in the short form."""

from functools import lru_cache
from pathlib import Path

from sandbox.github.git import Git, GitFailed
from sandbox.github.refusal import Json

FORMAT = "%T%x00%aI%x00%an%x00%ae%x00%cn%x00%ce%x00%B"
KEPT = 1024


def simple_commit(git: Git, sha: str) -> Json | None:
    """Return GitHub's `simple-commit`; None when there is no such commit."""
    told = _told(git.path, sha)
    if told is None:
        return None
    tree, at, author, author_email, committer, committer_email, message = told
    return {
        "id": sha,
        "tree_id": tree,
        "message": message.strip(),
        "timestamp": at,
        "author": {"name": author, "email": author_email},
        "committer": {"name": committer, "email": committer_email},
    }


@lru_cache(KEPT)
def _told(path: Path, sha: str) -> list[str] | None:
    try:
        return Git(path).text("show", "-s", f"--format={FORMAT}", "--end-of-options", sha).split("\0")
    except GitFailed:
        return None
