"""Lock files and manifests that are broken, hostile or huge: named, bounded, and never a traceback."""

# ruff: noqa: E501 - shapes of files are clearer on one line

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evidence import WholeFile
from app.domain.report import FileChange, Status
from app.review.dependencies.entry import Listing
from app.review.dependencies.format import _FORMATS
from app.review.dependencies.look import Dependencies, look_at_dependencies
from app.review.dependencies.order import Step, newest, step
from app.review.dependencies.source import git_place, npm_place, place_of
from app.review.diff.patch import Malformed, Patch
from tests.unit.review.dependencies.example import diff_of, look
from tests.unit.review.example import patches


def judged(path: str, old: str | None, new: str | None, diff: str | None = None) -> Dependencies:
    """Return what is seen of a file whose diff shows one small line."""
    told = patches(diff_of(path, "x\n", "y\n") if diff is None else diff)
    return look_at_dependencies(told, [WholeFile(path, old, new)], is_routine=False)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{i + 1}: &a{i + 1} {{<<: [*a{i}, *a{i}]}}\n" for i in range(40))
XML_BOMB = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><project>&d;</project>'
CONFLICT = '<<<<<<< ours\n"a"\n=======\n"b"\n>>>>>>> theirs\n'


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("package-lock.json", "[" * 200_000, "it is nested too deeply for JSON"),
        ("package-lock.json", '{"a":' * 200_000, "it is nested too deeply for JSON"),
        ("package-lock.json", "<html>", "it is no JSON"),
        ("package-lock.json", "[1]", "it does not hold what such a file holds"),
        ("package.json", '{"dependencies": {}, "dependencies": {"a": "1"}}', "it gives the same key twice"),
        ("package-lock.json", CONFLICT, "it holds the marks of a merge conflict"),
        ("requirements.txt", CONFLICT, "it holds the marks of a merge conflict"),
        ("poetry.lock", "a=" + "[" * 200_000, "it is nested too deeply for TOML"),
        ("poetry.lock", "a." * 20_000 + "a=1", "it holds a key of more than 50 parts"),
        ("uv.lock", "x", "it is no TOML"),
        ("pyproject.toml", "a=1\na=2\n", "it is no TOML"),
        ("pnpm-lock.yaml", "[" * 200_000, "it is nested too deeply, or holds too much"),
        ("pnpm-lock.yaml", "- " * 200_000 + "x", "it is nested too deeply, or holds too much"),
        ("pubspec.yaml", "a: [", "it is no YAML"),
        ("pubspec.lock", "just words", "it does not hold what such a file holds"),
        ("yarn.lock", "<html>", "it is no lock file of Yarn"),
        ("pom.xml", XML_BOMB, "it declares a document type or entities, which are never followed"),
        ("pom.xml", "<project>", "it is not well-formed XML"),
        ("setup.py", "def (", "it is no Python"),
        ("setup.cfg", "no section", "it is no INI file"),
        ("go.sum", "a\0b", "it is not text"),
        ("Cargo.lock", "\ufffd\ufffd\0", "it is not text"),
        ("package-lock.json", '"' + "x" * (16 * 1024 * 1024) + '"', "it is larger than 16 MiB"),
        ("go.sum", "x" * (16 * 1024 * 1024 + 1), "it is larger than 16 MiB"),
        ("poetry.lock", "x" * (7 * 1024 * 1024), "it is larger than 6 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_unknown_by_name(path: str, text: str, reason: str) -> None:
    (unknown,) = judged(path, "", text).unknown
    assert unknown.subject == path
    assert unknown.reason == f"it changed and could not be read whole: {reason}"


@pytest.mark.parametrize("text", [BOMB, MERGES])
def test_aliases_do_not_multiply(text: str) -> None:
    assert judged("compose.yaml", None, text).unknown == ()


def test_many_dotted_keys_are_read() -> None:
    judged("Cargo.lock", "", ("a." * 50 + "a=1\n") * 2_000)


def test_a_bad_file_does_not_hide_the_others() -> None:
    seen = look(("package-lock.json", "{}", "{"), ("requirements.txt", "a==1\n", "a==2\n"))
    assert [one.name for one in seen.changed] == ["a"]
    assert [one.subject for one in seen.unknown] == ["package-lock.json"]


def test_a_lock_file_that_was_mended_is_read_from_its_lines_or_unknown() -> None:
    assert look(("requirements.txt", CONFLICT, "a==1\n")).unknown == ()
    assert "as it was" in look(("package-lock.json", "{", '{"packages": {}}')).unknown[0].reason


def test_a_binary_lock_file_is_unknown_by_name() -> None:
    change = FileChange("bun.lockb", None, Status.MODIFIED, 0, 0, binary=True)
    (unknown,) = look_at_dependencies([Patch(change)], is_routine=False).unknown
    assert unknown.subject == "bun.lockb"
    gone = FileChange("bun.lockb", None, Status.DELETED, 0, 0, binary=True)
    assert look_at_dependencies([Patch(gone)], is_routine=False).unknown == ()


def test_a_lock_file_that_nobody_reads_here_is_unknown_by_name() -> None:
    (unknown,) = look(("flake.lock", '{"a": 1}\n', '{"a": 2}\n')).unknown
    assert unknown.reason == "it is a lock file in a form that is not read"


@pytest.mark.parametrize(
    ("path", "old", "new", "is_silent"),
    [
        ("poetry.lock", 'files = ["a"]\n', 'files = ["b"]\n', True),
        ("poetry.lock", 'content-hash = "a"\n', 'content-hash = "b"\n', False),
        ("package-lock.json", '"lockfileVersion": 2,\n', '"lockfileVersion": 3,\n', False),
        ("poetry.lock", 'files = ["a"]\n', None, False),
        ("pyproject.toml", "line-length = 100\n", "line-length = 110\n", False),
    ],
)
def test_changed_lines_that_tell_nothing_of_a_lock_file_are_unknown(
    path: str, old: str, new: str | None, *, is_silent: bool
) -> None:
    assert bool(look((path, old, new), is_whole=False).unknown) == is_silent


def test_a_byte_order_mark_and_windows_newlines_change_nothing() -> None:
    seen = look(("package.json", '\ufeff{"dependencies": {"a": "1"}}\r\n', '{"dependencies": {"a": "2"}}'))
    assert [(one.name, one.old, one.new) for one in seen.changed] == [("a", "1", "2")]


def npm_lock(version: int, count: int) -> str:
    packages = {
        f"node_modules/package-{i}": {
            "version": f"{version}.{i % 90}.0",
            "resolved": f"https://registry.npmjs.org/package-{i}/-/package-{i}-{version}.{i % 90}.0.tgz",
            "integrity": f"sha512-{version}{i:080d}==",
            "dev": i % 2 == 0,
        }
        for i in range(count)
    }
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, **packages}})


def test_every_package_of_a_large_lock_file_is_told() -> None:
    old, new = npm_lock(1, 5_000), npm_lock(2, 5_000)
    assert len(judged("package-lock.json", old, new).changed) == 5_000


def test_files_that_would_take_long_together_are_not_read_and_said_to_be_unread() -> None:
    side = "GEM\n  specs:\n" + "    a (1.0)\n" * 1_250_000
    seen = judged("Gemfile.lock", side, side)
    (unread,) = seen.unknown
    assert unread.reason.endswith("such files are too large to be read together")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\n" * 250_001, "\n" * 250_000, "such files are too large to be read together"),
        (
            "GEM\n  specs:\n" + "".join(f"    a{n} (1)\n" for n in range(150_001)),
            "GEM\n  specs:\n    a (1)\n",
            "such files name too many packages to be compared together",
        ),
    ],
)
def test_more_lines_and_packages_than_end_in_time_are_said_to_be_unread(
    old: str, new: str, reason: str
) -> None:
    (unread,) = judged("Gemfile.lock", old, new).unknown
    assert unread.reason.endswith(reason)


def test_more_changed_lines_than_end_in_time_are_said_to_be_unread() -> None:
    (unread,) = look(("go.sum", None, "a v1.0.0 h1:b=\n" * 250_001), is_whole=False).unknown
    assert unread.reason.endswith("such files name too many packages to be compared together")


READERS = [form.read for form in _FORMATS]
WORDS = st.sampled_from(
    ["dependencies", "packages", "version", '"', "'", "{", "}", "[", "]", "(", ")", ":", ",", "=", "\n", "  ",
     "@", "https://", "git+", "node_modules/", "[[package]]", "name", "a", "1.0", "FROM ", "gem ", "require ",
     "replace ", "=>", "# yarn lockfile v1\n\n", "- ", "*", "&", "<<", "\\", "\u2028", "\x85", "$", "#", "null"]
)  # fmt: skip
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["packages", "dependencies", "", "package", "pins", "object", "default", "npm", "workspaces", "a",
             "importers", "services", "jobs", "steps", "uses", "version", "source", "dist", "resolved", "node_modules/a"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


def read(reader: Callable[[str], Listing], text: str) -> None:
    try:
        listed = reader(text)
    except Malformed:
        return
    for entry in listed.entries:
        assert isinstance(entry.name, str)
        assert isinstance(entry.version, str)
        assert isinstance(entry.source, str)


@given(st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=60)
def test_no_reader_falls_over_any_text(text: str) -> None:
    for reader in READERS:
        read(reader, text)


@given(st.dictionaries(st.sampled_from(["packages", "dependencies", "package", "pins", "services", "jobs",
                                        "default", "importers", "workspaces", "npm", "PODS", "runs"]), TREES, max_size=4))  # fmt: skip
@settings(max_examples=80)
def test_no_reader_falls_over_the_wrong_shape(tree: dict[str, object]) -> None:
    text = json.dumps(tree)  # YAML as well
    for reader in READERS:
        read(reader, text)


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.sampled_from(["pypi", "npm", "gem", "maven", "docker", "hex"]),
)
@settings(max_examples=150)
def test_odd_versions_and_addresses_are_never_too_odd(old: str, new: str, ecosystem: str) -> None:
    assert step(ecosystem, old, new) in Step
    assert step(ecosystem, old, old) is Step.SAME
    assert newest(ecosystem, {old, new}) in {old, new}
    assert isinstance(place_of(old) + npm_place(old) + git_place(new), str)


@pytest.mark.parametrize(
    ("ecosystem", "old", "new", "told"),
    [
        ("npm", "1.2.3", "2.0.0", Step.MAJOR),
        ("npm", "1.2.3", "1.3.0", Step.MINOR),
        ("npm", "1.2.3", "1.2.10", Step.PATCH),
        ("npm", "1.2.10", "1.2.9", Step.DOWNGRADE),
        ("npm", "^17.0", "^18.0", Step.MAJOR),
        ("npm", "1.x", "2.x", Step.MAJOR),
        ("npm", "2.0.0", "2.0.0-rc.1", Step.DOWNGRADE),
        ("pypi", "1.0rc1", "1.0", Step.PATCH),
        ("pypi", "<3,>=1.0", ">=2.0,<3", Step.MAJOR),
        ("pypi", "1!2.0", "1!2.0.post1", Step.PATCH),
        ("gem", "~> 7.1", "~> 7.2", Step.MINOR),
        ("golang", "v1.2.3", "v1.2.4", Step.PATCH),
        ("golang", "v0.0.0-20200101000000-abc", "v0.0.0-20210101000000-def", Step.PATCH),
        ("maven", "1.0-SNAPSHOT", "1.0", Step.PATCH),
        ("docker", "3.11-slim", "3.12-slim", Step.MINOR),
        ("docker", "bookworm", "trixie", Step.CHANGED),
        ("githubactions", "v3", "v4", Step.MAJOR),
        ("hex", "main", "1.0", Step.CHANGED),
    ],
)
def test_how_far_apart_two_versions_are(ecosystem: str, old: str, new: str, told: Step) -> None:
    assert step(ecosystem, old, new) is told
