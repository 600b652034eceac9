"""What the change does to the code of others that it builds on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Dependency
from app.review.dependencies.manifest import form_of, versions
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_NUMBER = re.compile(r"\d{1,9}")
_SHOWN = 3
_NAME_MAX = 200  # characters, of names and versions; longer than any registry allows


@dataclass(frozen=True, slots=True)
class Dependencies:
    changed: tuple[Dependency, ...] = ()
    findings: tuple[Sighting, ...] = ()


def look_at_dependencies(patches: Sequence[Patch], *, is_routine: bool) -> Dependencies:
    """Return what was added, removed and moved; a bot's routine update earns no points for being one."""
    touched = [patch for patch in patches if kind_of(patch.path) in {Kind.MANIFEST, Kind.LOCK}]
    changed = tuple(dependency for patch in touched for dependency in _changed(patch))
    findings = [
        *_manifests(touched, changed, is_routine=is_routine),
        *_named("dependency.added", "Adds", [d for d in changed if d.old is None]),
        *_named("dependency.removed", "Removes", [d for d in changed if d.new is None]),
        *_named("dependency.major", "Moves to a new major version:", [d for d in changed if _is_major(d)]),
        *_submodules(patches),
    ]
    return Dependencies(changed, tuple(findings))


def _changed(patch: Patch) -> Iterator[Dependency]:
    form = form_of(patch.path)
    for name, (old, new) in versions(patch, form).items() if form else ():
        yield Dependency(
            name[:_NAME_MAX], form.ecosystem if form else "", _short(old), _short(new), patch.path
        )


def _short(version: str | None) -> str | None:
    return version[:_NAME_MAX].strip() if version is not None else None


def _manifests(
    touched: Sequence[Patch], changed: Sequence[Dependency], *, is_routine: bool
) -> Iterator[Sighting]:
    if touched:
        moved = [dependency for dependency in changed if dependency.old and dependency.new]
        told = f": {_list(moved)}" if moved else ""
        told = told or ("" if changed else "; no dependency could be read from the changed lines")
        message = f"Changes what it builds on, {listed(patch.path for patch in touched)}{told}."
        yield Sighting("dependency.changed", message, path=touched[0].path, times=0 if is_routine else 1)


def _list(dependencies: Iterable[Dependency]) -> str:
    by_name = {dependency.name: dependency for dependency in dependencies}
    more = f" and {len(by_name) - _SHOWN:,} more" if len(by_name) > _SHOWN else ""
    return ", ".join(map(_words, list(by_name.values())[:_SHOWN])) + more


def _named(rule: str, verb: str, dependencies: Sequence[Dependency]) -> Iterator[Sighting]:
    if dependencies:
        yield Sighting(rule, f"{verb} {_list(dependencies)}.", path=dependencies[0].path)


def _words(dependency: Dependency) -> str:
    versions = " → ".join(foreign(v, 40) for v in (dependency.old, dependency.new) if v)
    return f"`{foreign(dependency.name, 80)}` {versions}"


def _is_major(dependency: Dependency) -> bool:
    numbers = [_NUMBER.search(version or "") for version in (dependency.old, dependency.new)]
    old, new = (int(number[0]) if number else None for number in numbers)
    return old is not None and new is not None and new > old


def _submodules(patches: Sequence[Patch]) -> Iterator[Sighting]:
    moved = [patch.path for patch in patches if patch.is_submodule]
    if moved:
        message = f"Moves a submodule, whose content is not in this diff: {listed(moved)}."
        yield Sighting("dependency.submodule", message, path=moved[0])
