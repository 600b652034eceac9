"""Whether manifests and the lock files made from them still say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Status
from app.review.dependencies.entry import LOCAL, Entry
from app.review.dependencies.format import Role
from app.review.dependencies.read import File
from app.review.foreign import counted, foreign
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

# Whose manifest is never without a lock file where a service is built, by file name.
_LOCKED = {
    "package.json": "npm",
    "gemfile": "gem",
    "composer.json": "composer",
    "mix.exs": "hex",
    "pipfile": "pypi",
    "go.mod": "golang",
}
# Which manifest each lock file is made from, where a folder may hold others of the ecosystem too.
_MADE_FROM = {
    "poetry.lock": ("pyproject.toml",),
    "pdm.lock": ("pyproject.toml",),
    "uv.lock": ("pyproject.toml",),
    "pipfile.lock": ("pipfile",),
    "gemfile.lock": ("gemfile",),
    "package-lock.json": ("package.json",),
    "npm-shrinkwrap.json": ("package.json",),
    "yarn.lock": ("package.json",),
    "pnpm-lock.yaml": ("package.json",),
    "bun.lock": ("package.json",),
    "composer.lock": ("composer.json",),
    "cargo.lock": ("cargo.toml",),
    "mix.lock": ("mix.exs",),
    "pubspec.lock": ("pubspec.yaml",),
    "go.sum": ("go.mod",),
}
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Mismatch:
    name: str
    wanted: str
    locked: str  # what the lock file holds; "" is nothing


def disagreements(files: Sequence[File], *, is_routine: bool) -> Iterator[Sighting]:
    """Yield where manifest and lock contradict each other, or only one of them changed."""
    shipped = [file for file in files if file.is_shipped and file.format]
    locks = [file for file in shipped if _role(file) is Role.LOCK]
    manifests = [file for file in shipped if _role(file) is Role.MANIFEST]
    for manifest in manifests:
        for lock in locks:
            if lock.is_whole and manifest.is_whole and _is_made_from(lock, manifest):
                yield from _contradiction(manifest, lock)
    yield from _unlocked([file for file in manifests if _lacks_lock(file, locks)])
    alone = [lock for lock in locks if lock.changes and not any(_is_pair(lock, one) for one in manifests)]
    if alone and not is_routine:
        paths = listed(one.path for one in alone)
        message = f"Moves versions in {paths}, and no manifest asks for it. Ask which command wrote it."
        yield Sighting("dependency.lock-alone", message, path=alone[0].path)


def _role(file: File) -> Role | None:
    return file.format.role if file.format else None


def _folder(file: File) -> str:
    return file.path.rpartition("/")[0]


def _file_name(file: File) -> str:
    return file.path.rpartition("/")[2].lower()


def _is_pair(lock: File, manifest: File) -> bool:
    """Whether the manifest lies where the lock does, or below, and is of its ecosystem."""
    same = lock.format and manifest.format and lock.format.ecosystem == manifest.format.ecosystem
    folder = _folder(lock)
    return bool(same) and (not folder or f"{_folder(manifest)}/".startswith(f"{folder}/"))


def _is_made_from(lock: File, manifest: File) -> bool:
    return _file_name(manifest) in _MADE_FROM.get(_file_name(lock), ()) and _is_pair(lock, manifest)


def _lacks_lock(manifest: File, locks: Sequence[File]) -> bool:
    is_asking = any(not change.is_removed and change.place != LOCAL for change in manifest.changes)
    is_kept = _file_name(manifest) in _LOCKED and manifest.patch.change.status is not Status.DELETED
    return is_asking and is_kept and not any(_is_pair(lock, manifest) for lock in locks)


def _unlocked(manifests: Sequence[File]) -> Iterator[Sighting]:
    if manifests:
        paths = listed(one.path for one in manifests)
        message = (
            f"Asks for other versions in {paths}, and no lock file changes with it: what will be installed "
            "was not reviewed. Ask for the updated lock file, if there is one."
        )
        yield Sighting("dependency.unlocked", message, path=manifests[0].path)


def _contradiction(manifest: File, lock: File) -> Iterator[Sighting]:
    found = list(_mismatches(manifest, lock))
    if found:
        shown = "; ".join(map(_words, found[:_SHOWN]))
        more = f"; and {counted(len(found) - _SHOWN, 'other')}" if len(found) > _SHOWN else ""
        sides = f"`{foreign(manifest.path, 60)}` and `{foreign(lock.path, 60)}`"
        message = (
            f"{sides} contradict each other: {shown}{more}. An exact install fails, any other takes what "
            "nobody saw; lock again."
        )
        yield Sighting("dependency.out-of-step", message, path=lock.path)


def _words(mismatch: _Mismatch) -> str:
    locked = f"the lock has {foreign(mismatch.locked, 40)}" if mismatch.locked else "the lock lacks it"
    return f"`{foreign(mismatch.name, 60)}` {foreign(mismatch.wanted, 40)}, {locked}"


def _mismatches(manifest: File, lock: File) -> Iterator[_Mismatch]:
    """Yield what the change itself put out of step: names that it touches on either side."""
    touched = {change.dependency.name for file in (manifest, lock) for change in file.changes}
    locked: dict[str, list[Entry]] = {}
    for entry in lock.new.entries:
        locked.setdefault(entry.name, []).append(entry)
    asked = lock.new.asked.get(_relative(manifest, lock))
    for entry in manifest.new.entries:
        if entry.is_direct and entry.name in touched and not entry.source and ":" not in entry.version:
            found = locked.get(entry.name, [])
            if not found:
                yield _Mismatch(entry.name, entry.version, "")
            elif asked is not None and entry.development is not None and entry.name in asked:
                if _clauses(asked[entry.name]) != _clauses(entry.version):
                    yield _Mismatch(entry.name, entry.version, f"asked for {asked[entry.name]}")
            elif not _is_met(manifest, entry, [one.version for one in found]):
                yield _Mismatch(entry.name, entry.version, found[0].version)


def _relative(manifest: File, lock: File) -> str:
    folder = _folder(lock)
    return _folder(manifest).removeprefix(folder).strip("/") or "."


def _clauses(constraint: str) -> frozenset[str]:
    """Return the parts of a constraint whatever their order; Bundler writes "1.2" as "= 1.2"."""
    return frozenset(part.strip().removeprefix("= ") for part in constraint.split(","))


def _is_met(manifest: File, entry: Entry, locked: Sequence[str]) -> bool:
    """Whether one of the locked versions is allowed; true where that is not cheaply known."""
    ecosystem = manifest.format.ecosystem if manifest.format else ""
    if ecosystem == "golang":
        return entry.version in locked
    return ecosystem != "pypi" or _is_python_met(entry.version, locked)


def _is_python_met(constraint: str, locked: Sequence[str]) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - only for a Python lock
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    text = f"=={constraint}" if constraint[:1].isdigit() else constraint
    try:
        wanted = SpecifierSet(text[:200], prereleases=True)
        return any(Version(version[:200]) in wanted for version in locked)
    except (InvalidSpecifier, InvalidVersion):
        return True  # Poetry's "^1.2" and a commit of git are no such constraint
