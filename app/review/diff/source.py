"""The diff held against the source's own list of files: a path or a count that differs was not read right."""

from collections.abc import Sequence

from app.domain.report import FileChange, Unknown
from app.review.diff.patch import Patch
from app.review.foreign import foreign


def differences(
    patches: Sequence[Patch], files: Sequence[FileChange]
) -> tuple[tuple[Patch, ...], tuple[Unknown, ...]]:
    """Return the listed files that the diff lacks, and an Unknown for each disagreement."""
    read = {patch.path: patch.change for patch in patches}
    listed = {change.path for change in files}
    unknown = [Unknown(foreign(change.path), reason) for change in files if (reason := _reason(change, read))]
    unknown += [
        Unknown(foreign(path), "the diff holds it, but the source does not list it")
        for path in read
        if path not in listed
    ]
    return tuple(Patch(change) for change in files if change.path not in read), tuple(unknown)


def _reason(change: FileChange, read: dict[str, FileChange]) -> str | None:
    told = read.get(change.path)
    if told is None:
        return "the source lists it, but the diff does not hold it"
    if (told.additions, told.deletions) != (change.additions, change.deletions):
        return (
            f"the diff holds +{told.additions} -{told.deletions}, "
            f"the source counts +{change.additions} -{change.deletions}"
        )
    return None
