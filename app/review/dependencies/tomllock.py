"""Lock files of Python and Rust: poetry, uv, pdm, Pipenv and Cargo."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.review.dependencies.entry import LOCAL, Entry, Listing, listing
from app.review.dependencies.python import pypi_name
from app.review.dependencies.source import git_place, place_of
from app.review.dependencies.structured import items, read_json, read_toml, within, word

_MAIN = frozenset({"main", "default"})
_LOCAL_KINDS = frozenset({"virtual", "editable", "directory", "path"})


def read_poetry(text: str) -> Listing:
    """Read poetry.lock and pdm.lock; `groups` (Poetry 2, pdm) or `category` (Poetry 1.4) tell for whom."""
    tree = read_toml(text)
    old_hashes = within(tree, "metadata", "files")  # of Poetry before 1.3
    packages = [one for one in items(tree, "package") if word(one, "name")]
    return listing(_poetry(one, items(old_hashes, one["name"])) for one in packages)


def _poetry(package: dict[str, Any], files: list[Any]) -> Entry:
    source = within(package, "source")
    kind, url = word(source, "type"), word(source, "url") or word(package, "url")
    place = LOCAL if kind == "directory" or "path" in package else place_of(url)
    if kind == "git" or "git" in package:
        place = git_place(url or word(package, "git"))
    revision = word(source, "resolved_reference") or word(package, "revision")
    hashes = _hashes([*items(package, "files"), *files])
    return Entry(
        pypi_name(package["name"]),
        _version(package, revision),
        place,
        hashes,
        development=_development(package),
    )


def _development(package: dict[str, Any]) -> bool | None:
    groups = items(package, "groups") or [word(package, "category")]
    return _MAIN.isdisjoint(map(str, groups)) if groups != [""] else None


def _hashes(files: list[Any]) -> frozenset[str]:
    return frozenset(word(file, "hash") for file in files if word(file, "hash"))


def _version(package: Mapping[str, Any], revision: str) -> str:
    """Return the version, and the commit where one is taken."""
    version = word(package, "version")
    return f"{version}+{revision[:12]}" if revision else version


def read_uv(text: str) -> Listing:
    packages = [one for one in items(read_toml(text), "package") if word(one, "name")]
    roots = [one for one in packages if not _LOCAL_KINDS.isdisjoint(within(one, "source"))]
    runtime = _reached(packages, {pypi_name(name) for root in roots for name in _uv_asks(root)})
    direct = {pypi_name(name) for root in roots for name in (*_uv_asks(root), *_uv_dev(root))}
    entries = (_uv(one, direct) for one in packages)
    told = (one._replace(development=one.name not in runtime if roots else None) for one in entries)
    return listing(told)


def _reached(packages: list[Any], start: set[str]) -> set[str]:
    """Return the names that `start` needs, itself among them."""
    needs: dict[str, list[str]] = {}
    for one in packages:
        needs.setdefault(pypi_name(one["name"]), []).extend(map(pypi_name, _uv_asks(one)))
    reached, left = set(start), list(start)
    while left:
        for name in needs.get(left.pop(), ()):
            if name not in reached:
                reached.add(name)
                left.append(name)
    return reached


def _uv_asks(package: Any) -> Iterator[str]:
    yield from _names(items(package, "dependencies"))
    for extra in within(package, "optional-dependencies"):
        yield from _names(items(within(package, "optional-dependencies"), extra))


def _uv_dev(package: Any) -> Iterator[str]:
    for group in within(package, "dev-dependencies"):
        yield from _names(items(within(package, "dev-dependencies"), group))


def _names(tables: list[Any]) -> Iterator[str]:
    return (word(one, "name") for one in tables if word(one, "name"))


def _uv(package: dict[str, Any], direct: set[str]) -> Entry:
    source, name = within(package, "source"), pypi_name(package["name"])
    git = word(source, "git")
    local = not _LOCAL_KINDS.isdisjoint(source)
    place = LOCAL if local else place_of(word(source, "registry") or word(source, "url"))
    hashes = _hashes([*items(package, "wheels"), within(package, "sdist")])
    revision = git.rpartition("#")[2] if git else ""
    return Entry(
        name,
        _version(package, revision),
        git_place(git) if git else place,
        hashes,
        name in direct,
    )


def read_pipfile_lock(text: str) -> Listing:
    tree = read_json(text)
    entries = []
    for section in ("default", "develop"):
        for name, one in within(tree, section).items():
            git = word(one, "git")
            place = git_place(git) if git else place_of(word(one, "file"))
            place = LOCAL if "path" in within({"it": one}, "it") else place
            version = word(one, "version").removeprefix("==") or word(one, "ref")
            hashes = frozenset(str(value) for value in items(one, "hashes"))
            entries.append(Entry(pypi_name(name), version, place, hashes, development=section == "develop"))
    sources = items(within(tree, "_meta"), "sources")
    return listing(entries, filter(None, (place_of(word(one, "url")) for one in sources)))


def read_cargo_lock(text: str) -> Listing:
    tree = read_toml(text)
    packages = [one for one in items(tree, "package") if word(one, "name")]
    own = [one for one in packages if not word(one, "source")]
    direct = {str(name).partition(" ")[0] for one in own for name in items(one, "dependencies")}
    sums = within(tree, "metadata")  # of Cargo before 1.47
    return listing(_crate(one, direct, sums) for one in packages)


def _crate(package: dict[str, Any], direct: set[str], sums: dict[str, Any]) -> Entry:
    name, version, source = package["name"], word(package, "version"), word(package, "source")
    checksum = word(package, "checksum") or word(sums, f"checksum {name} {version} ({source})")
    hashes = frozenset({f"sha256:{checksum}"} if checksum else ())
    if not source:
        return Entry(name, version, LOCAL, hashes)
    place = git_place(source) if source.startswith("git+") else place_of(source)
    revision = source.rpartition("#")[2] if source.startswith("git+") and "#" in source else ""
    return Entry(name, _version(package, revision), place, hashes, name in direct)
