"""Rust's manifest."""

from collections.abc import Iterator
from typing import Any

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import git_place, is_commit, place_of
from app.review.dependencies.structured import read_toml, within, word

_KINDS = {"dependencies": False, "dev-dependencies": True, "build-dependencies": False}


def read_cargo(text: str) -> Listing:
    tree = read_toml(text)
    targets = within(tree, "target")
    tables = [tree, within(tree, "workspace"), *(within(targets, name) for name in targets)]
    entries = [entry for one in tables for entry in _crates(one)]
    for registry in within(tree, "patch"):
        patched = within(tree, "patch", registry).items()
        entries.extend(_crate(name, value, development=False) for name, value in patched)
    return listing(entries)


def _crates(tree: dict[str, Any]) -> Iterator[Entry]:
    for kind, development in _KINDS.items():
        for name, value in within(tree, kind).items():
            if not (isinstance(value, dict) and value.get("workspace")):  # told where the workspace tells it
                yield _crate(name, value, development=development)


def _crate(name: str, value: object, *, development: bool) -> Entry:
    if not isinstance(value, dict):
        return Entry(name, str(value), is_direct=True, development=development)
    name, version = word(value, "package") or name, word(value, "version")
    if address := word(value, "git"):
        revision = word(value, "rev") or word(value, "tag")
        floating = "" if is_commit(word(value, "rev")) else "it follows a branch or tag"
        return asked(
            name, version or revision, git_place(address), development=development, floating=floating
        )
    registry = word(value, "registry")
    place = f"registry {registry}" if registry else place_of(word(value, "registry-index"))
    place = LOCAL if "path" in value and not version else place
    return asked(name, version, place, development=development)
