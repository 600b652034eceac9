"""A clone that lacks the content of some files: what it has of a change is read, the rest is named."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.adapters.gitoutput import Entry, entries, file_changes
from app.adapters.gitprogram import Git, GitError, GitTimeoutError
from app.adapters.gitrange import COUNTS, TEXT, Range
from app.domain.report import FileChange, Unknown

_OBJECTS_MAX = 256 * 1024 * 1024  # bytes; some six million files
_PATHS_AT_ONCE, _LETTERS_AT_ONCE = 1_000, 100_000  # of one command line
_SHOWN = 3  # paths in a sentence


@dataclass
class Here:
    """The part of a change that the clone holds. Without all content no rename can be told."""

    files: tuple[FileChange, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    diff: bytes = b""
    listing: bytes = b""
    gone: list[Entry] = field(default_factory=list)


def missing_objects(git: Git, between: Range) -> frozenset[str]:
    """Return the ids of what the two commits' trees name and the clone does not have."""
    ends = [end for end in (between.base, between.head) if end]
    form = ("rev-list", "--objects", "--missing=print", "--no-walk", "--no-object-names")
    output = git.read(*form, *ends, limit=_OBJECTS_MAX, problem=between.problem)
    return frozenset(line[1:] for line in output.decode("ascii").split("\n") if line.startswith("?"))


def read_here(git: Git, between: Range, missing: frozenset[str], problem: GitError, limit: int) -> Here:
    """Return what can be read. Raises `problem` when not even the names can."""
    try:
        raw = between.read(git, "--no-renames", "-z", "--raw")
    except GitTimeoutError:
        raise
    except GitError:
        raise problem from None
    here = Here()
    known = [entry for entry in entries(raw) if missing.isdisjoint((entry.old, entry.new))]
    here.gone = [entry for entry in entries(raw) if not missing.isdisjoint((entry.old, entry.new))]
    for part in _parts(known):
        _read(git, between, part, here, limit)
    lost = tuple(FileChange(_shown(entry), None, entry.status, 0, 0) for entry in here.gone)
    here.files = (*file_changes(here.listing), *lost)
    here.listing = raw  # which names the blobs of every file
    here.unknown = _unread(here.gone, between.mend)
    return here


def _read(git: Git, between: Range, part: Sequence[Entry], here: Here, limit: int) -> None:
    paths = tuple(entry.path for entry in part)
    left = max(limit - len(here.diff), 0) + 1
    try:
        listing = between.read(git, "--no-renames", *COUNTS, paths=paths)
        diff = between.read(git, "--no-renames", *TEXT, limit=left, paths=paths)
    except GitTimeoutError:
        raise
    except GitError:  # a directory of the same name holds what is missing
        here.gone += part
        return
    here.listing += listing
    here.diff += diff


def _parts(known: Sequence[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    letters = 0
    for entry in known:
        letters += len(entry.path)
        if part and (letters > _LETTERS_AT_ONCE or len(part) == _PATHS_AT_ONCE):
            yield part
            part, letters = [], len(entry.path)
        part.append(entry)
    if part:
        yield part


def _unread(gone: Sequence[Entry], mend: str) -> tuple[Unknown, ...]:
    if not gone:
        return ()
    names = ", ".join(_shown(entry) for entry in gone[:_SHOWN])
    more = f" and {len(gone) - _SHOWN:,} more" if len(gone) > _SHOWN else ""
    return (Unknown("diff", f"the clone lacks the content of {names}{more}{mend}"),)


def _shown(entry: Entry) -> str:
    return os.fsencode(entry.path).decode("utf-8", "replace")
