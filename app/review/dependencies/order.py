"""Which of two versions is the newer one, and how far apart they are, as their ecosystem counts."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any


class Step(StrEnum):
    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    DOWNGRADE = "downgrade"
    CHANGED = "changed"  # the order is not known
    SAME = "same"


_LONGEST = 100  # characters of a version that are looked at
# The first version of a constraint that is no upper bound: 1.2 of "<3,>=1.2", "^1.2" and "~> 1.2".
_LOWER = re.compile(r"(?:^|[,|\s])[ (\[]*(?:[~^=]{1,3}>?|>=?)?\s*([vV]?\d[^\s,|\])]{0,99})")
_PLAIN = re.compile(r"[vV]?\d{1,9}(?:\.\d{1,9}){0,5}")
_LEADING = re.compile(r"[vV]?\d{1,9}(?:\.\d{1,9}){0,5}(?![\w.+])")
_WILD = re.compile(r"(\.[xX*])+$")
_NUMBER = re.compile(r"\d{1,9}")
_CLASSES = {
    "pypi": "PypiVersion",
    "gem": "RubygemsVersion",
    "maven": "MavenVersion",
    "golang": "GolangVersion",
    "composer": "ComposerVersion",
    "nuget": "NugetVersion",
}


@lru_cache(maxsize=4096)
def step(ecosystem: str, old: str, new: str) -> Step:
    """Return what a move from `old` to `new` is; versions that cannot be compared have changed."""
    old, new = lowest(old), lowest(new)
    if old == new:
        return Step.SAME
    before, after = _numbers(old), _numbers(new)
    if _are_plain(old, new):
        order: int | None = (after > before) - (after < before)
        if not order:
            return Step.SAME  # "1.2" and "1.2.0"
    else:
        order = _order(ecosystem, old, new)
    if not order:
        return Step.CHANGED
    return Step.DOWNGRADE if order < 0 else _size(before, after)


def _are_plain(old: str, new: str) -> bool:
    """Whether both are numbers and dots, but for the same words behind them ("3.11-slim", "3.12-slim")."""
    before, after = _LEADING.match(old), _LEADING.match(new)
    return before is not None and after is not None and old[before.end() :] == new[after.end() :]


def lowest(constraint: str) -> str:
    """Return the lowest version that a constraint names; a version is its own."""
    text = constraint[:_LONGEST].strip()
    if _PLAIN.fullmatch(text):
        return text
    found = _LOWER.search(text)
    return _WILD.sub("", found[1] if found else text)


def newest(ecosystem: str, versions: set[str]) -> str:
    """Return the newest one; those that cannot be compared are ordered by their text."""
    if len(versions) == 1:
        return next(iter(versions))
    best = ""
    for version in sorted(versions):
        if not best or step(ecosystem, best, version) in {Step.MAJOR, Step.MINOR, Step.PATCH}:
            best = version
    return best


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in _NUMBER.findall(version)[:6]]
    return tuple(numbers + [0] * (6 - len(numbers)))


def _size(before: tuple[int, ...], after: tuple[int, ...]) -> Step:
    if before[:1] != after[:1]:
        return Step.MAJOR
    return Step.MINOR if before[1:2] != after[1:2] else Step.PATCH


def _order(ecosystem: str, old: str, new: str) -> int | None:
    """Return -1, 0 or 1, or None when nobody can tell."""
    try:
        before, after = (_version_class(ecosystem)(version) for version in (old, new))
        return int(before < after) - int(after < before)
    except Exception:  # noqa: BLE001 - each ecosystem's class refuses odd versions in its own way
        return None


@cache
def _version_class(ecosystem: str) -> Any:
    from univers import versions  # noqa: PLC0415 - 70 ms, and only for versions with letters in them

    return getattr(versions, _CLASSES.get(ecosystem, "SemverVersion"))
