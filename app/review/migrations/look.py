"""Schema changes: found by path, read by what their framework calls a step; never run.

Anything that is not recognised is said to be unclassified, and is not taken for safe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Rollback, Status
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.migrations.framework import Framework, framework_of
from app.review.migrations.step import UNCLASSIFIED, Step
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_LONGEST = 300_000  # characters of one migration
_READ = 2_000_000  # characters of all migrations together
_MOST_STEPS = 20  # findings for one file


@dataclass(frozen=True, slots=True)
class Migrations:
    findings: tuple[Sighting, ...] = ()
    rollback: Rollback = Rollback.SAFE


@dataclass(frozen=True, slots=True)
class _Meaning:
    message: str  # {what} is the step's own words
    rollback: Rollback


_UNSAFE, _UNKNOWN = Rollback.UNSAFE, Rollback.UNKNOWN
_MEANINGS = {
    "migration.drop-table": _Meaning(
        "Drops a table ({what}): servers that still run the old code read it, and its rows are gone.", _UNSAFE
    ),
    "migration.drop-column": _Meaning(
        "Drops a column ({what}): servers that still run the old code read it, and its values are gone.",
        _UNSAFE,
    ),
    "migration.rename": _Meaning(
        "Renames ({what}): the old code asks for the old name, before and after this deploy.", _UNSAFE
    ),
    "migration.delete-rows": _Meaning("Deletes rows ({what}): no rollback brings them back.", _UNSAFE),
    "migration.required-column": _Meaning(
        "Adds a required column without a default ({what}): inserts of the old code fail.", _UNSAFE
    ),
    "migration.not-null": _Meaning("Forbids NULL ({what}): the old code may still write it.", _UNSAFE),
    "migration.change-type": _Meaning(
        "Changes a column's type ({what}): the table may be locked while it is rewritten.", _UNKNOWN
    ),
    UNCLASSIFIED: _Meaning(
        "Does something that was not classified ({what}): read it before approving.", _UNKNOWN
    ),
}


def look_at_migrations(patches: Sequence[Patch]) -> Migrations:
    """Return what the migrations do, and whether the old code still works afterwards."""
    found = [(patch, framework) for patch in patches if (framework := framework_of(patch.path))]
    if not found:
        return Migrations()
    message = f"Changes the database schema: {listed(patch.path for patch, _ in found)}."
    findings = [Sighting("migration.present", message, path=found[0][0].path)]
    findings.extend(_rewritten([patch for patch, _ in found]))
    left = _READ
    for patch, framework in found:
        if patch.change.status is Status.ADDED and not patch.change.old_path:
            text = patch.added_text()
            left -= len(text)
            findings.extend(_read(patch, framework, text if left > 0 and len(text) < _LONGEST else None))
    return Migrations(tuple(findings), _worst(findings))


def _rewritten(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Tell migrations that databases may have run already, by what happened to them."""
    deleted = [patch.path for patch in patches if patch.change.status is Status.DELETED]
    edited = [patch.path for patch in patches if patch.change.status in {Status.MODIFIED, Status.RENAMED}]
    edited += [
        patch.path for patch in patches if patch.change.status is Status.ADDED and patch.change.old_path
    ]
    if deleted:
        message = f"Deletes migrations; databases that ran them no longer match the code: {listed(deleted)}."
        yield Sighting("migration.deleted", message, path=deleted[0])
    if edited:
        message = (
            f"Changes old migrations; databases that ran them will not run them again: {listed(edited)}."
        )
        yield Sighting("migration.edited", message, path=edited[0])


def _read(patch: Patch, framework: Framework, text: str | None) -> Iterator[Sighting]:
    if text is None or not text.strip():
        words = "too long to read" if text is None else "no text to read"
        yield _told(patch, Step(UNCLASSIFIED, words, 1))
    else:
        yield from (_told(patch, step) for step in framework.steps(text)[:_MOST_STEPS])


def _told(patch: Patch, step: Step) -> Sighting:
    message = _MEANINGS[step.rule].message.format(what=f"`{foreign(step.words, 80)}`")
    return Sighting(step.rule, message, path=patch.path, line=step.line)


def _worst(findings: Sequence[Sighting]) -> Rollback:
    rules = {finding.rule for finding in findings}
    outcomes = {meaning.rollback for rule, meaning in _MEANINGS.items() if rule in rules}
    if _UNSAFE in outcomes:
        return _UNSAFE
    is_rewritten = not rules.isdisjoint({"migration.edited", "migration.deleted"})
    return _UNKNOWN if _UNKNOWN in outcomes or is_rewritten else Rollback.SAFE
