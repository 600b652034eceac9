"""Dependencies in messages: the direct ones first, three of them by name."""

from collections.abc import Callable, Sequence

from app.review.dependencies.compare import Change
from app.review.dependencies.source import is_commit
from app.review.foreign import foreign

_SHOWN = 3
_COMMIT_SHOWN = 12  # hex digits


def named(changes: Sequence[Change], words: Callable[[Change], str] | None = None) -> str:
    """Return the first three names with what happened to each, and how many more there are."""
    ordered = sorted(changes, key=lambda change: not change.is_direct)
    by_name = {change.dependency.name: change for change in ordered if change.is_direct}
    for change in ordered:
        by_name.setdefault(change.dependency.name, change)
    shown = list(by_name.values())[:_SHOWN]
    more = f" and {len(by_name) - _SHOWN:,} more" if len(by_name) > _SHOWN else ""
    return ", ".join(map(words or moved, shown)) + more


def moved(change: Change) -> str:
    """Return the name with its versions, or with its only one."""
    dependency = change.dependency
    told = [_short(version) for version in (dependency.old, dependency.new) if version]
    versions = " → ".join(dict.fromkeys(told))
    return f"{name(change)} {versions}".rstrip()


def _short(version: str) -> str:
    return version[:_COMMIT_SHOWN] if is_commit(version) else foreign(version, 40)


def name(change: Change) -> str:
    return f"`{foreign(change.dependency.name, 80)}`"
