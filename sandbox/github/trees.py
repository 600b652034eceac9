"""Trees and blobs of a git repository, as values."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sandbox.github.git import Git

KEPT = 128
SYMLINK = "120000"


@dataclass(frozen=True)
class Entry:
    mode: str
    type: str  # blob, tree or commit
    sha: str
    size: int | None  # bytes; None for what is no blob
    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@lru_cache(KEPT)
def entries(path: Path, tree: str, *, is_deep: bool = False) -> tuple[Entry, ...]:
    """Return what a tree holds, by full id; `is_deep`: with all that its folders hold. Raises GitFailed."""
    deep = ["-r", "-t"] if is_deep else []
    told = Git(path).bytes("ls-tree", "-z", "-l", "--full-tree", *deep, tree)
    return tuple(_entry(line) for line in told.decode(errors="replace").split("\0") if line)


@lru_cache(KEPT)
def at(path: Path, commit: str, name: str) -> Entry | None:
    """Return what is at a path of a commit, None when nothing is. Raises GitFailed."""
    found = Git(path).bytes("ls-tree", "-z", "-l", "--full-tree", commit, "--", f":(literal){name}")
    lines = found.decode(errors="replace").split("\0")
    return _entry(lines[0]) if lines[0] else None


@lru_cache(KEPT)
def blob(path: Path, sha: str) -> bytes:
    """Return a blob by its full id. Raises GitFailed."""
    return Git(path).bytes("cat-file", "blob", sha)


def _entry(line: str) -> Entry:
    told, _, path = line.partition("\t")
    mode, kind, sha, size = told.split()
    return Entry(mode, kind, sha, int(size) if size.isdecimal() else None, path)
