"""JavaScript's manifest and npm's, Bun's and Deno's lock files."""

from collections.abc import Iterator
from typing import Any

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import is_commit, npm_place, place_of, revision_of
from app.review.dependencies.structured import read_json, read_jsonc, within, word

_KINDS = {
    "dependencies": False,
    "optionalDependencies": False,
    "devDependencies": True,
    "resolutions": None,  # Yarn's way to overrule what others ask for
    "overrides": None,
}
_ANY = frozenset({"*", "latest", "next", "x", ""})


def read_package(text: str) -> Listing:
    tree = read_json(text)
    return listing(_package(name, spec, kind) for kind in _KINDS for name, spec in within(tree, kind).items())


def _package(name: str, spec: object, kind: str) -> Entry:
    text = spec if isinstance(spec, str) else ""
    place = npm_place(text)
    floating = "any version will do" if text in _ANY and isinstance(spec, str) else ""
    if place.startswith("git+") and not is_commit(revision_of(text)):
        floating = "it follows a branch or tag"
    return asked(name, text, place, development=_KINDS[kind], floating=floating)


def asked_by(tree: object) -> dict[str, str]:
    """Return the constraints of one project, as a lock file repeats them."""
    kinds = ("dependencies", "optionalDependencies", "devDependencies")
    return {name: str(spec) for kind in kinds for name, spec in within(tree, kind).items()}


def read_package_lock(text: str) -> Listing:
    """Read the forms 1 to 3 of package-lock.json and npm-shrinkwrap.json."""
    tree = read_json(text)
    packages = within(tree, "packages")
    if not packages:
        return listing(_nested(within(tree, "dependencies")))
    own = {path: one for path, one in packages.items() if "node_modules/" not in path}
    direct = {name for one in own.values() for name in asked_by(one)}
    entries = (_locked(path, one, direct) for path, one in packages.items() if "node_modules/" in path)
    return listing(entries, asked={path or ".": asked_by(one) for path, one in own.items()})


def _locked(path: str, one: Any, direct: set[str]) -> Entry:
    installed = path.rpartition("node_modules/")[2]
    if not isinstance(one, dict) or one.get("link"):
        return Entry(installed, source=LOCAL)
    is_direct = installed in direct and path == f"node_modules/{installed}"
    is_dev = one.get("dev") is True or one.get("devOptional") is True
    return _resolved(word(one, "name") or installed, one, is_direct=is_direct, development=is_dev)


def _resolved(name: str, one: Any, *, is_direct: bool, development: bool | None) -> Entry:
    resolved, version = word(one, "resolved"), word(one, "version")
    place = place_of(resolved) if resolved else npm_place(version) if ":" in version else ""
    if place and not place.startswith("git+"):
        place = _registry(place, name)
    return Entry(name, version, place, _integrity(word(one, "integrity")), is_direct, development)


def _registry(place: str, name: str) -> str:
    """Return the registry that a tarball's address stands under, or the address when it is no registry's."""
    before, found, _ = place.partition(f"/{name}/-/")
    return before if found else place


def _integrity(text: str) -> frozenset[str]:
    """Return the digests of a subresource integrity, each as "algorithm:digest"."""
    if " " in text:
        return frozenset(one.replace("-", ":", 1) for one in text.split())
    return frozenset((text.replace("-", ":", 1),)) if text else frozenset()


def _nested(tree: dict[str, Any]) -> Iterator[Entry]:
    left = [(tree, True)]
    while left:
        packages, is_direct = left.pop()
        for name, one in packages.items():
            yield _resolved(
                name, one, is_direct=is_direct, development=within({"": one}, "").get("dev") is True
            )
            if inner := within(one, "dependencies"):
                left.append((inner, False))


def read_bun(text: str) -> Listing:
    """Read bun.lock: `"name": ["name@version", registry, {…}, integrity]`, shorter for other sources."""
    tree = read_jsonc(text)
    projects = within(tree, "workspaces")
    direct = {name for project in projects.values() for name in asked_by(project)}
    development = {name for project in projects.values() for name in within(project, "devDependencies")}
    development -= {name for project in projects.values() for name in within(project, "dependencies")}
    found = (
        _bun(name, one) for name, one in within(tree, "packages").items() if isinstance(one, list) and one
    )
    entries = (
        entry._replace(is_direct=entry.name in direct, development=entry.name in development or None)
        for entry in found
    )
    return listing(entries, asked={path or ".": asked_by(one) for path, one in projects.items()})


def _bun(key: str, one: list[Any]) -> Entry:
    name, version = _at(str(one[0]))
    place = npm_place(version) if ":" in version or "/" in version else ""
    if not place and len(one) > 1 and isinstance(one[1], str):
        place = place_of(one[1])
    last = one[-1] if isinstance(one[-1], str) and one[-1].startswith("sha") else ""
    return Entry(name or key, version, place, _integrity(last))


def _at(text: str) -> tuple[str, str]:
    """Return name and version of "@scope/name@1.2.3"."""
    name, _, version = text[1:].partition("@")
    return text[:1] + name, version


def read_deno(text: str) -> Listing:
    """Read deno.lock, forms 3 to 5; a module from an address counts as a dependency of its own."""
    tree = read_json(text)
    packages = within(tree, "packages") or tree
    entries = []
    for kind in ("npm", "jsr"):
        for key, one in within(packages, kind).items():
            name, version = _at(key)
            entries.append(Entry(name, version.partition("_")[0], "", _integrity(word(one, "integrity"))))
    for url, digest in within(tree, "remote").items():
        entries.append(Entry(url, "", place_of(url), frozenset({f"sha256:{digest}"})))
    return listing(entries)
