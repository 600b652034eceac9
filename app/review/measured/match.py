"""Which measured file a changed path is; where that could be more than one, or a guess, it is none.

A coverage file names a path from where it was measured: absolute in a CI's checkout, from a source root, from
Java's package or from Go's module. A changed path is from the repository's root.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.review.measured.lines import Measured

_MOST_CANDIDATES = 1000  # files of one name; among more, none is looked for
_MOST_ROOTS = 200  # directories that are weighed; after so many, a file is not measured
_HALF = 0.5
_WORK = frozenset({"work", "_work"})  # GitHub's runners check out into _work/<name>/<name>
Parts = tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """What is known of the repository that was measured."""

    name: str = ""  # its own name, without its owner
    modules: Mapping[str, str] = field(default_factory=dict)  # Go module → its directory, "" for the root


@dataclass(frozen=True, slots=True)
class _Spelling:
    parts: Parts
    measured: str  # the key in the coverage file
    is_rooted: bool = False  # begins somewhere above the repository's root
    may_be_whole: bool = True  # false: the beginning is known to be missing


def matched(measured: Measured, paths: Iterable[str], home: Home) -> dict[str, dict[int, bool]]:
    """Return path → line → whether it ran, of those `paths` that are measured beyond doubt."""
    index = _Index(measured, home)
    wanted = sorted(
        paths, key=lambda path: path.count("/"), reverse=True
    )  # deep paths tell where the root is
    found = ((path, index.find(_parts(path))) for path in wanted)
    return {path: measured.lines[name] for path, name in found if name is not None}


class _Index:
    def __init__(self, measured: Measured, home: Home) -> None:
        self._home = home
        self._by_name: dict[str, list[_Spelling]] = {}
        for path in measured.lines:
            for spelling in _spellings(path, measured, home):
                if spelling.parts:
                    self._by_name.setdefault(spelling.parts[-1], []).append(spelling)
        self._rooted = [
            spelling.parts for each in self._by_name.values() for spelling in each if spelling.is_rooted
        ]
        self._roots: dict[Parts, bool] = {}  # whether it is likely the repository's root
        self._seen: set[Parts] = set()  # roots below which a deep path was found

    def find(self, wanted: Parts) -> str | None:
        candidates = self._by_name.get(wanted[-1], []) if wanted else []
        if len(candidates) > _MOST_CANDIDATES:
            return None
        for found in (self._whole(wanted, candidates), self._below_a_root(wanted, candidates)):
            if found:
                return found.pop() if len(found) == 1 else None
        return self._longest_ending(wanted, candidates)

    def _whole(self, wanted: Parts, candidates: Sequence[_Spelling]) -> set[str]:
        return {each.measured for each in candidates if each.may_be_whole and each.parts == wanted}

    def _below_a_root(self, wanted: Parts, candidates: Sequence[_Spelling]) -> set[str]:
        length, found = len(wanted), set[str]()
        for each in candidates:
            root = each.parts[:-length]
            if each.is_rooted and root and each.parts[-length:] == wanted and self._may_be_root(root, length):
                found.add(each.measured)
                if length > 1:
                    self._seen.add(root)
        return found

    def _may_be_root(self, root: Parts, length: int) -> bool:
        """Tell it from what lies below it; a bare name tells nothing, so there the root must be known."""
        if length == 1:
            return root in self._seen or self._is_named(root)
        if root not in self._roots and len(self._roots) < _MOST_ROOTS:
            below = sum(parts[: len(root)] == root for parts in self._rooted)
            self._roots[root] = below > _HALF * len(self._rooted)
        return self._roots.get(root, False)

    def _is_named(self, root: Parts) -> bool:
        """Whether a directory is called like the repository, and is not its package of the same name."""
        steps = [step.lower() for step in root if not (step[:1] == "v" and step[1:].isdecimal())]
        name = self._home.name.lower()
        if not name or not steps or steps[-1] != name:
            return False
        return name not in steps[:-1] or (len(steps) > 2 and steps[-2] == name and steps[-3] in _WORK)  # noqa: PLR2004 - the runner's three

    def _longest_ending(self, wanted: Parts, candidates: Sequence[_Spelling]) -> str | None:
        """Measured below the repository's root, as from Java's package: `com/shop/Cart.java`."""
        best, found = 1, set[str]()
        for each in candidates:
            length = len(each.parts)
            if each.is_rooted or length < best or length == 1 or wanted[-length:] != each.parts:
                continue
            found = {each.measured} if length > best else found | {each.measured}
            best = length
        return found.pop() if len(found) == 1 else None


def _spellings(path: str, measured: Measured, home: Home) -> Iterator[_Spelling]:
    if measured.has_modules:
        yield _from_module(path, home)
        return
    if _is_absolute(path):
        yield _Spelling(_parts(path), path, is_rooted=True)
        return
    yield _Spelling(_parts(path), path, may_be_whole=not any(_parts(root) for root in measured.roots))
    for root in measured.roots:
        joined = f"{root}/{path}"
        if _parts(root):
            yield _Spelling(_parts(joined), path, is_rooted=_is_absolute(joined))


def _from_module(path: str, home: Home) -> _Spelling:
    inside = [name for name in home.modules if path.startswith(f"{name}/")]
    if not inside:
        return _Spelling(_parts(path), path, is_rooted=True)
    module = max(inside, key=len)
    return _Spelling(_parts(f"{home.modules[module]}/{path.removeprefix(module)}"), path)


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "\\")) or path[1:2] == ":"


def _parts(path: str) -> Parts:
    plain = posixpath.normpath(path.replace("\\", "/"))
    return tuple(part for part in plain.split("/") if part not in {"", ".", ".."})
