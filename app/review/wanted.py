"""Which changed files the review reads whole, before and after: what their changed lines do not tell."""

from app.domain.report import FileChange, Status
from app.review.dependencies.read import is_listed
from app.review.migrations.framework import framework_of


def is_wanted(change: FileChange) -> bool:
    """Whether a source that can should give the file whole."""
    if change.binary:
        return False
    paths = (change.path, change.old_path or change.path)
    if any(is_listed(path) for path in paths):
        return True
    return change.status is not Status.DELETED and framework_of(change.path) is not None
