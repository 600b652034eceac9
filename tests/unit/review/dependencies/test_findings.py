"""What is said of a change of dependencies: each rule, what sets it off and what it leaves alone."""

# ruff: noqa: E501, Q003 - a lock file's text is clearer on one line

import json
from typing import Any

import pytest

from app.domain.report import GateName, Level
from app.review.rules import RULES
from app.review.verdict.points import FLOORS
from tests.unit.review.dependencies.example import File, found, look, rules_of, told

SHA = "3df4ab11eba7bda6032a0b82a6bb43b11571feac"


def npm(**kinds: Any) -> str:
    return json.dumps(kinds, indent=1)


def lock(asked: dict[str, str] | None = None, **packages: dict[str, Any]) -> str:
    """Return a package-lock.json of form 3."""
    listed = {f"node_modules/{name}": one for name, one in packages.items()}
    return json.dumps({"packages": {"": {"dependencies": asked or {}}, **listed}}, indent=1)


def entry(version: str = "1.0.0", digest: str = "sha512-aaa", **more: Any) -> dict[str, Any]:
    return {"version": version, "integrity": digest, **more}


PAD = "https://registry.npmjs.org/pad/-/pad-1.0.0.tgz"
EVIL = "https://registry.evil.example/pad/-/pad-1.0.0.tgz"


@pytest.mark.parametrize(
    ("rule", "path", "old", "new"),
    [
        ("added", "requirements.txt", "a==1\n", "a==1\nb==2\n"),
        ("added", "Dockerfile", "FROM a:1\n", "FROM a:1\nFROM b:1\n"),
        ("removed", "requirements.txt", "a==1\nb==2\n", "a==1\n"),
        ("major", "requirements.txt", "a==1.9\n", "a==2.0\n"),
        ("major", "package-lock.json", lock(pad=entry()), lock(pad=entry("2.0.0-rc.1"))),
        ("development", "package.json", npm(devDependencies={}), npm(devDependencies={"jest": "^29"})),
        ("development", "requirements-dev.txt", "a==1\n", "a==2\n"),
        ("development", "tests/fixtures/requirements.txt", "a==1\n", "a==1\nb==1\n"),
        ("development", "poetry.lock", '[[package]]\nname="a"\nversion="1"\ngroups=["dev"]\n', None),
        ("downgrade", "requirements.txt", "a==2.0\n", "a==1.9\n"),
        ("downgrade", "requirements.txt", "a==2.0\n", "a==2.0rc1\n"),
        ("source", "requirements.txt", "a==1\n", "a @ git+https://github.com/x/a@" + SHA + "\n"),
        ("source", "requirements.txt", "a==1\n", "a @ https://evil.example/a-1.tar.gz\n"),
        ("source", "requirements.txt", "a==1\n", "--extra-index-url https://evil.example/simple\na==1\n"),
        ("source", "requirements.txt", "a==1\n", "a==1\n-e git+ssh://git@github.com/x/b.git#egg=b\n"),
        ("source", "package.json", npm(dependencies={"a": "1"}), npm(dependencies={"a": "someone/a"})),
        ("source", "package.json", npm(dependencies={"a": "1"}), npm(dependencies={"a": "github:x/a"})),
        ("source", "package-lock.json", lock(pad=entry(resolved=PAD)), lock(pad=entry(resolved=EVIL))),
        ("source", "pyproject.toml", "[project]\n", "[[tool.uv.index]]\nurl='https://e.example/simple'\n"),
        ("source", "Gemfile", "gem 'a'\n", "gem 'a', git: 'https://github.com/x/a', ref: '" + SHA + "'\n"),
        ("source", "go.mod", "require e.org/a v1.0.0\n", "require e.org/a v1.0.0\nreplace e.org/a => f.org/a v1.0.0\n"),
        ("source", "Cargo.toml", "[dependencies]\na='1'\n", "[dependencies]\na={git='https://x.org/a'}\n"),
        ("source", "mix.exs", '{:a, "~> 1.0"}\n', '{:a, github: "x/a"}\n'),
        ("source", "pubspec.yaml", "dependencies:\n  a: 1.0\n", "dependencies:\n  a:\n    git: https://x.org/a\n"),
        ("integrity", "package-lock.json", lock(pad=entry()), lock(pad=entry(digest="sha512-bbb"))),
        ("integrity", "go.sum", "e.org/a v1 h1:a=\n", "e.org/a v1 h1:b=\n"),
        ("integrity", "go.sum", "e.org/a v1 h1:a=\ne.org/a v1/go.mod h1:m=\n", "e.org/a v1 h1:b=\ne.org/a v1/go.mod h1:m=\n"),
        ("integrity", "requirements.txt", "a==1 --hash=sha256:aa\n", "a==1 --hash=sha256:bb\n"),
        ("unpinned", "Dockerfile", "FROM a:1\n", "FROM a:latest\n"),
        ("unpinned", "Dockerfile", "FROM a:1\n", "FROM a\n"),
        ("unpinned", "compose.yml", "services: {a: {image: 'a:1'}}\n", "services: {a: {image: a}}\n"),
        ("unpinned", "package.json", npm(dependencies={"a": "1"}), npm(dependencies={"a": "latest"})),
        ("image", "Dockerfile", "FROM python:3.11-slim\n", "FROM python:3.12-slim\n"),
        ("image", "Dockerfile", "FROM a:1@sha256:aaa\n", "FROM a:1@sha256:bbb\n"),
        ("action", ".github/workflows/a.yml", "jobs: {a: {uses: a/b/w.yml@v1}}\n", "jobs: {a: {uses: a/b/w.yml@v2}}\n"),
        ("action", "action.yml", "runs: {steps: [{uses: a/b@v1}]}\n", "runs: {steps: [{uses: a/b@" + SHA + "}]}\n"),
        ("unpinned-action", "action.yml", "runs: {steps: [{uses: a/b@" + SHA + "}]}\n", "runs: {steps: [{uses: a/b@main}]}\n"),
        ("unpinned-action", "action.yml", "runs: {steps: []}\n", "runs: {steps: [{uses: a/b@v1}]}\n"),
        ("unlocked", "package.json", npm(dependencies={"a": "1"}), npm(dependencies={"a": "2"})),
        ("lock-alone", "package-lock.json", lock(pad=entry()), lock(pad=entry("1.1.0"))),
    ],
)  # fmt: skip
def test_a_rule_sees_what_it_is_for(rule: str, path: str, old: str, new: str | None) -> None:
    before, after = (None, old) if new is None else (old, new)
    finding = found(look((path, before, after)), rule)
    assert finding.path == path
    assert f"dependency.{rule}" in RULES


@pytest.mark.parametrize(
    ("path", "old", "new", "rules"),
    [
        ("requirements.txt", "a==1.2\n", "a==1.3\n", set()),
        ("requirements.txt", "a==1.2\n", "a==1.2.0\n", set()),
        ("requirements.txt", "Some_Thing==1\n", "some-thing==1\n", set()),
        ("requirements.txt", "a>=1,<3\n", "a<4,>=1\n", set()),
        ("requirements.txt", "a==1 --hash=sha256:aa\n", "a==1 --hash=sha256:aa --hash=sha256:bb\n", set()),
        ("requirements.txt", "-e .\n", "-e ./sub\n", set()),
        ("yarn.lock", "# yarn lockfile v1\n\na@^1:\n  version \"1.0\"\n  resolved \"https://registry.yarnpkg.com/a/-/a-1.0.tgz\"\n",
         "# yarn lockfile v1\n\na@^1:\n  version \"1.0\"\n  resolved \"https://registry.npmjs.org/a/-/a-1.0.tgz\"\n", set()),
        ("package-lock.json", lock(pad=entry(digest="sha1-x")), lock(pad=entry(digest="sha512-x")), set()),
        ("action.yml", "runs: {steps: []}\n", "runs: {steps: [{uses: actions/checkout@v4}]}\n", {"action"}),
        ("action.yml", "runs: {steps: [{uses: a/b@v1}]}\n", "runs: {steps: [{uses: a/b@v2}]}\n", {"action"}),
        ("Dockerfile", "FROM a:latest\n", "FROM a:latest\nRUN b\n", set()),
        ("Dockerfile", "FROM a:latest\n", "FROM a:1.2\n", {"image"}),
        ("Dockerfile", "FROM a:1\n", "FROM a:2@sha256:abc\n", {"image"}),
        ("Cargo.toml", "[dependencies]\na={path='../a'}\n", "[dependencies]\na={path='../b'}\n", set()),
        ("pyproject.toml", "[project]\n", "[build-system]\nrequires=['setuptools>=70']\n", {"added"}),
        ("go.mod", "require e.org/a v1.0.0\n", "require e.org/a v1.0.0\nreplace e.org/a => ../a\n", set()),
    ],
)  # fmt: skip
def test_what_brings_nothing_new_is_left_alone(path: str, old: str, new: str, rules: set[str]) -> None:
    assert rules_of(look((path, old, new))) == rules


def test_only_development_never_asks_for_the_dependency_group() -> None:
    old, new = npm(devDependencies={"a": "1"}), npm(devDependencies={"a": "2", "b": "1"})
    before, after = lock(a=entry(dev=True)), lock(a=entry("2.0.0", dev=True), b=entry(dev=True))
    seen = look(("package.json", old, new), ("package-lock.json", before, after))
    assert rules_of(seen) == {"development"}
    assert {finding.gate for finding in seen.findings} == {None}


def test_a_lock_that_does_not_tell_is_read_beside_its_manifest() -> None:
    head = "# yarn lockfile v1\n\n\n"
    files = ("yarn.lock", head + 'a@^1:\n  version "1.0"\n', head + 'a@^2:\n  version "2.0"\n')
    for kind, rules in (("devDependencies", {"development"}), ("dependencies", {"major"})):
        manifest = ("package.json", npm(**{kind: {"a": "^1"}}), npm(**{kind: {"a": "^2"}}))
        assert rules_of(look(manifest, files)) == rules
    assert rules_of(look(files)) == {"major", "lock-alone"}


def test_a_change_that_only_adds_is_one_plain_sentence() -> None:
    seen = look(("requirements.txt", "a==1\n", "a==1\nb==2\n"))
    assert found(seen, "changed").message == "Changes dependencies in `requirements.txt`."
    seen = look(("pyproject.toml", "a=1\n", "a=2\n"))
    assert (
        found(seen, "changed").message
        == "Changes `pyproject.toml`; no dependency changes in what could be read."
    )
    seen = look(("thirdparty/versions.txt", "MIMALLOC=v2\n", "MIMALLOC=v3\n"))
    assert found(seen, "changed").message == (
        "Changes `thirdparty/versions.txt`, whose form is not read here: see for yourself which versions move."
    )


def test_commits_are_shown_short() -> None:
    seen = look(
        ("action.yml", "{runs: {steps: [{uses: a/b@v1}]}}\n", "{runs: {steps: [{uses: a/b@" + SHA + "}]}}\n")
    )
    assert found(seen, "action").message.endswith("`a/b` v1 → 3df4ab11eba7.")


@pytest.mark.parametrize("rule", ["added", "major", "source", "submodule", "unpinned-action", "integrity"])
def test_where_another_partys_code_arrives_the_dependency_group_is_asked(rule: str) -> None:
    assert RULES[f"dependency.{rule}"].gate is GateName.DEPENDENCY


def test_another_source_and_another_digest_are_never_low() -> None:
    assert FLOORS["dependency.source"] is FLOORS["dependency.integrity"] is Level.MEDIUM
    assert RULES["dependency.integrity"].severity is Level.HIGH


def test_the_direct_dependencies_are_named_first() -> None:
    old = lock({"zoo": "1"}, zoo=entry(), **{f"a{i}": entry() for i in range(9)})
    new = lock({"zoo": "2"}, zoo=entry("2.0.0"), **{f"a{i}": entry("2.0.0") for i in range(9)})
    message = found(look(("package-lock.json", old, new)), "major").message
    assert message == (
        "Moves to a new major version: `zoo` 1.0.0 → 2.0.0, `a0` 1.0.0 → 2.0.0, "
        "`a1` 1.0.0 → 2.0.0 and 7 more."
    )


def test_another_form_of_lock_file_adds_and_removes_nothing() -> None:
    yarn = '# yarn lockfile v1\n\n\npad@1:\n  version "1.0.0"\n'
    seen = look(("package-lock.json", lock(pad=entry()), None), ("yarn.lock", None, yarn))
    assert "added" not in rules_of(seen)
    assert "removed" not in rules_of(seen)


def test_a_finding_names_the_line() -> None:
    seen = look(("requirements.txt", "a==1\nb==1\n", "a==1\nb==2\n"))
    assert found(seen, "major").line == 2


def step(*files: File) -> str:
    return found(look(*files), "out-of-step").message


def test_manifest_and_lock_that_contradict_each_other_are_told() -> None:
    old, new = npm(dependencies={"pad": "^1.0.0"}), npm(dependencies={"pad": "^2.0.0"})
    stale = lock({"pad": "^1.0.0"}, pad=entry("1.1.0"))
    message = step(
        ("package.json", old, new), ("package-lock.json", lock({"pad": "^1.0.0"}, pad=entry()), stale)
    )
    assert "`pad` ^2.0.0, the lock has asked for ^1.0.0" in message


@pytest.mark.parametrize(
    ("manifest", "lockfile"),
    [
        (("pyproject.toml", "[project]\n", "[project]\ndependencies=['a>=2']\n"),
         ("uv.lock", "version=1\n", "[[package]]\nname='a'\nversion='1.5'\nsource={registry='https://pypi.org/simple'}\n")),
        (("pyproject.toml", "[project]\n", "[project]\ndependencies=['a>=2']\n"), ("poetry.lock", "x=1\n", "y=2\n")),
        (("Gemfile", "gem 'a', '~> 1'\n", "gem 'a', '~> 2'\n"),
         ("Gemfile.lock", None, "GEM\n  specs:\n    a (1.1)\n\nDEPENDENCIES\n  a (~> 1)\n")),
        (("go.mod", "", "require e.org/a v1.1.0\n"), ("go.sum", "", "e.org/a v1.0.0 h1:a=\n")),
        (("Cargo.toml", "[package]\n", "[dependencies]\na='1'\n"), ("Cargo.lock", "version=3\n", "version=4\n")),
        (("package.json", npm(), npm(dependencies={"a": "1"})),
         ("yarn.lock", None, "# yarn lockfile v1\n\n\nb@1:\n  version \"1\"\n")),
    ],
)  # fmt: skip
def test_a_lock_that_does_not_hold_what_the_manifest_asks_for(manifest: File, lockfile: File) -> None:
    assert "contradict each other" in step(manifest, lockfile)


@pytest.mark.parametrize(
    ("manifest", "lockfile"),
    [
        (("pyproject.toml", "[project]\n", "[project]\ndependencies=['A_a>=1']\n"),
         ("uv.lock", "version=1\n", "[[package]]\nname='a-a'\nversion='1.5'\nsource={registry='https://pypi.org/simple'}\n")),
        (("pyproject.toml", "", "[tool.poetry.dependencies]\na='^1.2'\n"),
         ("poetry.lock", None, "[[package]]\nname='a'\nversion='1.5'\n")),
        (("Gemfile", "", "gem 'a', '>= 1.0.1', '~> 1'\ngem 'b', '1.0'\n"),
         ("Gemfile.lock", None, "GEM\n  specs:\n    a (1.1)\n    b (1.0)\n\nDEPENDENCIES\n  a (~> 1, >= 1.0.1)\n  b (= 1.0)\n")),
        (("go.mod", "", "require e.org/a v1.1.0\n"), ("go.sum", "", "e.org/a v1.1.0 h1:a=\n")),
        (("packages/web/package.json", npm(), npm(dependencies={"a": "^1", "own": "workspace:*"})),
         ("pnpm-lock.yaml", None, "importers:\n  packages/web:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\npackages:\n  a@1.0.0: {}\n")),
        (("requirements.txt", "", "a==1\n"), ("poetry.lock", None, "[[package]]\nname='b'\nversion='1'\n")),
    ],
)  # fmt: skip
def test_a_lock_that_holds_what_the_manifest_asks_for(manifest: File, lockfile: File) -> None:
    assert rules_of(look(manifest, lockfile)).isdisjoint({"out-of-step", "unlocked", "lock-alone"})


def test_a_bots_update_of_a_lock_file_is_no_surprise() -> None:
    files = ("package-lock.json", lock(pad=entry()), lock(pad=entry("1.1.0")))
    assert rules_of(look(files, is_routine=True)) == set()


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("package.json", npm(dependencies={"a": "1.0"}), npm(dependencies={"a": "github:x/a"}), "source"),
        ("requirements.txt", "a==1\n", "a @ git+https://github.com/x/a\n", "source"),
        ("package-lock.json", lock(pad=entry(resolved=PAD)), lock(pad=entry(resolved=EVIL)), "source"),
        ("package-lock.json", lock(pad=entry()), lock(pad=entry(digest="sha512-bbb")), "integrity"),
        ("Dockerfile", "FROM a:1\n", "FROM a:latest\n", "unpinned"),
        ("action.yml", "runs:\n  steps:\n    - uses: a/b@" + SHA + "\n",
         "runs:\n  steps:\n    - uses: a/b@main\n", "unpinned-action"),
    ],
)  # fmt: skip
def test_the_changed_lines_alone_tell_it_too(path: str, old: str, new: str, rule: str) -> None:
    assert found(look((path, old, new), is_whole=False), rule).path == path


def test_names_and_versions_of_strangers_are_harmless_in_messages() -> None:
    hostile = npm(dependencies={"a\u202eb" + "x" * 900: "1\n2" * 300})
    message = found(look(("package.json", npm(), hostile)), "added").message
    assert "\u202e" not in message
    assert "\n" not in message
    assert len(message) < 400


def test_local_packages_are_nobodys() -> None:
    assert rules_of(look(("package.json", npm(), npm(dependencies={"a": "file:../a"})))) <= {"unlocked"}
    assert told(("requirements.txt", None, "-e ./lib\n")) == [("lib", None, "")]


def uv(own: str, *names: str) -> str:
    packages = "".join(
        f"[[package]]\nname='{name}'\nversion='1'\nsource={{registry='https://mirror.example/simple'}}\n"
        for name in names
    )
    return f"[[package]]\nname='shop'\nversion='{own}'\nsource={{editable='.'}}\n{packages}"


def test_a_new_package_from_the_mirror_of_all_others_has_no_other_source() -> None:
    dependencies = look(("uv.lock", uv("1", "a"), uv("1", "a", "b")))
    assert "source" not in rules_of(dependencies)
    assert "source" in rules_of(look(("uv.lock", uv("1"), uv("1", "b"))))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("uv.lock", uv("1", "a"), uv("2", "a")),
        (
            "Cargo.lock",
            "[[package]]\nname='shop'\nversion='1.0.0'\n",
            "[[package]]\nname='shop'\nversion='2.0.0'\n",
        ),
    ],
)
def test_the_repositorys_own_package_is_no_dependency_of_it(path: str, old: str, new: str) -> None:
    assert look((path, old, new)).changed == ()
