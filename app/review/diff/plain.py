"""Diffs without git's own lines: `---`, `+++` and hunks, as `diff -u` and Subversion write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.report import FileChange, Status, Unknown
from app.review.diff.bound import BY_FILES, MOST_FILES
from app.review.diff.header import NAMES_MAX, NOWHERE, PATH_MAX
from app.review.diff.hunk import Hunks, read_hunks
from app.review.diff.patch import Diff, Patch
from app.review.diff.quoting import unquote
from app.review.foreign import foreign

_COMMIT = re.compile(r"(?:From|commit) [0-9a-f]{7,64}\b")  # the head of a message in `git log -p` or a mail
_MAIL = "# HG changeset patch"  # the same, of Mercurial
_NOISE = re.compile(r"\r?$|={20,}\s*$|-- ?\s*$|\d+\.\d+[\w.() -]*$|svn:mime-type = ")
_NOISE_MAX = 200  # characters; but for `diff -`
_MOST_STRAYS = 100_000  # lines; after so many it is no diff
_BINARY = re.compile(r"Binary files (?P<names>.+) differ\r?")
_INDEX = "Index: "  # Subversion's
_PROPERTIES = "Property changes on: "
_NOT_SHOWN = "Cannot display: file marked as a binary type."


@dataclass
class _Reading:
    lines: Sequence[str]
    patches: list[Patch] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    strays: int = 0  # lines that are nothing known
    in_message: bool = False

    def read(self) -> Diff:
        at = 0
        while at < len(self.lines) and self.strays < _MOST_STRAYS and not self._is_full():
            at = self._file(at) if self._is_file(at) else self._other(at)
        if at < len(self.lines) and self._is_full():
            self.unknown.append(BY_FILES)
        if self.strays:
            self.unknown.append(Unknown("diff", self._stray_reason()))
        return Diff(tuple(self.patches), tuple(self.unknown))

    def _is_full(self) -> bool:
        return len(self.patches) >= MOST_FILES or len(self.unknown) >= MOST_FILES

    def _is_file(self, at: int) -> bool:
        following = self.lines[at : at + 3]
        starts = [
            line.startswith(mark) for line, mark in zip(following, ("--- ", "+++ ", "@@ "), strict=False)
        ]
        return starts[:2] == [True, True] and (all(starts) or not self.in_message)

    def _file(self, at: int) -> int:
        old, new = _names(self.lines[at], self.lines[at + 1])
        hunks = read_hunks(self.lines, at + 2)
        path = old if new == NOWHERE else new
        if not path or len(path) > PATH_MAX:
            self.unknown.append(Unknown("diff", "a file in it has no readable name"))
            return max(hunks.rest, at + 2)
        self.patches.append(_patch(path, old, new, hunks))
        if hunks.problem or not hunks.read:
            self.unknown.append(Unknown(foreign(path), hunks.problem or "it ends before its content"))
        return self._next_file(hunks.rest + 1) if hunks.problem else max(hunks.rest, at + 2)

    def _next_file(self, at: int) -> int:
        while at < len(self.lines) and not self._is_file(at):
            at += 1
        return at

    def _other(self, at: int) -> int:
        line = self.lines[at]
        if _COMMIT.match(line) or line.startswith(_MAIL):
            self.in_message = True
        elif len(line) < NAMES_MAX and (binary := _BINARY.fullmatch(line)):
            self._binary(*_stripped(*_pair(binary["names"])))
        elif line.startswith(_INDEX):
            return self._indexed(at)
        elif line.startswith(_PROPERTIES):
            return self._properties(at)
        elif line.startswith("Only in "):
            self.unknown.append(Unknown(foreign(line[8:].replace(": ", "/", 1)), "the diff does not hold it"))
        elif not self.in_message and not _is_noise(line):
            self.strays += 1
        return at + 1

    def _indexed(self, at: int) -> int:
        """Pass Subversion's heading; a file that it heads and shows no lines of is named."""
        name = self.lines[at][len(_INDEX) : NAMES_MAX].removesuffix("\r")
        at += 2 if self.lines[at + 1 : at + 2] and self.lines[at + 1].startswith("====") else 1
        if self.lines[at : at + 1] and self.lines[at].startswith(_NOT_SHOWN):
            self._binary(name, name)
            return at + 1
        if not self._is_file(at):
            self.unknown.append(Unknown(foreign(name), "the diff holds no lines of it"))
        return at

    def _properties(self, at: int) -> int:
        name = self.lines[at][len(_PROPERTIES) :].removesuffix("\r")
        self.unknown.append(Unknown(foreign(name), "its Subversion properties change; they are not read"))
        while at < len(self.lines) and not self.lines[at].startswith(_INDEX) and not self._is_file(at):
            at += 1
        return at

    def _binary(self, old: str, new: str) -> None:
        status = Status.ADDED if old == NOWHERE else Status.DELETED if new == NOWHERE else Status.MODIFIED
        path = old if status is Status.DELETED else new
        self.patches.append(Patch(FileChange(path, None, status, 0, 0, binary=True)))

    def _stray_reason(self) -> str:
        start = next((line for line in self.lines if line.strip()), "")
        if start.lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
            return "it is a web page, not a diff"
        if start.startswith("@@ "):
            return "it holds hunks without a file name"
        return f"{self.strays} of its lines belong to no file"


def read_plain(lines: Sequence[str]) -> Diff:
    """Read every file in `lines`, and say what is no part of a diff."""
    return _Reading(lines).read()


def _patch(path: str, old: str, new: str, hunks: Hunks) -> Patch:
    first = hunks.read[0] if hunks.read else None
    status = Status.MODIFIED
    if old == NOWHERE or (first and first.old_start == 0 and hunks.deletions == 0):
        status = Status.ADDED
    elif new == NOWHERE or (first and first.new_start == 0 and hunks.additions == 0):
        status = Status.DELETED
    return Patch(FileChange(path, None, status, hunks.additions, hunks.deletions), hunks.read)


def _names(minus: str, plus: str) -> tuple[str, str]:
    names = (line[4:NAMES_MAX].removesuffix("\r") for line in (minus, plus))
    return _stripped(*(unquote(name) if name[:1] == '"' else name.partition("\t")[0] for name in names))


def _stripped(old: str, new: str) -> tuple[str, str]:
    """Take `a/` and `b/`, or two directories that were compared, off the names."""
    named = [name for name in (old, new) if name != NOWHERE]
    tails = [name.partition("/")[2] for name in named]
    prefixed = old.startswith("a/") or old == NOWHERE, new.startswith("b/") or new == NOWHERE
    if all(prefixed) or (old != new and len(set(tails)) == 1 and all(tails) and len(named) > 1):
        old, new = (name if name == NOWHERE else name.partition("/")[2] for name in (old, new))
    return old, new


def _pair(names: str) -> tuple[str, str]:
    """Split `a/x and b/x`; a name may hold the word itself."""
    for start, end in ((f"{NOWHERE} and ", ""), ("", f" and {NOWHERE}")):
        if names.startswith(start) and names.endswith(end):
            name = names[len(start) : len(names) - len(end)]
            return (NOWHERE, name) if start else (name, NOWHERE)
    half = (len(names) - len(" and ")) // 2
    old, new = names[:half], names[half + len(" and ") :]
    if old.partition("/")[2] != new.partition("/")[2] or not names[half:].startswith(" and "):
        old, _, new = names.rpartition(" and ")
    return old or new, new


def _is_noise(line: str) -> bool:
    return line.startswith("diff -") or (len(line) <= _NOISE_MAX and _NOISE.match(line) is not None)
