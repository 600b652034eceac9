"""GitHub's `files[]`: each patch alone, its counts checked, and whatever is missing named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Level, Status
from app.review.diff.header import EMPTY_BLOB
from app.review.diff.listing import IN_PULL_REQUEST, read_listing
from app.review.diff.read import read_diff
from tests.unit.review.example import lines_of, report, summary

A, M, D, R = Status.ADDED, Status.MODIFIED, Status.DELETED, Status.RENAMED
HUNK = "@@ -1 +1 @@\n-a\n+b"
SUBMODULE = f"@@ -1 +1 @@\n-Subproject commit {'1' * 40}\n+Subproject commit {'2' * 40}"


def row(name: str = "a.py", status: Any = "modified", counts: tuple[int, int] = (1, 1), **more: Any) -> Any:
    told = {"filename": name, "status": status, "additions": counts[0], "deletions": counts[1]}
    return {**told, "patch": HUNK, **more}


def bare(name: str, status: str, counts: tuple[int, int] = (0, 0), **more: Any) -> Any:
    return {key: value for key, value in row(name, status, counts, **more).items() if key != "patch"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (row(), ("a.py", None, M, 1, 1, False)),
        (row("docs b/x y.md\t"), ("docs b/x y.md\t", None, M, 1, 1, False)),
        (row('"q"\n€\u2028'), ('"q"\n€\u2028', None, M, 1, 1, False)),
        (row(status="added", counts=(1, 0), patch="@@ -0,0 +1 @@\n+b"), ("a.py", None, A, 1, 0, False)),
        (row(status="removed", counts=(0, 1), patch="@@ -1 +0,0 @@\n-a"), ("a.py", None, D, 0, 1, False)),
        (row(status="renamed", previous_filename="o.py"), ("a.py", "o.py", R, 1, 1, False)),
        (row(status="copied", previous_filename="o.py"), ("a.py", "o.py", A, 1, 1, False)),
        (bare("a.py", "renamed", previous_filename="o.py"), ("a.py", "o.py", R, 0, 0, False)),
        (bare("a.bin", "added", sha=EMPTY_BLOB), ("a.bin", None, A, 0, 0, False)),
        (row(patch=HUNK + "\n\\ No newline at end of file"), ("a.py", None, M, 1, 1, False)),
        (row(patch="@@ -1 +1 @@\n--- a/x\n+++ b/x"), ("a.py", None, M, 1, 1, False)),
        (row(patch="@@ -1 +1 @@\r\n-a\x0c\r\n+b\u2028\x85c\r"), ("a.py", None, M, 1, 1, False)),
        (row("lib", patch=SUBMODULE), ("lib", None, M, 1, 1, False)),
    ],
)
def test_a_file_is_read_with_its_true_path_and_counts(told: Any, expected: tuple[object, ...]) -> None:
    diff = read_listing([told])
    assert [summary(patch) for patch in diff.patches] == [expected]
    assert not diff.unknown


MODE = "the list holds no lines of it: its mode or its type changed"
BINARY = "the list does not hold it: it is binary, too large, or only its mode changed"
LARGE = "the list counts its lines but does not hold them: it is too large"


@pytest.mark.parametrize(
    ("told", "subject", "reason"),
    [
        (bare("l.png", "modified"), "l.png", BINARY),
        (bare("l.png", "added", sha="1" * 40), "l.png", BINARY),
        (bare("run.sh", "changed"), "run.sh", MODE),
        (bare("big.sql", "modified", (40_000, 2)), "big.sql", LARGE),
        (
            bare("l.jar", "renamed", previous_filename="o.jar"),
            "l.jar",
            "it moved, and the list does not say whether it changed as well",
        ),
        (row(counts=(2, 1)), "a.py", "its patch holds +1 -1, the list counts +2 -1"),
        (row(patch="@@ -1,3 +1 @@\n-a\n+b"), "a.py", "it ends in the middle of a hunk"),
        (row(patch=HUNK + "\n" + HUNK), "a.py", "its hunks overlap"),
        (row(patch="lorem"), "a.py", "after its hunks: 1 of its lines belong to no hunk"),
        (row(patch=HUNK + "\n+c"), "a.py", "after its hunks: 1 of its lines belong to no hunk"),
        (row(patch=7), "a.py", "its patch is no text"),
        (row(status="eaten"), "a.py", "the list does not say what happened to it"),
        (row(status=None), "a.py", "the list does not say what happened to it"),
        (row(status=["added"]), "a.py", "the list does not say what happened to it"),
        (row(additions="1"), "a.py", "the list does not count its lines"),
        (row(deletions=-1), "a.py", "the list does not count its lines"),
        (row(additions=True), "a.py", "the list does not count its lines"),
        (row(status="renamed"), "a.py", "the list does not say where it was before"),
        (row(status="added"), "a.py", "its status and its counts contradict each other"),
        (row(status="unchanged", counts=(1, 0)), "a.py", "its patch holds +1 -1, the list counts +1 -0"),
        (row(""), "diff", "a file in it has no readable name"),
        (row("x" * 5000), "diff", "a file in it has no readable name"),
        ("a.py", "diff", "a row of its list is no file"),
        (None, "diff", "a row of its list is no file"),
    ],
)
def test_what_is_not_known_is_named_and_hides_no_other(told: Any, subject: str, reason: str) -> None:
    diff = read_listing([row("one.py"), told, row("two.py")])
    assert [(entry.subject, entry.reason) for entry in diff.unknown] == [(subject, reason)]
    assert {"one.py", "two.py"} <= {patch.path for patch in diff.patches}


def test_a_file_without_lines_keeps_the_counts_it_was_told() -> None:
    (patch,) = read_listing([bare("big.sql", "modified", (40_000, 2))]).patches
    assert summary(patch) == ("big.sql", None, M, 40_000, 2, False)


def test_a_submodule_is_told_from_its_lines() -> None:
    link, text = read_listing([row("lib", patch=SUBMODULE), row("b.py")]).patches
    assert link.is_submodule
    assert not text.is_submodule


def test_added_lines_carry_their_number() -> None:
    (patch,) = read_listing([row(patch="@@ -8,2 +8,2 @@ def f():\n one\n-a\n+b")]).patches
    assert lines_of(patch) == [(9, "b")]


def test_a_file_that_did_not_change_is_none() -> None:
    assert [p.path for p in read_listing([bare("b.py", "unchanged"), row()]).patches] == ["a.py"]


def test_a_list_that_may_have_been_cut_is_said() -> None:
    many = [row(f"{n}.py") for n in range(300)]
    (entry,) = read_listing(many).unknown
    assert entry.reason == "it lists 300 files, where GitHub may have cut the list"
    assert not read_listing(many[:299]).unknown
    assert not read_listing(many, most=IN_PULL_REQUEST).unknown


@pytest.mark.parametrize(
    "answer",
    [
        {"files": [row()], "status": "ahead"},
        [row()],
        [{"files": [row()]}, {"files": []}],
        [[row()], []],
    ],
)
def test_an_answer_or_its_pages_are_known_by_their_beginning(answer: Any) -> None:
    diff = read_diff("\n " + json.dumps(answer))
    assert [patch.path for patch in diff.patches] == ["a.py"]
    assert not diff.unknown
    assert report(json.dumps(answer)).level is Level.LOW


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "it begins as JSON and is none; was it cut?"),
        (json.dumps([row()])[:-4], "it begins as JSON and is none; was it cut?"),
        ("[" + "1" * 5000 + "]", "it begins as JSON and is none; was it cut?"),
        ("[" * 100_000, "it is nested too deeply for a list of files"),
        ("{}", "it is JSON without a list of files"),
        ("[]", "it is JSON without a list of files"),
        ('{"message": "Not\\nFound"}', "it is JSON without a list of files: Not\\nFound"),
        ('{"files": {"a": 1}}', "it is JSON without a list of files"),
        ('{"files": []}', "no file was found in it"),
        ("[1]", "a row of its list is no file"),
        ("[" + " " * (17 * 1024**2) + "]", "it is a list of more than 16 million characters"),
    ],
)
def test_json_that_is_no_list_of_files_is_named_and_never_low(text: str, reason: str) -> None:
    assert [(entry.subject, entry.reason) for entry in read_diff(text).unknown] == [("diff", reason)]
    assert report(text).level is not Level.LOW


def test_what_only_the_base_has_is_said_to_be_taken_away() -> None:
    for status, subjects in (("diverged", ["base"]), ("behind", ["base"]), ("ahead", []), (["behind"], [])):
        diff = read_diff(json.dumps({"files": [row()], "status": status}))
        assert [entry.subject for entry in diff.unknown] == subjects


def test_lone_surrogates_do_not_come_through() -> None:
    (patch,) = read_diff(json.dumps([row("a\ud800", patch="@@ -1 +1 @@\n-a\n+\udfff")])).patches
    assert (patch.path, lines_of(patch)) == ("a?", [(1, "?")])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(HUNK),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(row())), inner, max_size=5)
    ),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries(
    {}, optional={**{key: VALUES | st.just(row()[key]) for key in row()}, "sha": VALUES}
)


@given(st.lists(ROWS, max_size=4))
def test_any_list_is_answered_and_what_is_not_unknown_agrees_with_its_counts(rows: list[Any]) -> None:
    diff = read_listing(rows)
    assert diff.patches or diff.unknown
    if not diff.unknown:
        told = {
            r["filename"]: (r["additions"], r["deletions"]) for r in rows if r.get("status") != "unchanged"
        }
        read = {patch.path: (patch.change.additions, patch.change.deletions) for patch in diff.patches}
        assert told == read


@given(st.text(max_size=200).map(lambda text: "[" + text))
def test_any_json_is_answered(text: str) -> None:
    diff = read_diff(text)
    assert diff.patches or diff.unknown
