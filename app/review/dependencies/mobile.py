"""Dart's pubspec, Swift's package files and CocoaPods' lock file."""

import re
from collections.abc import Iterator
from typing import Any

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import git_place, is_commit, place_of
from app.review.dependencies.structured import items, read_json, read_yaml, within, word

_POD = re.compile(r"([\w+./-]{1,200}) \(([^)=~><\s]{1,100})\)")
_PACKAGE = re.compile(r"""\.package\s*\([^()]{0,200}?url:\s*"([^"]{1,300})"\s*,([^()]{0,200})""")
_QUOTED = re.compile(r'"([^"]{1,100})"')


def read_pubspec(text: str) -> Listing:
    tree = read_yaml(text)
    kinds = (("dependencies", False), ("dev_dependencies", True), ("dependency_overrides", False))
    return listing(
        _asked(name, value, development=development)
        for kind, development in kinds
        for name, value in within(tree, kind).items()
        if not (isinstance(value, dict) and "sdk" in value)
    )


def _asked(name: str, value: object, *, development: bool) -> Entry:
    if not isinstance(value, dict):
        floating = "any version will do" if str(value) in {"any", ""} else ""
        return asked(name, str(value), development=development, floating=floating)
    git, hosted = within(value, "git"), word(value, "hosted") or word(within(value, "hosted"), "url")
    if "git" in value:
        floating = "" if is_commit(word(git, "ref")) else "it follows a branch or tag"
        place = git_place(word(value, "git") or word(git, "url"))
        return asked(name, word(git, "ref"), place, development=development, floating=floating)
    place = LOCAL if "path" in value else place_of(hosted)
    return asked(name, word(value, "version"), place, development=development)


def read_pubspec_lock(text: str) -> Listing:
    return listing(_dart(name, one) for name, one in within(read_yaml(text), "packages").items())


def _dart(name: str, one: object) -> Entry:
    told, kind = within(one, "description"), word(one, "dependency")
    source, digest = word(one, "source"), word(told, "sha256")
    place = place_of(word(told, "url")) if source == "hosted" else LOCAL if source in {"path", "sdk"} else ""
    place = git_place(word(told, "url")) if source == "git" else place
    version = word(one, "version") + (f"+{word(told, 'resolved-ref')[:12]}" if source == "git" else "")
    hashes = frozenset({f"sha256:{digest}"} if digest else ())
    return Entry(name, version, place, hashes, kind.startswith("direct"), "dev" in kind or None)


def read_package_swift(text: str) -> Listing:
    """Read the addresses in Package.swift, which is a program, as text."""
    return listing(_swift(found[1], found[2]) for found in _PACKAGE.finditer(text))


def _swift(url: str, rest: str) -> Entry:
    version = _QUOTED.search(rest)
    is_branch = "branch" in rest
    floating = "it follows a branch" if is_branch else ""
    return asked(_repository(url), version[1] if version else "", development=None, floating=floating)


def _repository(url: str) -> str:
    """Return the name that Swift's packages go by: the address, as there is no registry."""
    return git_place(url).removeprefix("git+").lower()


def read_package_resolved(text: str) -> Listing:
    """Read Package.resolved, forms 1 to 3."""
    tree = read_json(text)
    return listing(_pins(items(tree, "pins") or items(within(tree, "object"), "pins")))


def _pins(pins: list[Any]) -> Iterator[Entry]:
    for pin in pins:
        state, url = within(pin, "state"), word(pin, "location") or word(pin, "repositoryURL")
        revision = word(state, "revision")
        name = _repository(url) if url else word(pin, "identity")
        version = word(state, "version") or revision[:12]
        # The same version from another commit is a tag that was moved.
        yield Entry(name, version, "", frozenset({f"git:{revision}"} if revision else ()))


def read_podfile_lock(text: str) -> Listing:
    tree = read_yaml(text)
    sums = within(tree, "SPEC CHECKSUMS")
    direct = {str(one).partition(" ")[0] for one in items(tree, "DEPENDENCIES")}
    named = (next(iter(one), "") if isinstance(one, dict) else one for one in items(tree, "PODS"))
    found = (_POD.match(str(one)) for one in named)
    return listing(
        Entry(pod[1], pod[2], "", _sum(sums.get(pod[1])), pod[1] in direct) for pod in found if pod
    )


def _sum(digest: object) -> frozenset[str]:
    return frozenset({f"sha1:{digest}"} if isinstance(digest, str) else ())
