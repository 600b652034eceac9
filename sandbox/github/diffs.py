"""What changed between two commits, file by file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sandbox.github.git import Git

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
OPTIONS = ("-M", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/")
STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}
NOTHING = "0" * 40
KEPT = 32


@dataclass(frozen=True)
class FileDiff:
    filename: str
    status: str  # GitHub's word
    sha: str  # of the blob afterwards, or before for a removed file
    additions: int
    deletions: int
    previous: str | None = None  # name before a rename
    patch: str | None = None  # from the first hunk on; None for a binary file or a mere mode change

    @property
    def lines(self) -> int:
        return self.additions + self.deletions


@lru_cache(KEPT)
def between(path: Path, base: str, head: str) -> tuple[FileDiff, ...]:
    """Return the changed files from one commit or tree to another, by full ids. Raises GitFailed."""
    git = Git(path)
    told = git.bytes("diff", "--raw", "--numstat", "-z", "--no-abbrev", *OPTIONS, base, head)
    tokens = iter(told.decode(errors="replace").split("\0"))
    raw, first = _raw(tokens)
    counts = list(_counts(first, tokens))
    sections = _sections(text(path, base, head))
    return tuple(
        _file(entry, counts[position], _patch_of(entry.letter, sections))
        for position, entry in enumerate(raw)
    )


def text(path: Path, base: str, head: str) -> str:
    """Return the whole diff as git writes it."""
    return Git(path).text("diff", "--full-index", *OPTIONS, base, head)


@dataclass(frozen=True)
class _Entry:
    letter: str
    sha: str
    names: tuple[str, ...]  # before and after for a rename


def _raw(tokens: Iterator[str]) -> tuple[list[_Entry], str]:
    """Return the entries, and the first token that is none."""
    entries: list[_Entry] = []
    for token in tokens:
        if not token.startswith(":"):
            return entries, token
        _, _, before, after, status = token.split(" ")
        letter = status[0]
        names = (next(tokens), *((next(tokens),) if letter in "RC" else ()))
        entries.append(_Entry(letter, before if after == NOTHING else after, names))
    return entries, ""


def _counts(first: str, tokens: Iterator[str]) -> Iterator[tuple[int, int]]:
    """Yield added and removed lines of each file; a binary file has none."""
    token = first
    while token:
        added, removed, name = token.split("\t", 2)
        if not name:  # a rename: both names follow
            next(tokens), next(tokens)
        yield _number(added), _number(removed)
        token = next(tokens, "")


def _number(told: str) -> int:
    return 0 if told == "-" else int(told)


def _sections(diff: str) -> Iterator[str]:
    parts = f"\n{diff}".split("\ndiff --git ")
    return iter(parts[1:])


def _patch_of(letter: str, sections: Iterator[str]) -> str | None:
    """Return the hunks of the next file; git writes a change of type as two files."""
    section = next(sections, "")
    if letter == "T":
        next(sections, "")
    _, found, hunks = section.partition("\n@@ ")
    return f"@@ {hunks}".rstrip("\n") if found else None


def _file(entry: _Entry, counts: tuple[int, int], patch: str | None) -> FileDiff:
    previous = entry.names[0] if len(entry.names) > 1 else None
    return FileDiff(entry.names[-1], STATUS[entry.letter], entry.sha, *counts, previous, patch)
