"""Two sides of a file as sets of names and versions: what came, what went, what moved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.report import Dependency
from app.review.dependencies.entry import LOCAL, Entry, Listing
from app.review.dependencies.format import Role
from app.review.dependencies.order import Step, newest, step

_LONGEST = 200  # characters, of names and versions; longer than any registry allows
_GO_MAJOR = re.compile(r"(?:/|\.)v\d{1,3}$")
# Digests of content under other kinds do not speak of each other: an npm package's sha1 and its sha512.
_KIND = ":"


@dataclass(frozen=True, slots=True)
class Change:
    dependency: Dependency
    role: Role
    step: Step | None  # None when it came or went
    is_direct: bool = False
    development: bool | None = None  # whether it is for that alone; None when the file does not tell
    moved_from: str | None = None  # its place before, when that is another one; "" is the registry
    place: str = ""  # its place now
    has_other_content: bool = False  # another digest under the same version
    floating: str = ""  # why the same line may bring other code tomorrow
    is_usual_place: bool = False  # others of the file came from there before

    @property
    def is_development(self) -> bool:
        return self.development is True

    @property
    def is_added(self) -> bool:
        return self.dependency.old is None

    @property
    def is_removed(self) -> bool:
        return self.dependency.new is None


@dataclass(frozen=True, slots=True)
class Place:
    """Which file is compared."""

    path: str
    ecosystem: str
    role: Role
    is_development: bool = False  # whatever it says itself: a fixture, requirements-dev.txt


def changes(place: Place, old: Listing, new: Listing) -> Iterator[Change]:
    """Yield what differs, direct dependencies first, each by name."""
    differing = set(old.entries) ^ set(new.entries)
    names = {_key(place, entry) for entry in differing}
    before, after = _by_name(place, old, names), _by_name(place, new, names)
    usual = {entry.source for entry in old.entries}
    compared = (_compared(place, before.get(name, []), after.get(name, []), usual) for name in names)
    yield from sorted(
        filter(None, compared),
        key=lambda one: (not one.is_direct, one.dependency.name, str(one.dependency.new)),
    )


def _key(place: Place, entry: Entry) -> str:
    return _GO_MAJOR.sub("", entry.name) if place.ecosystem == "golang" else entry.name


def _by_name(place: Place, side: Listing, names: set[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in side.entries:
        if (key := _key(place, entry)) in names:
            found.setdefault(key, []).append(entry)
    return found


def _compared(place: Place, old: list[Entry], new: list[Entry], usual: set[str]) -> Change | None:
    """Return the one change of a name, or None when nothing of weight differs in what is of others."""
    if old and new and {entry.source for entry in (*old, *new)} == {LOCAL}:
        return None  # the repository's own package gets another number
    moved = _moved(place.ecosystem, old, new)
    sources = {entry.source for entry in new} - {entry.source for entry in old}
    other = max(sources) if sources and old else None
    has_other_content = _has_other_content(old, new)
    floating = "" if any(entry.floating for entry in old) else _floating(new)
    if moved is None and other is None and not has_other_content and not floating:
        return None
    before, after = moved or _same(new)
    shown = new or old
    source = other if other is not None else max((entry.source for entry in new), default="")
    return Change(
        Dependency(shown[0].name[:_LONGEST], place.ecosystem, _short(before), _short(after), place.path),
        place.role,
        None if before is None or after is None else step(place.ecosystem, before, after),
        any(entry.is_direct for entry in shown),
        True if place.is_development else _development(shown),
        min(entry.source for entry in old) if other is not None else None,
        source,
        has_other_content,
        floating,
        source in usual,
    )


def _development(entries: list[Entry]) -> bool | None:
    told = {entry.development for entry in entries}
    return False if False in told else None if None in told else True


def _moved(ecosystem: str, old: list[Entry], new: list[Entry]) -> tuple[str | None, str | None] | None:
    """Return the versions before and after; None when no version came that was not there."""
    before, after = {entry.version for entry in old}, {entry.version for entry in new}
    if not old or not new:
        return _newest(ecosystem, before), _newest(ecosystem, after)
    if came := after - before:
        gone = before - after
        return newest(ecosystem, gone or before), newest(ecosystem, came)
    most, now = newest(ecosystem, before), newest(ecosystem, after)
    return (most, now) if most != now else None


def _newest(ecosystem: str, versions: set[str]) -> str | None:
    return newest(ecosystem, versions) if versions else None


def _same(entries: list[Entry]) -> tuple[str | None, str | None]:
    return entries[0].version, entries[0].version


def _floating(entries: list[Entry]) -> str:
    return next((entry.floating for entry in entries if entry.floating), "")


def _has_other_content(old: list[Entry], new: list[Entry]) -> bool:
    """Whether a version that stayed, from where it was, is now said to have none of the content it had."""
    before = {entry[1:3]: entry.hashes for entry in old if entry.hashes}  # by version and source
    return any(
        _differ(before[entry[1:3]], entry.hashes)
        for entry in new
        if entry[1:3] in before and entry.source != LOCAL
    )


def _differ(old: frozenset[str], new: frozenset[str]) -> bool:
    if not old or not new or old == new:
        return False
    kinds = {one.partition(_KIND)[0] for one in old} & {one.partition(_KIND)[0] for one in new}
    return any(
        {one for one in old if one.startswith(kind + _KIND)}.isdisjoint(
            one for one in new if one.startswith(kind + _KIND)
        )
        for kind in kinds
    )


def _short(version: str | None) -> str | None:
    return version[:_LONGEST].strip() if version is not None else None
