"""Commits of a git repository as values; what is asked by full ids never changes and is kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sandbox.github.git import Git
from sandbox.github.times import iso

FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B"
FIELDS = 10
KEPT = 512


@dataclass(frozen=True)
class Signature:
    name: str
    email: str
    at: str  # ISO 8601 in UTC


@dataclass(frozen=True)
class Commit:
    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@lru_cache(KEPT)
def log(path: Path, *arguments: str) -> tuple[Commit, ...]:
    """Return what `git log` finds; name commits by their full ids only. Raises GitFailed."""
    told = Git(path).bytes("log", "-z", f"--format={FORMAT}", "--no-show-signature", *arguments)
    fields = told.decode(errors="replace").split("\0")
    return tuple(_commit(fields[at : at + FIELDS]) for at in range(0, len(fields) - 1, FIELDS))


def commit(path: Path, sha: str) -> Commit:
    """Return one commit by its full id. Raises GitFailed."""
    return log(path, "-1", sha)[0]


@lru_cache(KEPT)
def count(path: Path, *arguments: str) -> int:
    """Return how many commits there are; name them by their full ids only. Raises GitFailed."""
    return int(Git(path).text("rev-list", "--count", *arguments))


@lru_cache(KEPT)
def merge_base(path: Path, one: str, other: str) -> str:
    """Return the best common ancestor of two full ids. Raises GitFailed when there is none."""
    return Git(path).text("merge-base", one, other).strip()


@lru_cache(KEPT)
def is_ancestor(path: Path, one: str, other: str) -> bool:
    return count(path, one, f"^{other}") == 0


def _commit(told: list[str]) -> Commit:
    sha, tree, parents, author, email, at, committer, committer_email, committed, message = told
    return Commit(
        sha,
        tree,
        tuple(parents.split()),
        Signature(author, email, _utc(at)),
        Signature(committer, committer_email, _utc(committed)),
        message.rstrip("\n"),
    )


def _utc(at: str) -> str:
    return iso(datetime.fromisoformat(at))
