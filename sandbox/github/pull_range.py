"""Which commits belong to a pull request."""

from typing import NamedTuple

from sandbox.github import objects
from sandbox.github.git import GitFailed
from sandbox.github.pull import Pull
from sandbox.github.repository import Repository


class Range(NamedTuple):
    base: str  # the tip of the base, or what it was before the merge
    head: str
    common: str  # where the branch began


def range_of(repository: Repository, pull: Pull) -> Range:
    """Return the ends of a pull request as they are now. Raises GitFailed when they are gone."""
    merged = objects.commit(repository.path, pull.merged_sha) if pull.merged_sha else None
    head = repository.git.sha(pull.head)
    if merged is not None:
        head = head or merged.parents[-1]
        base = merged.parents[0] if merged.parents else merged.sha
    else:
        base = repository.git.sha(pull.base) or ""
    if not head or not base:
        raise GitFailed(f"pull request {pull.number}: its branch is gone")
    return Range(base, head, objects.merge_base(repository.path, base, head))


def holds(repository: Repository, pull: Pull, sha: str) -> bool:
    """Whether a commit is one of the pull request's, or what it was merged as."""
    if pull.merged_sha == sha:
        return True
    try:
        ends = range_of(repository, pull)
    except GitFailed:
        return False
    return objects.is_ancestor(repository.path, sha, ends.head) and not objects.is_ancestor(
        repository.path, sha, ends.base
    )
