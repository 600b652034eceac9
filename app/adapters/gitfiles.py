"""Files of a commit by their paths, and commits by their ids: all that is asked at once is one run of git.

Only a directory says that a file is not there: "missing" may be content that the clone lacks.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from app.adapters.begun import begun
from app.adapters.gitprogram import Git, GitError, GitTimeoutError

_LARGEST = 16 * 1024 * 1024  # bytes of what one run of git prints
_HEADER = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) ([a-z]+) ([0-9]{1,18})")  # id, kind and size
_DIRECTORY, _FILE = b"40000", b"100"  # a mode, and what the modes of plain files begin with


@dataclass(frozen=True, slots=True)
class Object:
    id: str
    kind: str  # "commit", "tree", "blob" or "tag"
    size: int  # bytes
    content: bytes  # less than `size` when all that was asked is too large together


Found = Mapping[str, Object]  # by what it was asked by


def names_of(revision: str, *paths: str) -> list[str]:
    """Return what has to be looked up for `plain_file`: the directories first, as they are small."""
    directories = [f"{revision}:{step}" for path in paths for step in _steps(path)[:-1]]
    return [*dict.fromkeys(directories), *(f"{revision}:{path}" for path in paths)]


def look_up(git: Git, names: Sequence[str], limit: int = _LARGEST) -> Found:
    """Return those of the objects that are here and can be read. Raises GitError only for a timeout."""
    try:
        output = git.read("cat-file", "--batch", given=_given(names), limit=limit, problem="no")
    except GitTimeoutError:
        raise
    except GitError:  # git stops at content that a partial clone lacks
        one_by_one = (look_up(git, [name]) for name in names if len(names) > 1)
        return {name: found for told in one_by_one for name, found in told.items()}
    return dict(_objects(names, output))


class Ahead:
    """What is looked up before anybody asks for it, each name for one who does."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._begun: tuple[set[str], Future[Found]] | None = None

    def begin(self, *askers: Sequence[str]) -> None:
        """Begin to look up in one run what each of so many will ask for, unless that is under way."""
        names = list(dict.fromkeys(name for each in askers for name in each))
        if self._begun is None or not self._begun[0].issuperset(names):
            found = begun(lambda: look_up(self._git, names, _LARGEST * len(askers)))
            self._begun = set(names), found

    def look_up(self, names: Sequence[str]) -> Found:
        """Return them from what was begun, else look them up now. Raises GitError only for a timeout."""
        if self._begun is None or not self._begun[0].issuperset(names):
            return look_up(self._git, names)
        left, found = self._begun
        left.difference_update(names)  # whoever asks again wants to know what stands there then
        return found.result()


def plain_file(found: Found, revision: str, path: str, limit: int) -> bytes | None:
    """Return a file's content, cut one byte above `limit`, or None. Raises GitError for a link."""
    mode, blob = _DIRECTORY, ""
    above, *steps = _steps(path)
    for step in steps:
        directory = found.get(f"{revision}:{above}")
        if mode != _DIRECTORY:
            return None
        if directory is None or len(directory.content) < directory.size:
            raise GitError(f"{revision} cannot be read.")
        entry = _entry(directory, os.fsencode(step.rpartition("/")[2]))
        if entry is None:
            return None
        (mode, blob), above = entry, step
    if not mode.startswith(_FILE):
        raise GitError(f"{path} on {revision} is not a plain file; make it one.")
    file = found.get(f"{revision}:{path}")
    if file is None or file.id != blob or len(file.content) < min(file.size, limit + 1):
        raise GitError(f"{path} on {revision} cannot be read.")
    return file.content[: limit + 1]


def _given(names: Sequence[str]) -> bytes:
    return b"".join(os.fsencode(name) + b"\n" for name in names)


def _steps(path: str) -> list[str]:
    """Return the way to a path: the root, each directory, and itself."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) + 1)]


def _objects(names: Sequence[str], output: bytes) -> Iterator[tuple[str, Object]]:
    at = 0
    for name in names:
        header, end, _ = output[at : at + 512].partition(b"\n")
        at = at + len(header) + 1
        if end and (told := _HEADER.fullmatch(header)):
            size = int(told[3])
            yield name, Object(told[1].decode(), told[2].decode(), size, output[at : at + size])
            at += size + 1


def _entry(directory: Object, name: bytes) -> tuple[bytes, str] | None:
    """Return the mode and the id of the first entry of that name, as git takes the first."""
    at, width = 0, len(directory.id) // 2
    while (end := directory.content.find(b"\0", at)) >= 0:
        mode, _, told = directory.content[at:end].partition(b" ")
        at = end + 1 + width
        if told == name:
            return mode, directory.content[end + 1 : at].hex()
    return None
