"""What the change does to the code of others that it builds on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.evidence import WholeFile
from app.domain.report import Dependency, Unknown
from app.review.dependencies.agreement import disagreements
from app.review.dependencies.compare import Change
from app.review.dependencies.judge import judged
from app.review.dependencies.read import File, read_files
from app.review.dependencies.words import named
from app.review.diff.patch import Patch
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_NOTHING = "; no dependency changes in what could be read"
_UNREAD = ", whose form is not read here: see for yourself which versions move"


@dataclass(frozen=True, slots=True)
class Dependencies:
    changed: tuple[Dependency, ...] = ()
    findings: tuple[Sighting, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def look_at_dependencies(
    patches: Sequence[Patch], whole: Sequence[WholeFile] = (), *, is_routine: bool
) -> Dependencies:
    """Return what came, went and moved; a bot's routine update earns no points for being one."""
    files = read_files(patches, whole)
    changed = [change for file in files for change in file.changes]
    findings = [
        *_manifests(files, is_routine=is_routine),
        *judged(files),
        *disagreements(files, is_routine=is_routine),
        *_submodules(patches),
    ]
    ordered = sorted(changed, key=lambda change: not change.is_direct)  # the report lists the first ones
    return Dependencies(
        tuple(change.dependency for change in ordered),
        tuple(findings),
        tuple(file.unknown for file in files if file.unknown),
    )


def _manifests(files: Sequence[File], *, is_routine: bool) -> Iterator[Sighting]:
    touched = [file for file in files if kind_of(file.path) in {Kind.MANIFEST, Kind.LOCK}]
    if touched:
        changes = [change for file in touched for change in file.changes]
        paths = listed(file.path for file in touched)
        if changes:
            what = f"dependencies in {paths}{_told(changes)}"
        else:
            what = paths + (_NOTHING if any(file.format for file in touched) else _UNREAD)
        partly = any(file.changes and not file.is_whole for file in touched)
        known = " Told from the changed lines alone." if partly else ""
        yield Sighting(
            "dependency.changed",
            f"Changes {what}.{known}",
            path=touched[0].path,
            times=0 if is_routine else 1,
        )


def _told(changes: Sequence[Change]) -> str:
    moved = [change for change in changes if change.dependency.old and change.dependency.new]
    return f": {named(moved)}" if moved else ""


def _submodules(patches: Sequence[Patch]) -> Iterator[Sighting]:
    moved = [patch.path for patch in patches if patch.is_submodule]
    if moved:
        message = f"Moves a submodule, whose content is not in this diff: {listed(moved)}."
        yield Sighting("dependency.submodule", message, path=moved[0])
