"""Python's manifests: pyproject.toml, Pipfile, setup.cfg and requirements files."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import git_place, is_commit, place_of, revision_of
from app.review.dependencies.structured import items, read_toml, within, word

DEVELOPMENT = re.compile(
    r"(^|[-_./])(dev|develop|development|tests?|testing|docs?|lint|typing|ci|types)($|[-_./])"
)
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]{0,199})\s*(?:\[[^\]]{0,500}\])?\s*")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]{0,199})")
_OPTION = re.compile(r"\s*(?:-e|--editable)[\s=]+")
_INDEX = re.compile(r"\s*(?:-i|-f|--index-url|--extra-index-url|--find-links)[\s=]+(\S{1,500})")
_HASH = re.compile(r"--hash[=\s]+(\w{1,20}:[0-9A-Fa-f]{1,200})")
_ADDRESS = re.compile(r"(git\+|hg\+|svn\+|bzr\+|https?:|file:|\.{0,2}/)")
_SEPARATORS = re.compile(r"[-_.]+")


def pypi_name(name: str) -> str:
    """Return the name as packaging.python.org/en/latest/specifications/name-normalization compares it."""
    return _SEPARATORS.sub("-", name).lower()


def read_requirements(text: str) -> Listing:
    entries, indexes = [], []
    for line in text.replace("\\\n", " ").split("\n"):
        if index := _INDEX.match(line):
            indexes.append(place_of(index[1]))
        elif entry := _requirement(line):
            entries.append(entry)
    return listing(entries, filter(None, indexes))


def _requirement(line: str) -> Entry | None:
    body = line.partition(" #")[0].strip()
    if not body or body.startswith("#"):
        return None
    hashes = frozenset(_HASH.findall(body)) if "--hash" in body else frozenset()
    body = _OPTION.sub("", body.partition(" --")[0], count=1).strip()
    if body.startswith("-"):
        return None
    entry = requirement(body)
    return entry._replace(hashes=hashes) if entry else None


def requirement(text: str, *, development: bool | None = None) -> Entry | None:
    """Return what one requirement of PEP 508 asks for, or a bare address."""
    if _ADDRESS.match(text):
        egg = _EGG.search(text)
        named = (
            egg[1] if egg else re.split(r"[?#;\s]", text)[0].rstrip("/").rpartition("/")[2].partition("@")[0]
        )
        return _from_address(named.removesuffix(".git"), text, development=development)
    found = _NAME.match(text)
    if not found:
        return None
    rest = text[found.end() :].partition(";")[0].strip()
    if rest.startswith("@"):
        return _from_address(found[1], rest[1:].strip(), development=development)
    return Entry(pypi_name(found[1]), _constraint(rest), is_direct=True, development=development)


def _from_address(name: str, told: str, *, development: bool | None) -> Entry:
    address = "".join(told.split(maxsplit=1)[:1])
    place, revision = place_of(address), revision_of(address)
    floating = "it follows a branch or tag" if place.startswith("git+") and not is_commit(revision) else ""
    return asked(pypi_name(name), revision, place, development=development, floating=floating)


def _constraint(text: str) -> str:
    """Return "4.2" for "==4.2", and any other constraint without its spaces."""
    bare = re.sub(r"[\s()]+", "", text)
    return bare.lstrip("=") if bare.startswith("==") and "," not in bare else bare


def read_pyproject(text: str) -> Listing:
    tree = read_toml(text)
    entries = list(filter(None, (*_project(tree), *_tools(tree))))
    sources = {pypi_name(name): value for name, value in within(tree, "tool", "uv", "sources").items()}
    entries = [_sourced(entry, sources.get(entry.name)) for entry in entries]
    return listing([*entries, *_poetry(tree)], _indexes(tree))


def _project(tree: Any) -> Iterator[Entry | None]:
    project = within(tree, "project")
    yield from _all(items(project, "dependencies"), development=False)
    for extra in within(project, "optional-dependencies"):
        values = items(within(project, "optional-dependencies"), extra)
        yield from _all(values, development=DEVELOPMENT.search(extra) is not None)
    for entry in _all(items(within(tree, "build-system"), "requires"), development=False):
        yield entry and entry._replace(is_direct=False)  # no lock file knows it


def _tools(tree: Any) -> Iterator[Entry | None]:
    """Yield what groups for development ask for."""
    groups = within(tree, "dependency-groups")
    pdm = within(tree, "tool", "pdm", "dev-dependencies")
    for table in (groups, pdm):
        for group in table:
            yield from _all(items(table, group), development=True)
    yield from _all(items(within(tree, "tool", "uv"), "dev-dependencies"), development=True)


def _all(values: Iterable[object], *, development: bool) -> Iterator[Entry | None]:
    for value in values:
        if isinstance(value, str):
            yield requirement(value, development=development)


def _sourced(entry: Entry, source: object) -> Entry:
    """Return the entry with where `tool.uv.sources` takes it from."""
    for one in source if isinstance(source, list) else [source]:
        if isinstance(one, dict):
            told = _table_entry(entry.name, one, development=entry.development)
            if told.source:
                return entry._replace(source=told.source, floating=told.floating)
    return entry


def _poetry(tree: Any) -> Iterator[Entry]:
    poetry = within(tree, "tool", "poetry")
    yield from _tables(within(poetry, "dependencies"), development=False)
    yield from _tables(within(poetry, "dev-dependencies"), development=True)
    for group in within(poetry, "group"):
        yield from _tables(within(poetry, "group", group, "dependencies"), development=group != "main")


def _tables(tables: dict[str, Any], *, development: bool) -> Iterator[Entry]:
    for name, value in tables.items():
        if name != "python":
            first = value[0] if isinstance(value, list) and value else value
            yield _table_entry(name, first, development=development)


def _table_entry(name: str, value: object, *, development: bool | None) -> Entry:
    """Return what a table of Poetry, Pipenv or uv asks for."""
    name = pypi_name(name)
    if not isinstance(value, dict):
        return Entry(name, _constraint(str(value)), is_direct=True, development=development)
    version = _constraint(word(value, "version"))
    if address := word(value, "git"):
        revision = word(value, "rev") or word(value, "tag") or word(value, "ref")
        floating = "" if is_commit(revision) else "it follows a branch or tag"
        return asked(
            name, version or revision, git_place(address), development=development, floating=floating
        )
    local = LOCAL if "path" in value or "workspace" in value else ""
    place = local or place_of(word(value, "url") or word(value, "file"))
    named = word(value, "source") or word(value, "index")
    place = place or (f"index {named}" if named and named != "pypi" else "")
    return asked(name, version, place, development=development)


def _indexes(tree: Any) -> Iterator[str]:
    for keys in (("tool", "uv", "index"), ("tool", "poetry", "source"), ("tool", "pdm", "source")):
        for index in items(within(tree, *keys[:-1]), keys[-1]):
            if place := place_of(word(index, "url")):
                yield place


def read_pipfile(text: str) -> Listing:
    tree = read_toml(text)
    entries = [
        *_tables(within(tree, "packages"), development=False),
        *_tables(within(tree, "dev-packages"), development=True),
    ]
    return listing(entries, filter(None, (place_of(word(one, "url")) for one in items(tree, "source"))))
