"""What lies between two commits: the diff, the list of changed files, and the files that are wanted whole."""

from collections.abc import Callable
from dataclasses import dataclass

from app.adapters import gitpartial
from app.adapters.gitoutput import file_changes
from app.adapters.gitprogram import Git, GitError, GitTimeoutError
from app.adapters.gitrange import COUNTS, TEXT, Range
from app.adapters.gitwhole import blobs_in, whole_files
from app.domain.evidence import WholeFile
from app.domain.report import FileChange, Unknown

_DIFF_MAX = 32 * 1024 * 1024  # bytes
_LIST_MAX = 32 * 1024 * 1024  # bytes of names and counts

_END_OF_LIST = b"\0\0"  # of the last name, and of the list


@dataclass(frozen=True, slots=True)
class Change:
    diff: str
    files: tuple[FileChange, ...] | None  # None when the list is too long to be read
    whole: tuple[WholeFile, ...]
    unknown: tuple[Unknown, ...]


def read_change(git: Git, between: Range, wanted: Callable[[FileChange], bool]) -> Change:
    """Return what changes; of a clone that lacks some content, what it has. Raises GitError.

    `wanted`: which of the changed files are read whole as well, before and after.
    """
    missing: frozenset[str] = frozenset()
    unknown: tuple[Unknown, ...] = ()
    try:
        diff, listing = _both(git, between)
        files = file_changes(listing) if len(listing) <= _LIST_MAX else None
    except GitTimeoutError:
        raise
    except GitError as problem:
        missing = gitpartial.missing_objects(git, between)
        if not missing:
            raise
        here = gitpartial.read_here(git, between, missing, problem, _DIFF_MAX)
        diff, listing, files, unknown = here.diff, here.listing, here.files, here.unknown
    text, cut = _text(diff)
    named = [change for change in files or () if wanted(change)]
    whole, unread = whole_files(git, named, blobs_in(listing), missing)
    return Change(text, files, whole, (*unknown, *cut, *unread))


def foresee_change(git: Git, between: Range) -> None:
    """Begin what `read_change` reads first."""
    between.foresee(git, *COUNTS, *TEXT, limit=_DIFF_MAX)


def _both(git: Git, between: Range) -> tuple[bytes, bytes]:
    """Return the diff and the list of files, of which git tells the list first when asked for both."""
    told = between.read(git, *COUNTS, *TEXT, limit=_DIFF_MAX)
    if len(told) <= _DIFF_MAX:
        listing, end, diff = told.partition(_END_OF_LIST)
        return diff, listing + end[:1]
    return between.read(git, *TEXT, limit=_DIFF_MAX), between.read(git, *COUNTS, limit=_LIST_MAX)


def _text(diff: bytes) -> tuple[str, tuple[Unknown, ...]]:
    if len(diff) <= _DIFF_MAX:
        return diff.decode("utf-8", "replace"), ()
    whole = diff[: diff.rfind(b"\ndiff --git ") + 1]
    reason = f"it is larger than {_DIFF_MAX // 1024**2} MiB; the rest was not read"
    return whole.decode("utf-8", "replace"), (Unknown("diff", reason),)
