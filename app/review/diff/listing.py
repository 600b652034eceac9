"""GitHub's list of changed files: each `patch` is read alone, so that one bad file never hides the others.

Fields as in docs.github.com/en/rest/commits/commits#compare-two-commits.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from app.domain.report import FileChange, Unknown
from app.review.diff.bound import BY_FILES, MOST_FILES
from app.review.diff.entry import Entry, read_entry
from app.review.diff.header import EMPTY_BLOB
from app.review.diff.hunk import Hunks, read_hunks
from app.review.diff.merge import merged
from app.review.diff.patch import SUBMODULE, Diff, Malformed, Patch
from app.review.foreign import foreign

COMPARED = 300  # files; a comparison lists no more
IN_PULL_REQUEST = 3_000  # files; the list of a pull request's files, all its pages
_SUBMODULE = re.compile(r"[-+]Subproject commit [0-9a-f]{40}\r?")  # all that git shows of one
# What ends so is text, and a count of no lines means that none changed; of what is binary it says nothing.
_TEXT = re.compile(
    r"\.(py|pyi|js|jsx|mjs|cjs|ts|tsx|vue|svelte|go|rs|rb|java|kt|kts|scala|c|h|cc|cpp|hpp|cs|php|swift|ex|exs"
    r"|sh|sql|css|scss|less|html?|xml|json|ya?ml|toml|ini|cfg|conf|tf|proto|graphql|md|rst|txt|adoc|lock|po)"
)


def read_listing(files: Sequence[Mapping[str, Any]], most: int = COMPARED) -> Diff:
    """Return what the list says.

    `files`: the parsed `files[]` of a comparison or a commit, or the files of a pull request.
    `most`: the length at which GitHub ends such a list without saying so.
    """
    patches: list[Patch] = []
    unknown: list[Unknown] = []
    for row in files[:MOST_FILES]:
        try:
            entry = read_entry(row)
        except Malformed as reason:
            unknown.append(Unknown("diff", str(reason)))
            continue
        if entry is not None:
            patch, problem = _patch(entry)
            patches.append(patch)
            unknown += [Unknown(foreign(entry.path), problem)] if problem else []
    if len(files) >= most:
        unknown.append(Unknown("diff", f"it lists {len(files):,} files, where GitHub may have cut the list"))
    if len(files) > MOST_FILES:
        unknown.append(BY_FILES)
    if not patches and not unknown:
        unknown.append(Unknown("diff", "no file was found in it"))
    single, repeated = merged(patches)
    return Diff(single, (*unknown, *repeated))


def _patch(entry: Entry) -> tuple[Patch, str | None]:
    """Return the file, and what is not known about it."""
    if entry.patch is None:
        binary, problem = _without_lines(entry)
        return Patch(_change(entry, entry.additions, entry.deletions, binary=binary)), problem
    lines = entry.patch.removesuffix("\n").split("\n")
    hunks = read_hunks(lines, 0)
    change = _change(entry, hunks.additions, hunks.deletions)
    mode = SUBMODULE if _is_submodule(hunks) else None
    return Patch(change, hunks.read, mode, mode), _problem(entry, hunks, lines)


def _change(entry: Entry, additions: int, deletions: int, *, binary: bool = False) -> FileChange:
    return FileChange(entry.path, entry.old_path, entry.status, additions, deletions, binary)


def _problem(entry: Entry, hunks: Hunks, lines: Sequence[str]) -> str | None:
    if hunks.problem or entry.problem:
        return hunks.problem or entry.problem
    if hunks.rest < len(lines):
        return f"after its hunks: {len(lines) - hunks.rest} of its lines belong to no hunk"
    if (hunks.additions, hunks.deletions) != (entry.additions, entry.deletions):
        return (
            f"its patch holds +{hunks.additions} -{hunks.deletions}, "
            f"the list counts +{entry.additions} -{entry.deletions}"
        )
    return None


def _without_lines(entry: Entry) -> tuple[bool, str | None]:
    """Tell whether a file without a patch is binary, and what is not known."""
    if entry.problem:
        return False, entry.problem
    if entry.additions or entry.deletions:
        return False, "the list counts its lines but does not hold them: it is too large"
    if entry.blob == EMPTY_BLOB:
        return False, None
    if entry.old_path is not None:  # moved or copied
        is_text = _TEXT.fullmatch(PurePosixPath(entry.path).suffix.lower())
        return False, None if is_text else "it moved, and the list does not say whether it changed as well"
    if entry.is_content:
        return True, "the list does not hold it: it is binary, too large, or only its mode changed"
    return False, "the list holds no lines of it: its mode or its type changed"


def _is_submodule(hunks: Hunks) -> bool:
    changed = [line for hunk in hunks.read[:2] for line in hunk.lines if line[:1] in {"+", "-"}]
    return bool(changed) and all(_SUBMODULE.fullmatch(line) for line in changed)
