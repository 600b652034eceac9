"""Schema changes: found by path, read by what their framework calls a step; never run.

Anything that is not recognised is said to be unclassified, and is not taken for safe.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.evidence import WholeFile
from app.domain.report import Rollback, Status, Unknown
from app.review.diff.patch import Patch
from app.review.migrations.meaning import message_of, rollback_of
from app.review.migrations.step import Step
from app.review.migrations.whole import Migration, migrations_of, read_all
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_RUNS_FIRST = " Code ships with it: make sure that it runs before that code starts."
_MOST_STEPS = 20  # findings for one file


@dataclass(frozen=True, slots=True)
class Migrations:
    findings: tuple[Sighting, ...] = ()
    rollback: Rollback = Rollback.SAFE
    unknown: tuple[Unknown, ...] = ()


def look_at_migrations(patches: Sequence[Patch], whole: Sequence[WholeFile] = ()) -> Migrations:
    """Return what the migrations do, and whether the release can still be taken back after them."""
    found = migrations_of(patches, whole)
    if not found:
        return Migrations()
    unknown = tuple(read_all(found, patches))
    paths = [migration.patch.path for migration in found]
    rewritten = tuple(_rewritten(found))
    told = tuple(_told(each.patch, step) for each in found for step in _first(each.steps))
    steps = [step for each in found for step in each.steps]
    rollback = _worst(steps, is_certain=not (rewritten or unknown))
    runs_first = rollback is Rollback.SAFE and _has_code({patch.path for patch in patches} - set(paths))
    message = f"Changes the database schema: {listed(paths)}.{_RUNS_FIRST if runs_first else ''}"
    present = Sighting("migration.present", message, path=paths[0])
    return Migrations((present, *rewritten, *told), rollback, unknown)


def _has_code(paths: Iterable[str]) -> bool:
    return any(kind_of(path) is Kind.CODE for path in paths)


def _first(steps: Sequence[Step]) -> list[Step]:
    """Return the first step of every rule, and of the others what fits."""
    leading = {step.rule: step for step in reversed(steps)}.values()
    others = [step for step in steps if step not in leading]
    kept = [*leading, *others[: max(0, _MOST_STEPS - len(leading))]]
    return [step for step in steps if step in kept]


def _rewritten(migrations: Sequence[Migration]) -> Iterator[Sighting]:
    """Tell migrations that databases may have run already, by what happened to them."""
    deleted = [each.patch.path for each in migrations if each.patch.change.status is Status.DELETED]
    edited = [each.patch.path for each in migrations if _is_edited(each)]
    if deleted:
        message = (
            f"Deletes {_which(deleted)}: a database that ran it no longer matches the code. "
            "Keep it, and undo what it did in a new migration."
        )
        yield Sighting("migration.deleted", message, path=deleted[0])
    if edited:
        message = (
            f"Changes {_which(edited)}: a database that ran it will not run it again, and differs from a new "
            "one. Leave it as it was and add a new migration, unless this only mends one that fails."
        )
        yield Sighting("migration.edited", message, path=edited[0])


def _which(paths: Sequence[str]) -> str:
    """Return words for migrations that were there before; the finding itself names the first one's path."""
    more = f", one of {listed(paths)}" if len(paths) > 1 else ""
    return f"an existing migration{more}"


def _is_edited(migration: Migration) -> bool:
    """Whether an old migration changed; what is meant to grow is one only when its text is not known."""
    change = migration.patch.change
    is_old = change.status in {Status.MODIFIED, Status.RENAMED} or (
        change.status is Status.ADDED and change.old_path is not None
    )
    return is_old and not (migration.framework.is_grown and migration.new is not None)


def _told(patch: Patch, step: Step) -> Sighting:
    return Sighting(step.rule, message_of(step), path=patch.path, line=step.line)


def _worst(steps: Sequence[Step], *, is_certain: bool) -> Rollback:
    outcomes = {rollback_of(step) for step in steps}
    if Rollback.UNSAFE in outcomes:
        return Rollback.UNSAFE
    return Rollback.SAFE if is_certain and Rollback.UNKNOWN not in outcomes else Rollback.UNKNOWN
