"""Manifests and lock files: names and versions where the changed lines tell them."""

import pytest

from app.domain.report import Dependency, GateName
from app.review.dependencies.look import Dependencies, look_at_dependencies
from tests.unit.review.example import added, modified, patches, rules


def look(*diffs: str) -> Dependencies:
    return look_at_dependencies(patches(*diffs), is_routine=False)


def hunk(path: str, body: str) -> str:
    lines = body.removesuffix("\n").split("\n")
    old, new = sum(line[0] != "+" for line in lines), sum(line[0] != "-" for line in lines)
    head = f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n"
    return head + f"@@ -1,{old} +1,{new} @@\n" + "".join(f"{line}\n" for line in lines)


Told = tuple[str, str, str | None, str | None]  # ecosystem, name, old, new


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("requirements.txt", "-django==4.2\n+django==5.0", ("pypi", "django", "4.2", "5.0")),
        ("requirements/main.in", "+celery[redis]>=5.4", ("pypi", "celery", None, ">=5.4")),
        ("pyproject.toml", '-  "httpx>=0.27",', ("pypi", "httpx", "0.27", None)),
        ("pyproject.toml", '+rich = "^13.0"', ("pypi", "rich", None, "^13.0")),
        ("uv.lock", ' name = "rich"\n-version = "13"\n+version = "14"', ("pypi", "rich", "13", "14")),
        ("Cargo.lock", '+name = "serde"\n+version = "1.0.1"', ("cargo", "serde", None, "1.0.1")),
        ("Cargo.toml", '+serde = { version = "1.0", features = [] }', ("cargo", "serde", None, "1.0")),
        ("package.json", '-  "react": "^17.0",\n+  "react": "^18.0",', ("npm", "react", "^17.0", "^18.0")),
        (
            "package-lock.json",
            '     "node_modules/@a/b": {\n+      "version": "1.1.0",',
            ("npm", "@a/b", None, "1.1.0"),
        ),
        ("yarn.lock", '+left-pad@^1.0.0:\n+  version "1.3.0"', ("npm", "left-pad", None, "1.3.0")),
        ("pnpm-lock.yaml", "+  /left-pad@1.3.0:", ("npm", "left-pad", None, "1.3.0")),
        ("go.mod", "+\tgithub.com/a/b v1.2.3", ("golang", "github.com/a/b", None, "v1.2.3")),
        ("go.sum", "+github.com/a/b v1.2.3 h1:abc=", ("golang", "github.com/a/b", None, "v1.2.3")),
        ("Gemfile", "+gem 'rails', '~> 7.1'", ("gem", "rails", None, "~> 7.1")),
        ("Gemfile.lock", "-    rack (2.2.1)\n+    rack (3.0.0)", ("gem", "rack", "2.2.1", "3.0.0")),
        ("composer.json", '+        "a/b": "^1.0"', ("composer", "a/b", None, "^1.0")),
        ("build.gradle", "+  implementation 'org.a:b:1.2'", ("maven", "org.a:b", None, "1.2")),
        ("pom.xml", "+  <artifactId>b</artifactId>\n+  <version>1</version>", ("maven", "b", None, "1")),
        ("mix.exs", '+      {:phoenix, "~> 1.7"},', ("hex", "phoenix", None, "~> 1.7")),
        ("pubspec.yaml", "+  http: ^1.0.0", ("pub", "http", None, "^1.0.0")),
        ("A.csproj", '+  <PackageReference Include="A.B" Version="1.2" />', ("nuget", "A.B", None, "1.2")),
    ],
)
def test_a_changed_line_names_a_dependency(path: str, body: str, told: Told) -> None:
    ecosystem, name, old, new = told
    assert look(hunk(path, body)).changed == (Dependency(name, ecosystem, old, new, path),)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("pyproject.toml", '-version = "1.0"\n+version = "1.1"'),
        ("pyproject.toml", '-requires-python = ">=3.10"\n+requires-python = ">=3.11"'),
        ("pyproject.toml", "+line-length = 110"),
        ("package.json", '+    "build": "tsc"'),
        ("requirements.txt", "+# django==5.0"),
    ],
)
def test_what_is_no_dependency_is_left_alone(path: str, body: str) -> None:
    dependencies = look(hunk(path, body))
    assert dependencies.changed == ()
    assert rules(dependencies.findings) == ["dependency.changed"]
    assert dependencies.findings[0].gate is None


def test_added_removed_and_major_are_said_by_name() -> None:
    body = "-django==4.2\n-old==1.0\n+django==5.0\n+new==2.0"
    found = look(hunk("requirements.txt", body)).findings
    assert [f.message for f in found] == [
        (
            "Changes dependencies in `requirements.txt`: `django` 4.2 → 5.0. "
            "Told from the changed lines alone."
        ),
        "Adds `new` 2.0.",
        "Removes `old` 1.0.",
        "Moves to a new major version: `django` 4.2 → 5.0.",
    ]
    assert {f.gate for f in found if f.rule != "dependency.changed"} == {GateName.DEPENDENCY, None}


def test_a_minor_step_is_no_major_one() -> None:
    assert rules(look(hunk("requirements.txt", "-a==1.2\n+a==1.3")).findings) == ["dependency.changed"]


def test_a_submodule_moves_something_that_the_diff_does_not_hold() -> None:
    diff = modified("lib", "Subproject commit 2\n", "Subproject commit 1\n").replace("100644", "160000")
    assert rules(look(diff).findings) == ["dependency.submodule"]


def test_a_bots_routine_update_earns_no_points_for_touching_a_manifest() -> None:
    touched = patches(added("requirements.txt", "a==1.0\n"))
    assert look_at_dependencies(touched, is_routine=True).findings[0].times == 0
    assert look_at_dependencies(touched, is_routine=False).findings[0].times == 1
