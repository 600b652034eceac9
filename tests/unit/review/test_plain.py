"""Diffs as `diff -u` and Subversion write them."""

import pytest

from app.domain.report import Status
from app.review.diff.read import read_diff
from tests.unit.review.example import summary

HUNK = "@@ -1 +1 @@\n-a\n+b\n"
A, M, D = Status.ADDED, Status.MODIFIED, Status.DELETED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--- a/x.py\n+++ b/x.py\n" + HUNK, ("x.py", None, M, 1, 1, False)),
        ("--- x.py\t2026-01-01 10:00\n+++ x.py\t2026-01-02 10:00\n" + HUNK, ("x.py", None, M, 1, 1, False)),
        ("--- x.py.orig\n+++ x.py\n" + HUNK, ("x.py", None, M, 1, 1, False)),
        ("--- old/src/x.py\n+++ new/src/x.py\n" + HUNK, ("src/x.py", None, M, 1, 1, False)),
        ("--- /dev/null\n+++ b/x.py\n@@ -0,0 +1 @@\n+b\n", ("x.py", None, A, 1, 0, False)),
        ("--- a/x.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n", ("x.py", None, D, 0, 1, False)),
        (
            "Index: x.py\n" + "=" * 67 + "\n--- x.py\t(revision 1)\n+++ x.py\t(working copy)\n" + HUNK,
            ("x.py", None, M, 1, 1, False),
        ),
        ("diff -ru old/x new/x\n--- old/x\n+++ new/x\n" + HUNK, ("x", None, M, 1, 1, False)),
        ("Binary files a/l.png and b/l.png differ\n", ("l.png", None, M, 0, 0, True)),
        ("--- a/x.sql\n+++ b/x.sql\n@@ -1 +1 @@\n--- y\n+++ z\n", ("x.sql", None, M, 1, 1, False)),
        ("Binary files a/x and y and b/x and y differ\n", ("x and y", None, M, 0, 0, True)),
        ("Binary files /dev/null and b/x and y differ\n", ("x and y", None, A, 0, 0, True)),
        ("Binary files a/x and /dev/null differ\n", ("x", None, D, 0, 0, True)),
        (
            "Index: l.png\n" + "=" * 67 + "\nCannot display: file marked as a binary type.\n"
            "svn:mime-type = application/octet-stream\n",
            ("l.png", None, M, 0, 0, True),
        ),
        (
            "# HG changeset patch\n# User Ana\nFix it\n\ndiff -r 1 -r 2 x.py\n"
            "--- a/x.py\tThu Jan 01 00:00:00 1970\n+++ b/x.py\tThu Jan 01 00:00:01 1970\n" + HUNK,
            ("x.py", None, M, 1, 1, False),
        ),
        (
            "diff --git a/o.py b/x.py\nrename from o.py\nrename to x.py\n",
            ("x.py", "o.py", Status.RENAMED, 0, 0, False),
        ),
        ('--- "a/\\303\\251"\n+++ "b/\\303\\251"\n' + HUNK, ("é", None, M, 1, 1, False)),
    ],
)
def test_a_file_is_read(text: str, expected: tuple[object, ...]) -> None:
    diff = read_diff(text)
    assert [summary(patch) for patch in diff.patches] == [expected]
    assert not diff.unknown


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Only in new: x.py\n", ["new/x.py"]),
        ("--- a/x\n+++ b/x\n", ["x"]),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n", ["x"]),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n--- a/y\n+++ b/y\n" + HUNK, ["x"]),
        ("--- a/x\n+++ b/x\n@@ -1,3 +1 @@\n-a\n?\n--- a/y\n+++ b/y\n" + HUNK, ["x"]),
        ("--- \n+++ \n" + HUNK, ["diff"]),
        ("Index: empty.py\n" + "=" * 67 + "\n", ["empty.py"]),
        ("Index: a\n" + "=" * 67 + "\nIndex: b\n" + "=" * 67 + "\n--- b\n+++ b\n" + HUNK, ["a"]),
        (
            "--- b\n+++ b\n"
            + HUNK
            + "\nProperty changes on: b\n____\nAdded: svn:executable\n## -0,0 +1 ##\n+*\n",
            ["b"],
        ),
    ],
)
def test_what_cannot_be_read_is_named(text: str, subjects: list[str]) -> None:
    assert [entry.subject for entry in read_diff(text).unknown] == subjects
