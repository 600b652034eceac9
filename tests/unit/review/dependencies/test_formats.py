"""Every form of manifest and lock file, read whole on both sides."""

# ruff: noqa: E501, Q003 - a lock file's text is clearer on one line

import pytest

from tests.unit.review.dependencies.example import told

PYPROJECT = """
[project]
name = "shop"
dependencies = ["Django>=4.2", "rich[a,b]==13.0 ; python_version > '3'"]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
dev = ["ruff", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
httpx = "^0.27"
"""
POETRY = '[[package]]\nname = "rich"\nversion = "13.0"\ngroups = ["main"]\n'
UV = '[[package]]\nname = "rich"\nversion = "13.0"\nsource = { registry = "https://pypi.org/simple" }\n'
PIPFILE_LOCK = '{"_meta": {}, "default": {"rich": {"version": "==13.0"}}, "develop": {}}'
CARGO_LOCK = '[[package]]\nname = "rich"\nversion = "13.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
PACKAGE_LOCK = '{"packages": {"": {"name": "x"}, "node_modules/a/node_modules/@b/rich": {"version": "13.0"}}}'
PACKAGE_LOCK_1 = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0", "dependencies": {"rich": {"version": "13.0"}}}}}'
YARN = '# yarn lockfile v1\n\n\n"@b/rich@^13.0", "@b/rich@^13":\n  version "13.0"\n  resolved "https://registry.yarnpkg.com/@b/rich/-/rich-13.0.tgz#0123"\n'
BERRY = '__metadata:\n  version: 8\n\n"rich@npm:^13.0":\n  version: 13.0\n  resolution: "rich@npm:13.0"\n  checksum: 10c0/ab\n'
PNPM = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      rich:\n        specifier: ^13\n        version: 13.0\npackages:\n  rich@13.0:\n    resolution: {integrity: sha512-a}\n"
PNPM_5 = "lockfileVersion: 5.4\nspecifiers:\n  rich: ^13\ndependencies:\n  rich: 13.0\npackages:\n  /rich/13.0_x@1:\n    resolution: {integrity: sha512-a}\n"
BUN = '{"workspaces": {"": {"name": "x",}},\n"packages": {"rich": ["rich@13.0", "", {}, "sha512-a"],},}'
DENO = '{"version": "4", "npm": {"rich@13.0": {"integrity": "sha512-a"}}}'
GEMFILE_LOCK = "GEM\n  remote: https://rubygems.org/\n  specs:\n    rich (13.0)\n      rack (~> 2)\n\nDEPENDENCIES\n  rich (~> 13)\n"
COMPOSER_LOCK = '{"packages": [{"name": "a/rich", "version": "13.0", "notification-url": "https://packagist.org/downloads/"}]}'
NUGET_LOCK = '{"version": 1, "dependencies": {"net8.0": {"rich": {"type": "Direct", "resolved": "13.0"}}}}'
POM = '<project xmlns="http://maven.apache.org/POM/4.0.0"><properties><v>13.0</v></properties><dependencies><dependency><groupId>g</groupId><artifactId>rich</artifactId><version>${v}</version></dependency></dependencies></project>'
CSPROJ = '<Project><ItemGroup><PackageReference Include="rich" Version="13.0" /><PackageReference Include="b"><Version>1.0</Version></PackageReference></ItemGroup></Project>'
CATALOGUE = (
    '[versions]\nv = "13.0"\n[libraries]\nx = { module = "g:rich", version.ref = "v" }\ny = "g:other:1.0"\n'
)
MIX_LOCK = '%{\n  "rich": {:hex, :rich, "13.0", "aa", [:mix], [], "hexpm", "' + "b" * 64 + '"},\n}\n'
PUBSPEC_LOCK = 'packages:\n  rich:\n    dependency: "direct main"\n    description:\n      name: rich\n      url: "https://pub.dev"\n    source: hosted\n    version: "13.0"\n'
RESOLVED = '{"pins": [{"identity": "rich", "location": "https://github.com/a/rich.git", "state": {"revision": "abc", "version": "13.0"}}], "version": 2}'
RESOLVED_1 = '{"object": {"pins": [{"package": "Rich", "repositoryURL": "https://github.com/a/rich", "state": {"version": "13.0"}}]}, "version": 1}'
PODS = "PODS:\n  - rich (13.0):\n    - b (= 1)\n  - b (1.0)\nDEPENDENCIES:\n  - rich\nSPEC CHECKSUMS:\n  rich: abc\n"


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("pyproject.toml", PYPROJECT, "rich"),
        ("api/poetry.lock", POETRY, "rich"),
        ("pdm.lock", POETRY, "rich"),
        ("uv.lock", UV, "rich"),
        ("Pipfile", '[packages]\nrich = "==13.0"\n[requires]\npython_version = "3.11"\n', "rich"),
        ("Pipfile.lock", PIPFILE_LOCK, "rich"),
        ("setup.cfg", "[options]\ninstall_requires =\n  rich==13.0\n  six\n", "rich"),
        ("setup.py", "from setuptools import setup\nR = ['rich==13.0']\nsetup(install_requires=R)\n", "rich"),
        ("requirements.txt", "-r more.txt\n# x\nrich[a]==13.0 \\\n  --hash=sha256:ab  # why\n", "rich"),
        ("Cargo.lock", CARGO_LOCK, "rich"),
        ("Cargo.toml", '[dependencies]\nrich = { version = "13.0", features = ["a"] }\n', "rich"),
        ("Cargo.toml", "[target.'cfg(unix)'.dependencies]\nrich = \"13.0\"\n", "rich"),
        ("package.json", '{"dependencies": {"rich": "13.0"}, "scripts": {"a": "1"}}', "rich"),
        ("package-lock.json", PACKAGE_LOCK, "@b/rich"),
        ("npm-shrinkwrap.json", PACKAGE_LOCK_1, "rich"),
        ("yarn.lock", YARN, "@b/rich"),
        ("web/yarn.lock", BERRY, "rich"),
        ("pnpm-lock.yaml", PNPM, "rich"),
        ("pnpm-lock.yaml", PNPM_5, "rich"),
        ("bun.lock", BUN, "rich"),
        ("deno.lock", DENO, "rich"),
        ("Gemfile", "source 'https://rubygems.org'\ngem 'rich', '13.0'\n", "rich"),
        ("shop.gemspec", "  s.add_dependency 'rich', '13.0'\n", "rich"),
        ("Gemfile.lock", GEMFILE_LOCK, "rich"),
        ("go.mod", "module x\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/rich v13.0\n)\n", "github.com/a/rich"),
        ("go.mod", "require github.com/a/rich v13.0 // indirect\n", "github.com/a/rich"),
        ("go.sum", "github.com/a/rich v13.0 h1:a=\ngithub.com/a/rich v13.0/go.mod h1:b=\n", "github.com/a/rich"),
        ("composer.json", '{"require": {"php": ">=8", "ext-json": "*", "a/rich": "13.0"}}', "a/rich"),
        ("composer.lock", COMPOSER_LOCK, "a/rich"),
        ("packages.lock.json", NUGET_LOCK, "rich"),
        ("src/Shop.csproj", CSPROJ, "rich"),
        ("Directory.Packages.props", CSPROJ.replace("PackageReference", "PackageVersion"), "rich"),
        ("packages.config", '<packages><package id="rich" version="13.0" /></packages>', "rich"),
        ("pom.xml", POM, "g:rich"),
        ("build.gradle", "dependencies {\n  implementation 'g:rich:13.0'\n}\n", "g:rich"),
        ("build.gradle", "  api group: 'g', name: 'rich', version: '13.0'\n", "g:rich"),
        ("build.gradle.kts", '  implementation(platform("g:rich:13.0"))\n', "g:rich"),
        ("build.gradle.kts", 'plugins { \n id("rich") version "13.0"\n}\n', "rich"),
        ("gradle/dependencies.gradle", "versions += [\n  rich: '13.0',\n]\n", "rich"),
        ("gradle.lockfile", "# x\ng:rich:13.0=compileClasspath,runtimeClasspath\nempty=\n", "g:rich"),
        ("gradle/libs.versions.toml", CATALOGUE, "g:rich"),
        ("mix.exs", "  defp deps do\n    [\n      {:rich, \"13.0\"},\n      # {:no, \"1\"}\n    ]\n", "rich"),
        ("mix.lock", MIX_LOCK, "rich"),
        ("pubspec.yaml", "name: x\ndependencies:\n  rich: 13.0\n  flutter:\n    sdk: flutter\n", "rich"),
        ("pubspec.lock", PUBSPEC_LOCK, "rich"),
        ("Package.resolved", RESOLVED, "github.com/a/rich"),
        ("Package.resolved", RESOLVED_1, "github.com/a/rich"),
        ("Package.swift", '.package(url: "https://github.com/a/rich.git", from: "13.0"),\n', "github.com/a/rich"),
        ("Podfile.lock", PODS, "rich"),
        ("Dockerfile", "FROM rich:13.0 AS build\nFROM build\n", "rich"),
        ("compose.yaml", "services:\n  web:\n    image: rich:13.0\n", "rich"),
        (".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - uses: a/rich@13.0\n", "a/rich"),
        ("action.yml", "runs:\n  steps:\n    - uses: a/rich@13.0\n", "a/rich"),
    ],
)  # fmt: skip
def test_a_move_is_read_in_every_form(path: str, text: str, name: str) -> None:
    moved = text.replace("13.0", "14.1")
    old, new = ("v13.0", "v14.1") if path.startswith("go.") else ("13.0", "14.1")
    assert told((path, text, moved)) == [(name, old, new)]
    assert told((path, text, text + "\n")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 110\n[project]\nname = 'x'\nversion = '13.0'\n"),
        ("package.json", '{"version": "13.0", "engines": {"node": "13.0"}, "scripts": {"a": "13.0"}}'),
        ("package-lock.json", '{"version": "13.0", "packages": {"": {"version": "13.0"}}}'),
        ("Cargo.toml", "[package]\nversion = '13.0'\nrust-version = '13.0'\n"),
        ("go.mod", "module x\n\ngo 13.0\n"),
        ("pom.xml", "<project><version>13.0</version></project>"),
        ("Dockerfile", "FROM scratch\nARG V=13.0\nRUN echo FROM x:13.0\nCOPY --from=0 a b\n"),
        (".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - uses: ./x\n      - run: |\n          uses: a/b@13.0\n"),
        ("compose.yaml", "services:\n  a:\n    build: .\n    image: own:13.0\n"),
    ],
)  # fmt: skip
def test_what_is_no_dependency_is_left_alone_in_whole_files(path: str, text: str) -> None:
    assert told((path, text, text.replace("13.0", "14.1"))) == []


def test_a_line_form_tells_the_same_of_a_diff_alone() -> None:
    old, new = "FROM node:20 AS a\nRUN x\n", "FROM node:22 AS a\nRUN x\n"
    assert told(("Dockerfile", old, new), is_whole=False) == [("node", "20", "22")]
    step = "    steps:\n      - uses: a/b@v1\n"
    assert told((".github/workflows/a.yml", step, step.replace("v1", "v2")), is_whole=False) == [
        ("a/b", "v1", "v2")
    ]
    image = "    image: redis:6\n"
    assert told(("docker-compose.prod.yml", image, image.replace("6", "7")), is_whole=False) == [
        ("redis", "6", "7")
    ]


def test_a_default_of_an_argument_is_filled_in() -> None:
    text = "ARG V=3.11\nFROM --platform=linux/amd64 docker.io/library/python:${V}-slim\nFROM x:${NONE:-9}\n"
    assert told(("Dockerfile", None, text)) == [("python", None, "3.11-slim"), ("x", None, "9")]


def test_a_new_file_adds_and_a_gone_one_removes() -> None:
    assert told(("requirements.txt", None, "a==1\n")) == [("a", None, "1")]
    assert told(("requirements.txt", "a==1\n", None)) == [("a", "1", None)]


def test_of_several_versions_of_one_name_the_one_that_came_is_told() -> None:
    one, two = '"node_modules/a": {"version": "1.0"}', '"node_modules/b/node_modules/a": {"version": "2.0"}'
    old, new = f'{{"packages": {{{one}}}}}', f'{{"packages": {{{one}, {two}}}}}'
    assert told(("package-lock.json", old, new)) == [("a", "1.0", "2.0")]
    assert told(("package-lock.json", new, f'{{"packages": {{{two.replace("node_modules/b/", "")}}}}}')) == []
    assert told(("package-lock.json", new, old)) == [("a", "2.0", "1.0")]


def test_a_major_version_of_go_has_a_name_of_its_own_and_is_the_same_module() -> None:
    old, new = "require github.com/a/b v1.9.0\n", "require github.com/a/b/v2 v2.0.1\n"
    assert told(("go.mod", old, new)) == [("github.com/a/b/v2", "v1.9.0", "v2.0.1")]
