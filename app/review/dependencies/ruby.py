"""Ruby's Gemfile, gemspecs and Gemfile.lock."""

import re
from collections.abc import Iterator

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import git_place, is_commit, place_of

_GEM = re.compile(
    r"""\s*(?:gem|[a-z]{1,20}\.add_(?:runtime_|development_)?dependency)[ (]+["']([\w.-]{1,200})["']"""
)
_CONSTRAINT = re.compile(r"""\s*,\s*["']([^"']{1,100})["']""")
_GIT = re.compile(
    r"""(?:\b(git|github|path|source):|:(git|github|path|source)\s*=>)\s*["']([^"']{1,300})["']"""
)
_REVISION = re.compile(r"""\bref(?::|\s*=>)\s*["']([^"']{1,100})["']""")
_GROUP = re.compile(r"\s*group\s+(.{1,200}?)\s+do\b")
_SOURCE = re.compile(r"""source[ (]+["']([^"']{1,300})["']""")
_LOCKED = re.compile(r"    ([\w.-]{1,200}) \(([^)\s=~><]{1,100})\)$")
_ASKED = re.compile(r"  ([\w.-]{1,200})(?: \(([^)]{1,200})\))?!?$")
_CHECKSUM = re.compile(r"  ([\w.-]{1,200}) \(([^)\s]{1,100})\) (\S{1,200})$")
_RUNTIME = re.compile(r"default|production|assets")


def read_gemfile(text: str) -> Listing:
    entries, indexes, development, blocks = [], set(), False, 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("#"):
            continue
        if group := _GROUP.match(line):
            development, blocks = not _RUNTIME.search(group[1]), 1
        elif blocks and bare == "end":
            development, blocks = False, 0
        elif source := _SOURCE.match(bare):
            indexes.add(place_of(source[1]))
        elif found := _GEM.match(line):
            entries.append(_gem(found, line[found.end() :], development=development))
    return listing(entries, filter(None, indexes))


def _gem(found: re.Match[str], rest: str, *, development: bool) -> Entry:
    constraints, at = list[str](), 0
    while told := _CONSTRAINT.match(rest, at):
        constraints.append(told[1])
        at = told.end()
    is_dev = (
        development or "_development_" in found[0] or bool(re.search(r"group\w*:.{0,40}:(dev|test)", rest))
    )
    place, floating = "", ""
    if told := _GIT.search(rest):
        kind = told[1] or told[2]
        place = {
            "git": git_place(told[3]),
            "github": git_place(f"github:{told[3]}"),
            "path": LOCAL,
            "source": place_of(told[3]),
        }[kind]
        revision = _REVISION.search(rest)
        is_fixed = revision is not None and is_commit(revision[1])
        floating = "it follows a branch or tag" if place.startswith("git+") and not is_fixed else ""
    return asked(found[1], ", ".join(constraints), place, development=is_dev, floating=floating)


def read_gemfile_lock(text: str) -> Listing:
    entries: list[Entry] = []
    asked, hashes = dict[str, str](), dict[tuple[str, str], str]()
    for section, remote, revision, line in _sections(text):
        if section in {"GEM", "GIT", "PATH"} and (found := _LOCKED.match(line)):
            place = {"PATH": LOCAL, "GIT": git_place(remote)}.get(section) or place_of(remote)
            version = f"{found[2]}+{revision[:12]}" if section == "GIT" else found[2]
            entries.append(Entry(found[1], version, place))
        elif section == "DEPENDENCIES" and (found := _ASKED.match(line)):
            asked[found[1]] = found[2] or ""
        elif section == "CHECKSUMS" and (found := _CHECKSUM.match(line)):
            hashes[found[1], found[2]] = found[3].replace("=", ":", 1)
    return listing(
        (
            entry._replace(
                is_direct=entry.name in asked,
                hashes=frozenset({hashes[entry[:2]]} if entry[:2] in hashes else ()),
            )
            for entry in entries
        ),
        asked={".": asked},
    )


def _sections(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (section, its remote, its revision, line)."""
    section = remote = revision = ""
    for line in text.split("\n"):
        if line and not line.startswith(" "):
            section, remote, revision = line.strip(), "", ""
        elif line.startswith("  remote: "):
            remote = line[10:].strip()
        elif line.startswith("  revision: "):
            revision = line[12:].strip()
        else:
            yield section, remote, revision, line.rstrip()
