"""Names and versions in the changed lines of manifests and lock files, one form a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.review.dependencies.entry import Entry, Listing, listing
from app.review.dependencies.source import npm_place, place_of
from app.review.diff.patch import Patch

_IGNORED = frozenset(
    {"version", "python", "requires-python", "node", "npm", "target-version", "name", "rust-version"}
)
_NEVER = r"(?!)"
# What lock files of npm, Yarn and Cargo write under a dependency's version.
_DETAIL = (
    r"""\s*"?(resolved|integrity|source|checksum)"?(?::|\s=)?\s"""
    r"""(?:\{ (?:git|url|registry) = )?"?([^"\s]{1,500})"?(?:,| \})?$"""
)
_NAME, _VERSION = 1, 2  # groups
_LONGEST = 1000  # characters; no entry is that long
_DIGESTS = frozenset({"integrity", "checksum"})


@dataclass(frozen=True, slots=True)
class Form:
    ecosystem: str
    path: re.Pattern[str]
    both: re.Pattern[str] | None  # (name)(version) on one line
    block: re.Pattern[str]  # (name), (version), or (what is told)(value): for lock files with a line for each


def _form(ecosystem: str, path: str, both: str, name: str = _NEVER, version: str = _NEVER) -> Form:
    together = None if both == _NEVER else re.compile(both)
    return Form(
        ecosystem, re.compile(path, re.IGNORECASE), together, re.compile(f"{name}|{version}|{_DETAIL}")
    )


_TOML_NAME, _TOML_VERSION = r'name = "([^"]+)"', r'version = "([^"]+)"'
_JSON_VERSION = r'\s*"version": "([^"]+)"'
_PIN = r"\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:===?|[~<>!]=?)\s*([\w.*+!-]+)"
_JSON_PIN = r'\s*"([^"]+)":\s*"([\^~<>=v]*\s*\d[^"]*|\*|latest|git[^"]*|https?:[^"]*)"'
_TOML_PIN = (
    r"""\s*["']?([A-Za-z0-9][\w.-]*)["']?\s*=\s*(?:\{.*?version\s*=\s*)?["']([\^~<>=!]*\s*[\d*][^"']*)["']"""
)
_ADDRESS_PIN = r"""\s*["']([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*@\s*([^"']+)["']"""
_NPM_NAME = r'\s*"(?:[^"]*node_modules/)?([^"]+)": \{'
_REQUIREMENTS = r"[^/]*(requirements|constraints)[^/]*\.(txt|in)$|requirements/[^/]+\.(txt|in)$"
_GEM = r"""\s*(?:gem|\w+\.add_\w*dependency)[ (]+["']([^"']+)["'](?:,\s*["']([^"']+)["'])?"""
_GRADLE = r"build\.gradle(\.kts)?$|gradle\.lockfile$"
_FORMS = (
    _form("pypi", r"(poetry|uv|pdm)\.lock$", _NEVER, _TOML_NAME, _TOML_VERSION),
    _form("cargo", r"cargo\.lock$", _NEVER, _TOML_NAME, _TOML_VERSION),
    _form("cargo", r"cargo\.toml$", _TOML_PIN),
    _form("pypi", r"pipfile\.lock$", _NEVER, r'\s*"([^"]+)": \{', r'\s*"version": "==([^"]+)"'),
    _form("pypi", r"pipfile$", _TOML_PIN),
    _form(
        "pypi",
        r"(pyproject\.toml|setup\.(py|cfg))$",
        rf"""\s*["']?{_PIN.removeprefix(chr(92) + "s*")}|{_TOML_PIN}|{_ADDRESS_PIN}""",
    ),
    _form("pypi", _REQUIREMENTS, _PIN),
    _form("npm", r"(package-lock|npm-shrinkwrap)\.json$", _NEVER, _NPM_NAME, _JSON_VERSION),
    _form("npm", r"package\.json$", _JSON_PIN),
    _form("npm", r"yarn\.lock$", _NEVER, r'"?(@?[^@"]+)@.*:$', r'\s+version:? "?([^"]+?)"?$'),
    _form("npm", r"pnpm-lock\.ya?ml$", r"""\s+['"]?/?(@?[^@'"\s]+)@(\d[^'"():]*).*:$"""),
    _form("golang", r"go\.sum$", r"(\S+) (v[^\s/]+) h1:"),
    _form("golang", r"go\.mod$", r"\s*(?:require\s+)?([\w-]+\.[\w./~-]+)\s+(v\S+)"),
    _form("gem", r"gemfile\.lock$", r"    ([\w.-]+) \(([^)=~><]+)\)$"),
    _form("gem", r"gemfile$|\.gemspec$", _GEM),
    _form("composer", r"composer\.lock$", _NEVER, r'\s*"name": "([^"]+)"', _JSON_VERSION),
    _form("composer", r"composer\.json$", _JSON_PIN),
    _form("maven", _GRADLE, r"""[^"']*["']?([\w.-]+:[\w.-]+):([\w.-]+)"""),
    _form("maven", r"pom\.xml$", _NEVER, r"\s*<artifactId>([^<]+)<", r"\s*<version>([^<]+)<"),
    _form("hex", r"mix\.(exs|lock)$", r"""\s*["{]:?([\w-]+)"?[,:]\s*(?:\{:hex, :\w+, )?"([^"]+)\""""),
    _form("pub", r"pubspec\.yaml$", r"  ([\w]+):\s*(\^?[\d][\w.+-]*)"),
    _form(
        "nuget", r"\.csproj$|packages\.(config|props)$", r'.*(?:Include|id)="([^"]+)" [Vv]ersion="([^"]+)"'
    ),
)


@lru_cache(maxsize=16_384)
def form_of(path: str) -> Form | None:
    name = "/".join(path.split("/")[-2:])
    return next((form for form in _FORMS if form.path.search(name)), None)


def listings(patch: Patch, form: Form) -> tuple[Listing, Listing]:
    """Return both sides, as far as the changed lines and those around them tell."""
    old, new = dict[str, _Told](), dict[str, _Told]()
    for sign, name, key, value in _entries(patch, form):
        if sign != "+":
            old.setdefault(name, {})[key] = value
        if sign != "-":
            new.setdefault(name, {})[key] = value
    return _listing(form, old), _listing(form, new)


_Told = dict[str, str]  # version, place and digest


def _listing(form: Form, told: dict[str, _Told]) -> Listing:
    return listing(
        _entry(form, name, one) for name, one in told.items() if "version" in one and name not in _IGNORED
    )


def _entry(form: Form, name: str, told: _Told) -> Entry:
    place = told.get("place", "").partition(f"/{name}/-/")[0]
    if not place and form.ecosystem == "npm":
        place = npm_place(told["version"])
    elif not place and "://" in told["version"]:
        place = place_of(told["version"])
    digest = told.get("digest", "").replace("-", ":", 1)
    return Entry(name, told["version"], place, frozenset({digest} if digest else ()), is_direct=True)


def _entries(patch: Patch, form: Form) -> Iterator[tuple[str, str, str, str]]:
    """Yield (sign, name, what is told of it, value)."""
    for hunk in patch.hunks:
        lines = [(line[:1], line[1:].removesuffix("\r")) for line in hunk.lines if len(line) <= _LONGEST]
        yield from _pairs(form.both, lines) if form.both else _blocks(form, lines)


def _pairs(both: re.Pattern[str], lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    for sign, text in lines:
        if found := both.match(text):
            groups = [group for group in found.groups() if group]
            yield sign, groups[0], "version", groups[1] if len(groups) > 1 else "any"


def _blocks(form: Form, lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    match, current = form.block.match, ""
    for sign, text in lines:
        found = match(text)
        if not found:
            continue
        if found.lastindex == _NAME:
            current = found[_NAME]
        elif current and found.lastindex == _VERSION:
            yield sign, current, "version", found[_VERSION]
        elif current:
            yield sign, current, *_detail(found[_VERSION + 1], found[_VERSION + 2])


def _detail(key: str, value: str) -> tuple[str, str]:
    return ("digest", value) if key in _DIGESTS else ("place", place_of(value))
