"""What a file is for, told from its path alone."""

import re
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    CODE = "code"
    CONFIG = "config"
    INFRASTRUCTURE = "infrastructure"
    CI = "ci"
    MANIFEST = "manifest"
    LOCK = "lock"
    TEST = "test"
    DOCS = "docs"
    TRANSLATION = "translation"
    GENERATED = "generated"
    ASSET = "asset"

    @property
    def runs(self) -> bool:
        """Whether a change to such a file can change what production does."""
        return self not in {Kind.TEST, Kind.DOCS, Kind.TRANSLATION, Kind.ASSET, Kind.CI}


PATH_READ = 400  # characters


def _named(names: str) -> str:
    """Return a pattern for whole file names; a star stands for any part of a name."""
    forms = (re.escape(name).replace(r"\*", "[^/]*") for name in names.split())
    return f"(^|/)({'|'.join(forms)})$"


_SHIPS = r"(^|/)(terraform|helm|charts?|k8s|kubernetes|kustomize|ansible|puppet|infra|deploy|deployments?)/"

# The first pattern that is found in the lower-cased path names the kind; what none names is code.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.CI, r"^\.(github/(workflows|actions)|circleci|buildkite|ci)/|^\.(gitlab-ci|travis|drone)[^/]*$"),
    (Kind.CI, r"^(azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild)\.ya?ml$|(^|/)jenkinsfile$"),
    (Kind.DOCS, r"^\.github/|(^|/)\.(gitignore|mailmap|gitattributes|git-blame-ignore-revs)$"),
    (Kind.DOCS, r"(^|/)(codeowners|authors|readme|contributing)(\.(md|txt|rst))?$"),
    (Kind.DOCS, r"(^|/)(licen[cs]e|notice|copying)(-[a-z0-9]+(-[\d.]+)?)?(\.(md|txt|rst))?$"),
    (Kind.DOCS, r"(^|/)(changes?|changelog|news|history)(\.(md|txt|rst))?$"),
    (
        Kind.LOCK,
        _named(
            "*.lock *-lock.json *-lock.yaml lock.json go.sum npm-shrinkwrap.json package.resolved "
            "packages.lock.json gradle.lockfile bun.lockb cartfile.resolved"
        ),
    ),
    (
        Kind.MANIFEST,
        _named(
            "package.json pyproject.toml setup.py setup.cfg pipfile *requirements*.txt *requirements*.in "
            "requirements/*.txt requirements/*.in constraints*.txt gemfile *.gemspec go.mod cargo.toml "
            "composer.json pom.xml build.gradle versions.txt dependencies.gradle versions.gradle "
            "dependencies.gradle.kts versions.gradle.kts build.gradle.kts libs.versions.toml mix.exs "
            "pubspec.yaml *.csproj directory.packages.props packages.config package.swift podfile build.sbt "
            "environment.yml environment.yaml deps.edn project.clj .gitmodules"
        ),
    ),
    (Kind.TEST, r"(^|/)(tests?|specs?|__(tests|mocks|snapshots)__|testdata|fixtures|e2e|cypress|factories)/"),
    (
        Kind.TEST,
        _named("test_* conftest.py *_test.* *.test.* *_spec.* *.spec.* *.snap *test.java *test.kt *tests.cs"),
    ),
    (Kind.TRANSLATION, r"\.(po|pot|mo|xliff|xlf|arb|strings)$"),
    (Kind.TRANSLATION, r"(^|/)(locales?|i18n|l10n|translations|lang)/.*\.(json|ya?ml|properties)$"),
    (Kind.GENERATED, r"(^|/)(vendor|node_modules|third_party|dist|generated|__generated__|\.yarn)/"),
    (
        Kind.GENERATED,
        _named(
            "*.min.js *.min.css *.map *.pb.go *_pb2.py *_pb2.pyi *_pb2_grpc.py *.g.dart *.designer.cs "
            "schema.rb structure.sql *.generated.*"
        ),
    ),
    (
        Kind.INFRASTRUCTURE,
        _named(
            "cmakelists.txt *dockerfile* containerfile docker-compose* compose.y*ml procfile *.tf *.tfvars "
            "*.hcl *.bicep *.nomad chart.yaml vagrantfile serverless.y*ml nginx*.conf"
        ),
    ),
    (Kind.INFRASTRUCTURE, _SHIPS + r".*\.(ya?ml|json|tpl|j2|sh|conf|pp|erb|env|toml)$"),
    (Kind.DOCS, r"\.(md|mdx|rst|adoc|markdown|textile|txt)$|(^|/)(docs?|documentation|man|examples?)/"),
    (Kind.ASSET, r"\.(png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp[34]|wav|ogg|webm|pdf|psd)$"),
    (Kind.ASSET, r"\.(css|s[ac]ss|less|styl)$"),
    (Kind.CONFIG, r"\.(ini|cfg|conf|toml|ya?ml|json5?|properties|env|plist|editorconfig)$"),
    (Kind.CONFIG, r"(^|/)(\.env[^/]*|makefile|settings\.py|settings/[^/]+\.py)$"),
)  # fmt: skip
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]


@lru_cache(maxsize=45_000)  # more than the files of the largest change that is read, before and after
def kind_of(path: str) -> Kind:
    """Tell it from the end of the path, as its length is for others to choose."""
    lowered = path[-PATH_READ:].lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(lowered)), Kind.CODE)
