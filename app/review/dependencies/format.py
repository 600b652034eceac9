"""Which files name other people's code: one row a form, with how to read it whole and in fragments."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.review.dependencies import (
    action,
    beam,
    cargo,
    container,
    dotnet,
    go,
    jvm,
    mobile,
    npm,
    php,
    python,
    ruby,
    setup,
    tomllock,
    yarn,
)
from app.review.dependencies.entry import Listing

Reader = Callable[[str], Listing]  # raises Malformed
_PATH_READ = 400  # characters
_BEFORE = "(?:^|/)"


class Role(StrEnum):
    MANIFEST = "manifest"
    LOCK = "lock"
    IMAGE = "image"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Format:
    ecosystem: str  # as in package URLs: github.com/package-url/purl-spec
    role: Role
    path: re.Pattern[str]
    read: Reader
    read_lines: Reader | None = None  # for a fragment


def _format(ecosystem: str, role: Role, path: str, read: Reader, read_lines: Reader | None = None) -> Format:
    return Format(ecosystem, role, _whole_names(path), read, read_lines)


def _whole_names(path: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}(?:{path})$")


_MANIFEST, _LOCK, _IMAGE, _ACTION = Role.MANIFEST, Role.LOCK, Role.IMAGE, Role.ACTION
_REQUIREMENTS = r"[^/]*(?:requirements|constraints)[^/]*\.(?:txt|in)|requirements/[^/]+\.(?:txt|in)"
_DOCKERFILE = r"(?:[^/]*[._-])?(?:dockerfile|containerfile)(?:[._-][^/]*(?<!\.md))?"
_PROJECT = r"[^/]+\.(?:cs|fs|vb)proj|directory\.(?:packages|build)\.props|packages\.config"
_WORKFLOW = r"\.github/workflows/[^/]+\.ya?ml|action\.ya?ml"
# Of the lower-cased path; the first that is found counts.
_FORMATS = (
    _format("pypi", _LOCK, r"(?:poetry|pdm)\.lock", tomllock.read_poetry),
    _format("pypi", _LOCK, r"uv\.lock", tomllock.read_uv),
    _format("pypi", _LOCK, r"pipfile\.lock", tomllock.read_pipfile_lock),
    _format("pypi", _MANIFEST, r"pyproject\.toml", python.read_pyproject),
    _format("pypi", _MANIFEST, r"pipfile", python.read_pipfile),
    _format("pypi", _MANIFEST, r"setup\.cfg", setup.read_setup_cfg),
    _format("pypi", _MANIFEST, r"setup\.py", setup.read_setup_py),
    _format("pypi", _MANIFEST, _REQUIREMENTS, python.read_requirements, python.read_requirements),
    _format("cargo", _LOCK, r"cargo\.lock", tomllock.read_cargo_lock),
    _format("cargo", _MANIFEST, r"cargo\.toml", cargo.read_cargo),
    _format("npm", _LOCK, r"package-lock\.json|npm-shrinkwrap\.json", npm.read_package_lock),
    _format("npm", _LOCK, r"yarn\.lock", yarn.read_yarn),
    _format("npm", _LOCK, r"pnpm-lock\.ya?ml", yarn.read_pnpm),
    _format("npm", _LOCK, r"bun\.lock", npm.read_bun),
    _format("npm", _LOCK, r"deno\.lock", npm.read_deno),
    _format("npm", _MANIFEST, r"package\.json", npm.read_package),
    _format("golang", _LOCK, r"go\.sum", go.read_go_sum, go.read_go_sum),
    _format("golang", _MANIFEST, r"go\.mod", go.read_go_mod),
    _format("gem", _LOCK, r"gemfile\.lock|gems\.locked", ruby.read_gemfile_lock),
    _format("gem", _MANIFEST, r"gemfile|gems\.rb|[^/]+\.gemspec", ruby.read_gemfile, ruby.read_gemfile),
    _format("composer", _LOCK, r"composer\.lock", php.read_composer_lock),
    _format("composer", _MANIFEST, r"composer\.json", php.read_composer),
    _format("nuget", _LOCK, r"packages\.lock\.json", dotnet.read_packages_lock),
    _format("nuget", _MANIFEST, _PROJECT, dotnet.read_project),
    _format("maven", _MANIFEST, r"pom\.xml", jvm.read_pom),
    _format("maven", _LOCK, r"(?:buildscript-)?gradle\.lockfile", jvm.read_gradle_lock, jvm.read_gradle_lock),
    _format(
        "maven",
        _MANIFEST,
        r"(?:dependencies|versions)\.gradle(?:\.kts)?",
        jvm.read_gradle_versions,
        jvm.read_gradle_versions,
    ),
    _format("maven", _MANIFEST, r"[^/]+\.gradle(?:\.kts)?", jvm.read_gradle, jvm.read_gradle),
    _format("maven", _MANIFEST, r"[^/]+\.versions\.toml", jvm.read_catalogue),
    _format("hex", _LOCK, r"mix\.lock", beam.read_mix_lock, beam.read_mix_lock),
    _format("hex", _MANIFEST, r"mix\.exs", beam.read_mix, beam.read_mix),
    _format("pub", _LOCK, r"pubspec\.lock", mobile.read_pubspec_lock),
    _format("pub", _MANIFEST, r"pubspec\.yaml", mobile.read_pubspec),
    _format("swift", _LOCK, r"package\.resolved", mobile.read_package_resolved),
    _format("swift", _MANIFEST, r"package\.swift", mobile.read_package_swift, mobile.read_package_swift),
    _format("cocoapods", _LOCK, r"podfile\.lock", mobile.read_podfile_lock),
    _format("docker", _IMAGE, _DOCKERFILE, container.read_dockerfile, container.read_dockerfile),
    _format(
        "docker",
        _IMAGE,
        r"(?:docker-)?compose[^/]*\.ya?ml",
        container.read_compose,
        container.read_compose_lines,
    ),
    _format("githubactions", _ACTION, _WORKFLOW, action.read_workflow, action.read_workflow_lines),
)
# Most paths are none of them, which one search tells sooner than one for each.
_ANY = _whole_names("|".join(form.path.pattern.removeprefix(_BEFORE)[:-1] for form in _FORMATS))


@lru_cache(maxsize=16_384)
def format_of(path: str) -> Format | None:
    """Return how to read the file, or None when it is in no form that names dependencies."""
    lowered = path[-_PATH_READ:].lower()
    if not _ANY.search(lowered):
        return None
    return next((form for form in _FORMATS if form.path.search(lowered)), None)
