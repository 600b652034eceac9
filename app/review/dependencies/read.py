"""The files that name dependencies, both sides of each, whole where they could be had."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.evidence import WholeFile
from app.domain.report import Status, Unknown
from app.review.dependencies.compare import Change, Place, changes
from app.review.dependencies.entry import NONE, Listing
from app.review.dependencies.format import Format, Role, format_of
from app.review.dependencies.lines import form_of, listings
from app.review.diff.patch import Malformed, Patch
from app.review.place.kind import Kind, kind_of

# Of all files together, both sides; each alone takes some five seconds at the worst.
_MOST_CHARACTERS, _MOST_LINES, _MOST_PACKAGES = 28 * 1024 * 1024, 500_000, 150_000
_MOST_CHANGED = 250_000  # lines of the diff
_LARGEST = 16 * 1024 * 1024  # characters of one side
_UNREAD = "it changed and could not be read whole"
_TOO_MANY = "such files name too many packages to be compared together"
_MARKED = ("\n<<<<<<< ", "\n>>>>>>> ")
_NOT_SHIPPED = re.compile(
    r"(^|/)(tests?|testdata|fixtures|__tests__|__fixtures__|specs?|examples?|samples?|docs?|e2e)/"
    r"|(^|[/._-])(dev|develop|development|tests?|testing|docs?|lint|ci|typing)([._-][^/]*)?\.(txt|in)$"
)
_META = re.compile(  # what a lock file says of itself
    r'\s*(#.*|//.*|"?(content-hash|content_hash|lockfileVersion|lock-version|lock_version|revision|'
    r'plugin-api-version|generated|python-versions|requires-python)"?\s*[:=].*|"?version"?\s*[:=]\s*\d+,?|[\]\[{}(),]*)\s*$'
)


@dataclass(frozen=True, slots=True)
class File:
    """One changed file that names dependencies."""

    patch: Patch
    format: Format | None  # None: a form that nobody reads here
    old: Listing = NONE
    new: Listing = NONE
    is_whole: bool = False
    changes: tuple[Change, ...] = ()
    unknown: Unknown | None = None

    @property
    def path(self) -> str:
        return self.patch.path

    @property
    def is_shipped(self) -> bool:
        return not _NOT_SHIPPED.search(self.path.lower())


@dataclass(slots=True)
class _Room:
    """What may still be read and compared."""

    characters: int = _MOST_CHARACTERS
    lines: int = _MOST_LINES
    packages: int = _MOST_PACKAGES
    changed: int = _MOST_CHANGED

    def takes(self, given: WholeFile) -> bool:
        for text in (given.old or "", given.new or ""):
            self.characters -= len(text)
            self.lines -= text.count("\n")
        return self.characters >= 0 and self.lines >= 0

    def compares(self, patch: Patch) -> bool:
        self.changed -= sum(len(hunk.lines) for hunk in patch.hunks)
        return self.changed >= 0

    def holds(self, old: Listing, new: Listing) -> bool:
        self.packages -= len(old.entries) + len(new.entries)
        return self.packages >= 0


def is_listed(path: str) -> bool:
    """Whether the file at `path` names other people's code."""
    return format_of(path) is not None or kind_of(path) in {Kind.MANIFEST, Kind.LOCK}


def read_files(patches: Sequence[Patch], whole: Sequence[WholeFile]) -> list[File]:
    by_path = {file.path: file for file in whole}
    return list(_files([patch for patch in patches if is_listed(patch.path)], by_path))


def _files(patches: Sequence[Patch], whole: Mapping[str, WholeFile]) -> Iterator[File]:
    room = _Room()
    for patch in patches:
        if not patch.is_submodule:
            yield _file(patch, whole.get(patch.path), room)


def _file(patch: Patch, given: WholeFile | None, room: _Room) -> File:
    form = format_of(patch.path)
    if patch.change.binary:
        return File(patch, form, unknown=_binary(patch))
    if not form or not given:
        return _from_lines(patch, form, room)
    if not room.takes(given):
        return _from_lines(patch, form, room, f"{_UNREAD}: such files are too large to be read together")
    return _whole(patch, form, given, room)


def _whole(patch: Patch, form: Format, given: WholeFile, room: _Room) -> File:
    try:
        new = _side(form, given.new)
    except Malformed as malformed:
        return _from_lines(patch, form, room, f"{_UNREAD}: {malformed}")
    try:
        old = _side(format_of(patch.change.old_path or patch.path), given.old)
    except Malformed as malformed:
        read = _from_lines(patch, form, room)
        return read if read.changes else replace(read, unknown=_as_it_was(patch, malformed))
    if not room.holds(old, new):
        return _from_lines(patch, form, room, f"{_UNREAD}: {_TOO_MANY}")
    return _compared(patch, form, (old, new), is_whole=True)


def _as_it_was(patch: Patch, malformed: Malformed) -> Unknown:
    return Unknown(patch.path, f"{_UNREAD} as it was: {malformed}")


def _binary(patch: Patch) -> Unknown | None:
    if patch.change.status is Status.DELETED:
        return None
    return Unknown(patch.path, "it is binary, so nobody can tell which dependencies it changes")


def _side(form: Format | None, text: str | None) -> Listing:
    """Read one side. Raises Malformed."""
    if text is None or form is None or not text.strip():
        return NONE
    if len(text) > _LARGEST:
        raise Malformed(f"it is larger than {_LARGEST // 1024**2} MiB")
    if all(mark in f"\n{text}" for mark in _MARKED):
        raise Malformed("it holds the marks of a merge conflict")
    if "\0" in text:
        raise Malformed("it is not text")
    return form.read(text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _compared(patch: Patch, form: Format, sides: tuple[Listing, Listing], *, is_whole: bool) -> File:
    is_development = _NOT_SHIPPED.search(patch.path.lower()) is not None
    place = Place(patch.path, form.ecosystem, form.role, is_development)
    return File(patch, form, *sides, is_whole, tuple(changes(place, *sides)))


def _from_lines(patch: Patch, form: Format | None, room: _Room, problem: str = "") -> File:
    """Read the changed lines; that they tell nothing is unknown only where they must tell something."""
    if form is None:
        told = _is_told(patch) or kind_of(patch.path) is not Kind.LOCK
        reason = "it is a lock file in a form that is not read"
        return File(patch, None, unknown=None if told else Unknown(patch.path, reason))
    if not room.compares(patch):
        return File(
            patch,
            form,
            unknown=Unknown(patch.path, problem or f"its changed lines were not read: {_TOO_MANY}"),
        )
    sides = _fragments(patch, form)
    read = _compared(patch, form, sides, is_whole=False)
    is_silent = not read.changes and form.role is Role.LOCK and not _is_told(patch)
    reason = problem or (
        "its changed lines name no dependency, and it was not given whole" if is_silent else ""
    )
    return replace(read, unknown=Unknown(patch.path, reason)) if reason else read


def _fragments(patch: Patch, form: Format) -> tuple[Listing, Listing]:
    if form.read_lines:
        sides = (_text(patch, "+"), _text(patch, "-"))
        try:
            return form.read_lines(sides[0]), form.read_lines(sides[1])
        except Malformed:
            return NONE, Listing()
    lines = form_of(patch.path)
    return listings(patch, lines) if lines else (NONE, NONE)


def _text(patch: Patch, without: str) -> str:
    """Return one side of the changed lines and those around them."""
    lines = [line for hunk in patch.hunks for line in hunk.lines if line[:1] != without and line[:1] != "\\"]
    text = "\n".join([line[1:] for line in lines])
    return text.replace("\r\n", "\n").removesuffix("\r") if "\r" in text else text


def _is_told(patch: Patch) -> bool:
    """Whether every changed line is one in which a lock file speaks of itself, or the file is gone."""
    if patch.change.status is Status.DELETED:
        return True
    changed = (line for hunk in patch.hunks for line in hunk.lines if line[:1] in {"+", "-"})
    return all(_META.match(line[1:1001]) for line in changed)
