"""Names and versions in the changed lines of manifests and lock files, one form a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.review.diff.patch import Patch

_IGNORED = frozenset(
    {"version", "python", "requires-python", "node", "npm", "target-version", "name", "rust-version"}
)
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Form:
    ecosystem: str
    path: re.Pattern[str]
    both: re.Pattern[str]  # (name)(version) on one line
    name: re.Pattern[str]  # for lock files that write the version on a line of its own
    version: re.Pattern[str]


def _form(ecosystem: str, path: str, both: str, name: str = _NEVER, version: str = _NEVER) -> Form:
    return Form(
        ecosystem, re.compile(path, re.IGNORECASE), re.compile(both), re.compile(name), re.compile(version)
    )


_TOML_NAME, _TOML_VERSION = r'name = "([^"]+)"', r'version = "([^"]+)"'
_JSON_VERSION = r'\s*"version": "([^"]+)"'
_PIN = r"\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:===?|[~<>!]=?)\s*([\w.*+!-]+)"
_JSON_PIN = r'\s*"([^"]+)":\s*"([\^~<>=v]*\s*\d[^"]*|\*|latest|git[^"]*|https?:[^"]*)"'
_TOML_PIN = (
    r"""\s*["']?([A-Za-z0-9][\w.-]*)["']?\s*=\s*(?:\{.*?version\s*=\s*)?["']([\^~<>=!]*\s*[\d*][^"']*)["']"""
)
_NPM_NAME = r'\s*"(?:.*node_modules/)?([^"]+)": \{'
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
        rf"""\s*["']?{_PIN.removeprefix(chr(92) + "s*")}|{_TOML_PIN}""",
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


def versions(patch: Patch, form: Form) -> dict[str, tuple[str | None, str | None]]:
    """Return (old, new) by name, of what the changed lines tell; unchanged entries are left out."""
    old, new = dict[str, str](), dict[str, str]()
    for sign, name, version in _entries(patch, form):
        if sign != "+":
            old[name] = version
        if sign != "-":
            new[name] = version
    names = (name for name in {**old, **new} if old.get(name) != new.get(name))
    return {name: (old.get(name), new.get(name)) for name in names if name not in _IGNORED}


def _entries(patch: Patch, form: Form) -> Iterator[tuple[str, str, str]]:
    for hunk in patch.hunks:
        current = None
        for line in hunk.lines:
            sign, text = line[:1], line[1:].removesuffix("\r")
            if len(text) > 1000:  # noqa: PLR2004 - no entry is that long
                continue
            if both := form.both.match(text):
                groups = [group for group in both.groups() if group]
                yield sign, groups[0], groups[1] if len(groups) > 1 else "any"
            elif named := form.name.match(text):
                current = named[1]
            elif current and (told := form.version.match(text)):
                yield sign, current, told[1]
