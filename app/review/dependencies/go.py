"""Go's go.mod and go.sum."""

import re
from collections.abc import Iterator

from app.review.dependencies.entry import LOCAL, Entry, Listing, listing

_REQUIRE = re.compile(r"\s*(?:require\s+)?([\w.~/@-]{1,300})\s+(v[\w.+-]{1,200})\s*(//.*)?$")
_REPLACE = re.compile(
    r"\s*(?:replace\s+)?([\w.~/-]{1,300})(?:\s+v[\w.+-]{1,200})?\s*=>\s*(\S{1,300})(?:\s+(v\S{1,200}))?"
)
_SUM = re.compile(r"(\S{1,300}) (v[^\s/]{1,200})(/go\.mod)? (h1:\S{1,100})$")


def read_go_mod(text: str) -> Listing:
    required, replaced = {}, {}
    for keyword, line in _directives(text):
        if keyword == "require" and (found := _REQUIRE.match(line)):
            indirect = "indirect" in (found[3] or "")
            required[found[1]] = Entry(found[1], found[2], is_direct=not indirect)
        elif keyword == "replace" and (found := _REPLACE.match(line)):
            is_here = found[2].startswith((".", "/"))
            replaced[found[1]] = (LOCAL if is_here else found[2], found[3])
    for name, (place, version) in replaced.items():
        entry = required.get(name, Entry(name, is_direct=True))
        is_other = place != name
        required[name] = entry._replace(source=place if is_other else "", version=version or entry.version)
    return listing(required.values())


def _directives(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line with the word that it, or the block around it, begins with."""
    block = ""
    for line in text.split("\n"):
        bare = line.strip()
        if bare.endswith("(") and not block:
            block = bare.partition("(")[0].strip()
        elif bare == ")":
            block = ""
        elif block or bare.startswith(("require ", "replace ")):
            yield block or bare.partition(" ")[0], line


def read_go_sum(text: str) -> Listing:
    """Read the digests: of a module's whole content, and of its go.mod alone."""
    content: dict[tuple[str, str], set[str]] = {}
    for line in text.split("\n"):
        if found := _SUM.match(line.rstrip()):
            digest = f"go.mod {found[4]}" if found[3] else found[4]
            content.setdefault((found[1], found[2]), set()).add(digest)
    # A module of which only the go.mod is kept was weighed and not built into anything.
    return listing(
        Entry(name, version, "", frozenset(digests))
        for (name, version), digests in content.items()
        if any(digest.startswith("h1:") for digest in digests)
    )
