"""From what changed to findings: one for each rule and file, with what to do about it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.review.dependencies.compare import Change
from app.review.dependencies.entry import LOCAL
from app.review.dependencies.format import Role
from app.review.dependencies.order import Step
from app.review.dependencies.read import File
from app.review.dependencies.words import moved, name, named
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.verdict.sighting import Sighting

_PACKAGES = frozenset({Role.MANIFEST, Role.LOCK})


@dataclass(frozen=True, slots=True)
class _Row:
    rule: str
    sees: Callable[[Change], bool]
    message: str  # {what} is the list
    words: Callable[[Change], str] = moved


def _is_major(change: Change) -> bool:
    return change.role in _PACKAGES and change.step is Step.MAJOR


def _is_new(change: Change) -> bool:
    return change.is_added and change.role is not Role.ACTION and change.place != LOCAL


def _is_for_development(change: Change) -> bool:
    return change.is_development and (_is_major(change) or _is_new(change))


def _is_moved_source(change: Change) -> bool:
    is_foreign_new = change.is_added and change.place not in {"", LOCAL} and not change.is_usual_place
    is_other = change.moved_from is not None and change.place != LOCAL
    return change.role in _PACKAGES and (is_other or is_foreign_new)


def _source(change: Change) -> str:
    place = foreign(change.place, 80) if change.place else "its registry"
    if change.moved_from is None:
        return f"{name(change)} from {place}"
    before = "this repository" if change.moved_from == LOCAL else foreign(change.moved_from, 60)
    return f"{name(change)} from {place} instead of {before or 'its registry'}"


def _reason(change: Change) -> str:
    return f"{moved(change)} ({foreign(change.floating, 80)})"


def _is_floating(change: Change, *, role_is_action: bool) -> bool:
    return bool(change.floating) and (change.role is Role.ACTION) == role_is_action


_ROWS = (
    _Row("dependency.added", lambda c: _is_new(c) and not c.is_development, "Adds {what}."),
    _Row("dependency.removed", lambda c: c.is_removed and c.role in _PACKAGES, "Removes {what}."),
    _Row(
        "dependency.major",
        lambda c: _is_major(c) and not c.is_development,
        "Moves to a new major version: {what}.",
    ),
    _Row(
        "dependency.development",
        _is_for_development,
        "New or of a new major version, for development alone: {what}.",
    ),
    _Row(
        "dependency.downgrade",
        lambda c: c.role in _PACKAGES and c.step is Step.DOWNGRADE,
        "Goes back to an older version: {what}. What was mended since then comes back broken; ask why.",
    ),
    _Row(
        "dependency.source",
        _is_moved_source,
        "Takes {what}. Another hand decides what arrives under that name; look at who owns it.",
        _source,
    ),
    _Row(
        "dependency.integrity",
        lambda c: c.has_other_content,
        "The same version with another digest: {what}. A published version does not change its content; "
        "compare with the registry before shipping.",
    ),
    _Row(
        "dependency.unpinned",
        lambda c: _is_floating(c, role_is_action=False),
        "Tomorrow's build may take other code than was reviewed: {what}. Name a version, digest or commit.",
        _reason,
    ),
    _Row(
        "dependency.unpinned-action",
        lambda c: _is_floating(c, role_is_action=True),
        "Lets actions of others run with the pipeline's secrets, by a tag or branch that can be moved to "
        "other code: {what}. Pin them to a full commit.",
    ),
    _Row(
        "dependency.image",
        lambda c: c.role is Role.IMAGE and not c.is_added,
        "Changes what an image is built on: {what}.",
    ),
    _Row(
        "dependency.action",
        lambda c: c.role is Role.ACTION and not (c.floating and c.is_added),
        "Changes the pipeline's actions: {what}.",
    ),
)


def judged(files: Sequence[File]) -> Iterator[Sighting]:
    """Yield one finding for each rule that something set off."""
    known = _known(files)
    development = _for_development(files)
    changes = [
        replace(change, development=True) if _is_asked_for(change, development) else change
        for file in files
        for change in file.changes
        if not _is_elsewhere(change, known)
    ]
    patches = {file.path: file.patch for file in files}
    for row in _ROWS:
        seen = [change for change in changes if row.sees(change)]
        if seen:
            first = min(seen, key=lambda change: not change.is_direct)
            path = first.dependency.path
            message = row.message.format(what=named(seen, row.words))
            yield Sighting(row.rule, message, path=path, line=_line(patches[path], first))
    yield from _indexes(files)


def _for_development(files: Sequence[File]) -> set[tuple[str, str]]:
    """Return (ecosystem, name) of what the changed manifests ask for in development alone."""
    told: dict[tuple[str, str], bool] = {}
    for file in files:
        if file.format and file.format.role is Role.MANIFEST:
            for entry in (*file.old.entries, *file.new.entries):
                key = file.format.ecosystem, entry.name
                told[key] = told.get(key, True) and entry.development is True
    return {key for key, is_development in told.items() if is_development}


def _is_asked_for(change: Change, development: set[tuple[str, str]]) -> bool:
    """Whether a lock that does not tell has it for a manifest's development alone."""
    key = change.dependency.ecosystem, change.dependency.name
    return change.development is None and change.role is Role.LOCK and key in development


Known = dict[tuple[str, bool], set[str]]  # names by ecosystem, after (True) and before (False)


def _known(files: Iterable[File]) -> Known:
    known: Known = {}
    for file in files:
        if file.format and file.changes:
            for is_after, side in ((False, file.old), (True, file.new)):
                names = known.setdefault((file.format.ecosystem, is_after), set())
                names.update(entry.name for entry in side.entries)
    return known


def _is_elsewhere(change: Change, known: Known) -> bool:
    """Whether it only went from one file to another, as when a lock file gets another form."""
    if not (change.is_added or change.is_removed):
        return False
    other = known.get((change.dependency.ecosystem, change.is_removed), set())
    return change.dependency.name in other and change.place in {"", LOCAL}


def _indexes(files: Sequence[File]) -> Iterator[Sighting]:
    for file in files:
        new = sorted(file.new.indexes - file.old.indexes)
        if new:
            place = f"`{foreign(new[0], 120)}`" + (f" and {len(new) - 1:,} more" if len(new) > 1 else "")
            message = (
                f"Asks {place} for packages, too: whoever publishes there under a known name is installed."
            )
            yield Sighting("dependency.source", message, path=file.path, line=_line_with(file.patch, new[0]))


def _line(patch: Patch, change: Change) -> int | None:
    """Return the first added line that tells the name, the better one if it tells the version as well."""
    wanted, version = change.dependency.name, change.dependency.new or ""
    lines = [(number, text) for number, text in patch.added() if wanted in text]
    both = (number for number, text in lines if version in text)
    return next(both, lines[0][0] if lines else _line_with(patch, version) if version else None)


def _line_with(patch: Patch, words: str) -> int | None:
    return next((number for number, text in patch.added() if words in text), None)
