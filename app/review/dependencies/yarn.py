"""The lock files of Yarn (classic and berry) and of pnpm."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.review.dependencies.entry import LOCAL, NOTHING, Entry, Listing, listing
from app.review.dependencies.source import npm_place, place_of
from app.review.dependencies.structured import read_yaml, within, word
from app.review.diff.patch import Malformed

_VERSION = re.compile(r'  version:? "?([^"\s]{1,200})"?')
_RESOLVED = re.compile(r'  resolved "?([^"\s]{1,500})"?')
_INTEGRITY = re.compile(r"  integrity (\S{1,500})")
_FORM_5 = re.compile(r"((?:@[^/@]{1,200}/)?[^/@]{1,200})/([^_@/]{1,100})")
_DIGEST = re.compile(r"#([0-9a-f]{40})$")


def read_yarn(text: str) -> Listing:
    if "\n__metadata:" in f"\n{text[:2000]}":
        return _berry(read_yaml(text))
    if "yarn lockfile v1" not in text[:2000] and "\n  version " not in text:
        raise Malformed("it is no lock file of Yarn")
    return _classic(text)


def _classic(text: str) -> Listing:
    entries = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if lines and (entry := _block(lines)):
            entries.append(entry)
    return listing(entries)


def _block(lines: list[str]) -> Entry | None:
    name, spec = _at(lines[0].rstrip(":").partition(",")[0].strip().strip('"'))
    told = {"version": "", "resolved": "", "integrity": ""}
    for line in lines[1:]:
        for key, form in (("version", _VERSION), ("resolved", _RESOLVED), ("integrity", _INTEGRITY)):
            if found := form.match(line):
                told[key] = found[1]
    if not told["version"]:
        return None
    if spec.startswith("npm:"):
        name = _at(spec.removeprefix("npm:"))[0]
    return Entry(name, told["version"], _tarball(told["resolved"] or spec, name), _hashes(told))


def _hashes(told: Mapping[str, str]) -> frozenset[str]:
    if told["integrity"]:
        return frozenset({told["integrity"].replace("-", ":", 1)})
    digest = _DIGEST.search(told["resolved"])
    return frozenset({f"sha1:{digest[1]}"} if digest and ".git#" not in told["resolved"] else ())


def _tarball(address: str, name: str) -> str:
    """Return the registry that a tarball lies under, or the address of what is no registry's."""
    place = place_of(address) if "://" in address else npm_place(address)
    before, found, _ = place.partition(f"/{name}/-/")
    return before if found else place


def _at(text: str) -> tuple[str, str]:
    """Return name and the rest of "@scope/name@rest"."""
    name, _, rest = text[1:].partition("@")
    return text[:1] + name, rest


def _berry(tree: dict[str, Any]) -> Listing:
    entries = []
    for key, one in tree.items():
        if key != "__metadata" and isinstance(one, dict):
            name, rest = _at(word(one, "resolution") or str(key).partition(",")[0])
            entries.append(
                Entry(name, word(one, "version"), _protocol(rest), _checksum(word(one, "checksum")))
            )
    return listing(entries)


def _protocol(rest: str) -> str:
    if rest.startswith("npm:"):
        _, found, archive = rest.partition("::__archiveUrl=")
        return place_of(archive.replace("%3A", ":").replace("%2F", "/")) if found else ""
    if rest.startswith("patch:"):
        return LOCAL
    return npm_place(rest)


def _checksum(text: str) -> frozenset[str]:
    """Return the digest under the version of the archive that it is of: "10c0/abc" is no sha of "8/abc"."""
    kind, _, digest = text.rpartition("/")
    return frozenset({f"yarn {kind}:{digest}"} if digest else ())


def read_pnpm(text: str) -> Listing:
    """Read pnpm-lock.yaml, forms 5 to 9."""
    tree = read_yaml(text.partition("\nsnapshots:\n")[0])  # of form 9: who needs whom, half of the file
    importers = within(tree, "importers") or {".": tree}
    direct, asked = dict[str, bool](), dict[str, dict[str, str]]()
    for folder, project in importers.items():
        asked[folder] = {}
        for name, spec, development in _asks(project):
            direct[name] = direct.get(name, True) and development
            if spec:
                asked[folder][name] = spec
    entries = [_pnpm(key, one, direct) for key, one in within(tree, "packages").items()]
    return listing(entries, asked=asked if any(asked.values()) else NOTHING)


def _asks(project: object) -> Iterator[tuple[str, str, bool]]:
    """Yield (name, constraint, only for development)."""
    specifiers = within(project, "specifiers")  # forms 5 and 6
    for kind in ("dependencies", "optionalDependencies", "devDependencies"):
        for name, one in within(project, kind).items():
            spec = word(one, "specifier") or str(specifiers.get(name, ""))
            yield name, spec, kind == "devDependencies"


def _pnpm(key: str, one: object, direct: Mapping[str, bool]) -> Entry:
    resolution = within(one, "resolution")
    name, version = _named(key.removeprefix("/").partition("(")[0])
    name, version = word(one, "name") or name, word(one, "version") or version
    place = _tarball(word(resolution, "tarball") or word(resolution, "repo"), name)
    place = f"git+{place}" if "repo" in resolution and not place.startswith("git+") else place
    place = LOCAL if word(resolution, "type") == "directory" or version.startswith("file:") else place
    told = word(resolution, "integrity").replace("-", ":", 1)
    version = word(resolution, "commit")[:12] or version
    development = True if word(one, "dev") == "true" else direct.get(name) or None
    return Entry(name, version, place, frozenset({told} if told else ()), name in direct, development)


def _named(key: str) -> tuple[str, str]:
    """Return name and version of "name@1.0", and of form 5's "name/1.0_peer@2"."""
    old = _FORM_5.match(key)
    return (old[1], old[2]) if old else _at(key)
