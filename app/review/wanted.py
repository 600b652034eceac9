"""Which changed files the review reads whole, before and after: what their changed lines do not tell."""

from app.domain.report import FileChange, Status
from app.review.migrations.framework import framework_of
from app.review.place.kind import Kind, kind_of


def is_wanted(change: FileChange) -> bool:
    """Whether a source that can should give the file whole."""
    if change.binary:
        return False
    paths = (change.path, change.old_path or change.path)
    if any(kind_of(path) in {Kind.MANIFEST, Kind.LOCK} for path in paths):
        return True
    return change.status is not Status.DELETED and framework_of(change.path) is not None
