"""Diffs in git's form: every file with its true path and counts, or named as unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidiff.patch import PatchSet

from app.domain.report import Status
from app.review.diff.bound import LONGEST, MOST_FILES
from app.review.diff.read import read_diff
from tests.unit.review.example import added, deleted, lines_of, modified, summary

A, M, D, R = Status.ADDED, Status.MODIFIED, Status.DELETED, Status.RENAMED


def change(names: str, *header: str, body: str = "") -> str:
    return "".join(f"{line}\n" for line in (f"diff --git {names}", *header)) + body


INDEX = "index 1111111..2222222 100644"
HUNK = "@@ -1 +1 @@\n-a\n+b\n"
CAFE, BYTE = '"a/caf\\303\\251 \\"1\\".md" "b/caf\\303\\251 \\"1\\".md"', '"a/\\377.txt" "b/\\377.txt"'
SUBMODULE = "@@ -1 +1 @@\n-Subproject commit 1111111\n+Subproject commit 2222222\n"
BINARY = "GIT binary patch\nliteral 3\nKcmZQzWMT#Y01f~L\n\nliteral 0\nHcmV?d00001\n\n"


def marked(names: str, *header: str, body: str = HUNK) -> str:
    old, new = names.replace('" "', '"\0"').split("\0") if '"' in names else names.split(" ")
    return change(names, *header, f"--- {old}", f"+++ {new}", body=body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (added("a.py"), ("a.py", None, A, 1, 0, False)),
        (deleted("a.py"), ("a.py", None, D, 0, 1, False)),
        (modified("src/a.py", "b\nc\n", "a\n"), ("src/a.py", None, M, 2, 1, False)),
        (modified("docs b/x b/y.md"), ("docs b/x b/y.md", None, M, 1, 1, False)),
        (modified("with space.md").replace(".md\n", ".md\t\n"), ("with space.md", None, M, 1, 1, False)),
        (marked(CAFE, INDEX), ('café "1".md', None, M, 1, 1, False)),
        (marked(BYTE, INDEX), ("�.txt", None, M, 1, 1, False)),
        (
            change(
                "a/x b/old b/x b/new", "similarity index 100%", "rename from x b/old", "rename to x b/new"
            ),
            ("x b/new", "x b/old", R, 0, 0, False),
        ),
        (
            marked("a/old b/new", "similarity index 90%", "rename from old", "rename to new", INDEX),
            ("new", "old", R, 1, 1, False),
        ),
        (
            change("a/one b/two", "similarity index 100%", "copy from one", "copy to two"),
            ("two", "one", A, 0, 0, False),
        ),
        (change("a/r.sh b/r.sh", "old mode 100644", "new mode 100755"), ("r.sh", None, M, 0, 0, False)),
        (
            change("a/x b/y b/x b/y", "new file mode 100644", "index 0000000..e69de29"),
            ("x b/y", None, A, 0, 0, False),
        ),
        (
            change("a/l.png b/l.png", INDEX, "Binary files a/l.png and b/l.png differ"),
            ("l.png", None, M, 0, 0, True),
        ),
        (
            change("a/l.png b/l.png", "new file mode 100644", "index 0000000..2222222", body=BINARY),
            ("l.png", None, A, 0, 0, True),
        ),
        (
            marked("a/lib b/lib", "index 1111111..2222222 160000", body=SUBMODULE),
            ("lib", None, M, 1, 1, False),
        ),
        (marked("a.py a.py", INDEX), ("a.py", None, M, 1, 1, False)),
        (marked("a/a.py a/a.py", INDEX), ("a/a.py", None, M, 1, 1, False)),
        (marked("i/a.py w/a.py", INDEX), ("a.py", None, M, 1, 1, False)),
        (modified("a.py").replace("\n", "\r\n"), ("a.py", None, M, 1, 1, False)),
        (modified("a.py") + "\\ No newline at end of file\n", ("a.py", None, M, 1, 1, False)),
        (modified("a.sql", "++ b\n", "-- a\n"), ("a.sql", None, M, 1, 1, False)),
        (modified("a.py", "x\x0cy\x0b\x1c\x85\u2028z\rq\n"), ("a.py", None, M, 1, 1, False)),
    ],
)
def test_a_file_is_read_with_its_true_path_and_counts(text: str, expected: tuple[object, ...]) -> None:
    diff = read_diff(text)
    assert [summary(patch) for patch in diff.patches] == [expected]
    assert not diff.unknown


def test_added_lines_carry_their_number_in_the_new_file() -> None:
    text = (
        "diff --git a/a.py b/a.py\nindex 1111111..2222222 100644\n--- a/a.py\n+++ b/a.py\n"
        "@@ -1,3 +1,3 @@ def f():\n one\n-two\n+TWO\n three\n@@ -10,0 +11,2 @@\n+eleven\n+twelve\n"
    )
    (patch,) = read_diff(text).patches
    assert lines_of(patch) == [(2, "TWO"), (11, "eleven"), (12, "twelve")]
    assert list(patch.removed()) == ["two"]
    assert patch.added_text() == "TWO\neleven\ntwelve"


def test_a_diff_inside_a_diff_is_content() -> None:
    (patch,) = read_diff(added("fixture.diff", modified("inner.py"))).patches
    assert patch.path == "fixture.diff"


COMBINED = "a merge's combined diff is not read; compare two commits"
TWO = "its header names two different files"


@pytest.mark.parametrize(
    ("text", "subject", "reason"),
    [
        ("", "diff", "it is empty"),
        (" \n\n", "diff", "it is empty"),
        ("<!DOCTYPE html>\n<html>No</html>\n", "diff", "it is a web page, not a diff"),
        ("lorem ipsum\n", "diff", "1 of its lines belong to no file"),
        ("@@ -1 +1 @@\n-a\n+b\n", "diff", "it holds hunks without a file name"),
        ("diff --cc a.py\nindex 1,2..3\n", "a.py", COMBINED),
        (modified("a.py").removesuffix("+y = 2\n"), "a.py", "it ends in the middle of a hunk"),
        (modified("a.py").partition("@@")[0], "a.py", "it ends before its content"),
        (modified("a.py").partition("---")[0], "a.py", "it ends before its content"),
        (modified("a.py") + "+one too many\n", "a.py", "after it: 1 of its lines belong to no file"),
        (modified("a.py").replace("+++ b/a.py", "+++ b/b.py"), "b.py", TWO),
        (change("a/a.py b/a.py", "index 1111111..222"), "a.py", "it ends before its content"),
        (added("a.py").replace("--- /dev/null", "--- a/a.py"), "a.py", "its header contradicts itself"),
        (modified("a.py").replace("--- a/a.py\n", ""), "a.py", "its header lacks a line"),
        (modified("a.py") + "@@ -1 +1 @@\n-a\n+b\n", "a.py", "its hunks overlap"),
        (modified("a.py") * 2, "a.py", "it comes more than once; give one diff from base to head"),
        ("diff --git \nindex 1..2\n", "diff --git ", "it has no readable file name"),
        (
            modified("a.py").replace("@@ -1,1 +1,1 @@\n-x = 1\n", "@@ -1,1 +1,2 @@\n-x = 1\n z\n"),
            "a.py",
            "a hunk holds other lines than its header says",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str, subject: str, reason: str) -> None:
    diff = read_diff(text)
    assert [(entry.subject, entry.reason) for entry in diff.unknown] == [(subject, reason)]


def test_one_bad_file_never_hides_the_others() -> None:
    broken = modified("bad.py").removesuffix("+y = 2\n")
    diff = read_diff(modified("one.py") + broken + added("two.py"))
    assert [patch.path for patch in diff.patches] == ["one.py", "bad.py", "two.py"]
    assert [entry.subject for entry in diff.unknown] == ["bad.py"]


def test_a_file_that_became_a_link_is_one_modified_file() -> None:
    link = added("x", "y").replace("100644", "120000")
    diff = read_diff(deleted("x", "a\nb\n") + link)
    assert [summary(patch) for patch in diff.patches] == [("x", None, M, 1, 2, False)]
    assert not diff.unknown


def test_a_mailed_patch_is_read_and_its_message_is_not() -> None:
    head = (
        f"From {'1' * 40} Mon Sep 17\nFrom: A <a@b.c>\nSubject: x\n\n--- a/phantom\ntext\n---\n a | 2 +-\n\n"
    )
    diff = read_diff(
        head + modified("a.py") + "-- \n2.39.5\n\n" + head + modified("b.py") + "-- \n2.39.5\n\n"
    )
    assert [patch.path for patch in diff.patches] == ["a.py", "b.py"]
    assert not diff.unknown


def test_a_plain_diff_between_gits_is_read_too() -> None:
    plain = "--- a/old.c\n+++ b/old.c\n@@ -1 +1 @@\n-a\n+b\n"
    diff = read_diff(plain + modified("a.py"))
    assert [patch.path for patch in diff.patches] == ["old.c", "a.py"]


TEXT = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20)


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    diff = read_diff(text)
    assert diff.patches or diff.unknown


@given(st.lists(TEXT, min_size=1, max_size=8), st.integers(0, 400))
def test_a_cut_diff_never_loses_a_file_silently(lines: list[str], cut: int) -> None:
    text = modified("one.py", "".join(f"{line}\n" for line in lines)) + modified("two.py")
    diff = read_diff(text[: len(text) - cut])
    read = {patch.path: patch.change.additions for patch in diff.patches}
    begun = [("one.py", len(lines)), ("two.py", 1)][: text[: len(text) - cut].count("diff --git a/")]
    assert diff.unknown or read == dict(begun)


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, min_size=1, max_size=6))
def test_counts_agree_with_unidiff(minus: list[str], plus: list[str]) -> None:
    plain = [[line for line in side if line.isprintable()] or ["x"] for side in (minus, plus)]
    old, new = ("".join(f"{line}\n" for line in side) for side in plain)
    text = modified("a.py", new, old)
    (patch,) = read_diff(text).patches
    (oracle,) = PatchSet(text)
    assert (patch.change.additions, patch.change.deletions) == (oracle.added, oracle.removed)


def test_what_is_too_much_is_read_up_to_a_bound_and_said() -> None:
    many = read_diff("".join(added(f"{n}.py") for n in range(MOST_FILES + 1)))
    assert [entry.reason for entry in many.unknown] == [f"only its first {MOST_FILES:,} files were read"]
    strays = read_diff("x\n" * 100_050).unknown[0].reason
    assert strays == "100000 of its lines belong to no file"


def test_a_diff_that_is_too_long_is_cut_and_said() -> None:
    diff = read_diff(modified("one.py") + added("two.py", "x" * LONGEST))
    assert [patch.path for patch in diff.patches] == ["one.py", "two.py"]
    assert diff.unknown[-1].reason == "only its first 32 million characters were read"
