"""Elixir's mix.exs and mix.lock; read as text, as both are programs."""

import re

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import git_place, is_commit

_DEPENDENCY = re.compile(r"""\{\s*:(\w{1,100})\s*,([^{}]{0,600})""")
_FIRST = re.compile(r"""\s*["']([^"']{1,100})["']""")
_GIT = re.compile(r"""\b(git|github|path|in_umbrella):\s*(?:["']([^"']{1,300})["']|true)""")
_ONLY = re.compile(r"\bonly:\s*(\[[^\]]{0,100}\]|:\w{1,20})")
_REVISION = re.compile(r"""\bref:\s*["']([^"']{1,100})["']""")
_HEX = re.compile(
    r"""\s*"(\w{1,100})":\s*\{:hex,\s*:\w{1,100},\s*"([^"]{1,100})",\s*"([0-9a-f]{1,128})"(?:.{0,4000}?\],\s*"(\w{1,40})",\s*"([0-9a-f]{64})")?"""
)
_LOCKED_GIT = re.compile(r"""\s*"(\w{1,100})":\s*\{:git,\s*"([^"]{1,300})",\s*"([0-9a-f]{7,64})\"""")


def read_mix(text: str) -> Listing:
    lines = (line for line in text.split("\n") if not line.lstrip().startswith("#"))
    declared = _DEPENDENCY.finditer("\n".join(lines))
    return listing(entry for found in declared if (entry := _declared(found[1], found[2])))


def _declared(name: str, rest: str) -> Entry | None:
    constraint, git = _FIRST.match(rest), _GIT.search(rest)
    if not constraint and not git:
        return None
    only = _ONLY.search(rest)
    is_dev = only is not None and "prod" not in only[1]
    place = _place(git[1], git[2] or "") if git else ""
    revision = _REVISION.search(rest)
    is_fixed = revision is not None and is_commit(revision[1])
    floating = "it follows a branch or tag" if place.startswith("git+") and not is_fixed else ""
    return asked(name, constraint[1] if constraint else "", place, development=is_dev, floating=floating)


def _place(kind: str, address: str) -> str:
    if kind in {"path", "in_umbrella"}:
        return LOCAL
    return git_place(f"github:{address}" if kind == "github" else address)


def read_mix_lock(text: str) -> Listing:
    entries = []
    for line in text.split("\n"):
        if found := _HEX.match(line):
            registry = "" if found[4] in {None, "hexpm"} else f"hex repository {found[4]}"
            entries.append(Entry(found[1], found[2], registry, frozenset({f"hex:{found[3]}"})))
        elif found := _LOCKED_GIT.match(line):
            entries.append(Entry(found[1], found[3][:12], git_place(found[2])))
    return listing(entries)
