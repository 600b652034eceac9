"""One patch for each path: git tells a file that became a link as deleted, then added."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.report import Status, Unknown
from app.review.diff.patch import Patch
from app.review.foreign import foreign


def merged(patches: Sequence[Patch]) -> tuple[tuple[Patch, ...], tuple[Unknown, ...]]:
    """Make one of a path that comes twice, and name every other repetition."""
    by_path: dict[str, list[Patch]] = {}
    for patch in patches:
        by_path.setdefault(patch.path, []).append(patch)
    unknown = tuple(
        Unknown(foreign(path), "it comes more than once; give one diff from base to head")
        for path, same in by_path.items()
        if len(same) > 1 and [patch.change.status for patch in same] != [Status.DELETED, Status.ADDED]
    )
    return tuple(_joined(same) if len(same) > 1 else same[0] for same in by_path.values()), unknown


def _joined(same: Sequence[Patch]) -> Patch:
    first = same[0].change
    change = replace(
        first,
        status=Status.MODIFIED if first.status is Status.DELETED else first.status,
        additions=sum(patch.change.additions for patch in same),
        deletions=sum(patch.change.deletions for patch in same),
        binary=any(patch.change.binary for patch in same),
    )
    hunks = tuple(hunk for patch in same for hunk in patch.hunks)
    return Patch(change, hunks, same[0].old_mode, same[-1].new_mode)
