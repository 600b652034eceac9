"""What git prints for programs, as values."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.evidence import Commit
from app.domain.report import FileChange, Status

COMMIT_FIELDS = (
    "%H",
    "%an",
    "%ae",
    "%ce",
    "%s",
    "%ct",
    "%P",
    "%b",
    "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x01)",
)
BODY_MAX = 4_000  # characters of a commit message that are kept
_MAIL = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_STATUS = {"A": Status.ADDED, "D": Status.DELETED, "R": Status.RENAMED, "C": Status.ADDED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `--raw`, of a diff without renames."""

    status: Status
    old: str  # the blob's id before; zeros when there was none
    new: str
    path: str  # with bytes that are not UTF-8 as lone surrogates, so that git can be asked about it


def entries(output: bytes) -> Iterator[Entry]:
    """Read `--raw --no-renames -z`."""
    fields = iter(output.split(b"\0")[:-1])
    for field, path in zip(fields, fields, strict=True):
        _, _, old, new, letter = field.decode("ascii").split(" ")
        yield Entry(_STATUS.get(letter[:1], Status.MODIFIED), old, new, os.fsdecode(path))


def file_changes(output: bytes) -> tuple[FileChange, ...]:
    """Read `--raw --numstat -z`: first what happened to each path, then how many lines."""
    fields = iter(output.decode("utf-8", "replace").split("\0")[:-1])
    statuses: dict[str, tuple[Status, str | None]] = {}
    changes = []
    for field in fields:
        if field.startswith(":"):
            letter = field.rpartition(" ")[2][:1]
            old = next(fields)
            new = next(fields) if letter in {"R", "C"} else old
            statuses[new] = _STATUS.get(letter, Status.MODIFIED), old if new != old else None
        else:
            added, deleted, path = field.split("\t", 2)
            if not path:  # a rename: the old and the new path follow
                _, path = next(fields), next(fields)
            status, old_path = statuses.get(path, (Status.MODIFIED, None))
            is_binary = added == "-"
            counts = (0, 0) if is_binary else (int(added), int(deleted))
            changes.append(FileChange(path, old_path, status, *counts, is_binary))
    return tuple(changes)


def commits_in(output: bytes) -> Iterator[Commit]:
    fields = output.decode("utf-8", "replace").removesuffix("\0").split("\0")
    for at in range(0, len(fields) - len(COMMIT_FIELDS) + 1, len(COMMIT_FIELDS)):
        yield _commit(fields[at : at + len(COMMIT_FIELDS)])


def _commit(fields: Sequence[str]) -> Commit:
    sha, author, email, committer, subject, at, parents, body, trailers = fields
    co_authors = (mail[1] for trailer in trailers.split("\1") if (mail := _MAIL.search(trailer)))
    people = tuple(dict.fromkeys(co_authors))
    return Commit(
        sha, author, email, subject, people, committer, int(at), tuple(parents.split()), body[:BODY_MAX]
    )
