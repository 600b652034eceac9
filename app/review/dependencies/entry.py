"""What manifests and lock files say, whatever their form: names, versions, where from, what for."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

LOCAL = "local"  # the source of what lies in the same repository
NOTHING: Mapping[str, Mapping[str, str]] = MappingProxyType({})


class Entry(NamedTuple):
    """One dependency; a tuple, as a lock file may hold fifty thousand."""

    name: str  # as its ecosystem compares names
    version: str = ""  # a lock's version or a manifest's constraint; "" is any
    source: str = ""  # "" is the ecosystem's own registry; LOCAL; else a place
    hashes: frozenset[str] = frozenset()  # "algorithm-or-kind:digest"
    is_direct: bool = False  # the project itself asks for it
    development: bool | None = None  # None: the file does not tell
    floating: str = ""  # why the same line may bring other code tomorrow


class Listing(NamedTuple):
    """One side of a file."""

    entries: tuple[Entry, ...] = ()
    indexes: frozenset[str] = frozenset()  # places that are asked beside the entries' own, or instead
    asked: Mapping[str, Mapping[str, str]] = NOTHING  # by folder, the constraints that a lock was made from


NONE = Listing()


def listing(
    entries: Iterable[Entry],
    indexes: Iterable[str] = (),
    asked: Mapping[str, Mapping[str, str]] = NOTHING,
) -> Listing:
    return Listing(tuple(entries), frozenset(indexes), asked)


def asked(
    name: str, version: str, source: str = "", *, development: bool | None, floating: str = ""
) -> Entry:
    """Return what a manifest asks for by name."""
    return Entry(
        name, version, source, frozenset(), is_direct=True, development=development, floating=floating
    )
