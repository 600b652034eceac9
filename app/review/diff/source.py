"""The diff held against the source's own list of files: a path or a count that differs was not read right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.report import FileChange, Unknown
from app.review.diff.patch import Patch
from app.review.foreign import foreign


def differences(
    patches: Sequence[Patch], files: Sequence[FileChange]
) -> tuple[tuple[Patch, ...], tuple[Unknown, ...]]:
    """Return the patches with those that only the list has, and an Unknown for each disagreement."""
    read = {patch.path: patch for patch in patches}
    listed = {change.path: change for change in files}
    unknown = [Unknown(foreign(change.path), reason) for change in files if (reason := _reason(change, read))]
    unknown += [
        Unknown(foreign(path), "the diff holds it, but the source does not list it")
        for path in read
        if path not in listed
    ]
    missing = tuple(Patch(change) for change in files if change.path not in read)
    return (*(_with_kind(patch, listed.get(patch.path)) for patch in patches), *missing), tuple(unknown)


def _with_kind(patch: Patch, listed: FileChange | None) -> Patch:
    """Return the patch as binary when the source says so: of a file that only moved the diff does not."""
    if listed is None or not listed.binary or patch.change.binary or patch.hunks:
        return patch
    return replace(patch, change=replace(patch.change, binary=True))


def _reason(change: FileChange, read: Mapping[str, Patch]) -> str | None:
    patch = read.get(change.path)
    if patch is None:
        return "the source lists it, but the diff does not hold it"
    told = patch.change
    if (told.additions, told.deletions) == (change.additions, change.deletions) or _is_same(patch, change):
        return None
    return (
        f"the diff holds +{told.additions} -{told.deletions}, "
        f"the source counts +{change.additions} -{change.deletions}"
    )


def _is_same(patch: Patch, change: FileChange) -> bool:
    """Whether only the way of counting differs.

    Git shows a file that became a link as all taken away and all added, and counts the lines that differ.
    """
    told = patch.change
    return patch.is_of_another_type and (
        change.binary or told.additions - told.deletions == change.additions - change.deletions
    )
