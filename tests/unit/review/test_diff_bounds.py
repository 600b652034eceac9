"""Diffs made to take for ever: small ones of each kind, which a quadratic reader would not survive."""

from collections.abc import Callable

import pytest

from app.domain.report import Level
from app.review.diff import bound
from app.review.diff.read import read_diff
from tests.unit.review.example import added, modified, report

HEAD = "diff --git a/x b/x\nindex 1111111..2222222 100644\n--- a/x\n+++ b/x\n"
N = 40_000

HOSTILE: dict[str, Callable[[], str]] = {
    "one line": lambda: f"{HEAD}@@ -0,0 +1 @@\n+{'x' * 4_000_000}\n",
    "hunks of one line": lambda: HEAD + "".join(f"@@ -{n} +{n} @@\n-a\n+b\n" for n in range(1, N)),
    "hunks that lie": lambda: "--- a\n+++ b\n@@ -1,999999999 +1,999999999 @@\n-x\n" * N,
    "heads without content": lambda: "".join(f"diff --git a/{n} b/{n}\n" for n in range(N // 4)),
    "the same head": lambda: "diff --git a/x b/x\n" * N,
    "marks alone": lambda: "--- a\n+++ b\n" * N,
    "zeros": lambda: "\0" * 4_000_000,
    "quotes": lambda: 'diff --git "a/' + '\\"' * 1_000_000 + "\nindex 1..2\n",
    "a quoted mark": lambda: 'diff --git a/x b/x\n--- "a/' + "\\\\" * 1_000_000 + "\n",
    "blanks": lambda: f"diff --git a/{'x ' * 500_000} b/{'x ' * 500_000}\n",
    "binary names": lambda: ("Binary files " + " and a" * 5000 + " differx\n") * 20,
    "the same binary names": lambda: ("Binary files " + " and " * 5000 + " differ\n") * 20,
    "numbers": lambda: "1." + "1" * 400_000 + "!\n",
    "rules": lambda: "=" * 400_000 + " " * 400_000 + "x\n",
    "only": lambda: "Only in a: b\n" * N,
    "headings": lambda: "Index: x\n" * N,
    "properties": lambda: "Property changes on: x\n" * N,
    "messages": lambda: f"commit {'a' * 40}\n" + "--- a\n+++ b\n" * N,
    "base85": lambda: f"diff --git a/x b/x\nGIT binary patch\nliteral 3\n{('z' * 66 + chr(10)) * N}",
    "fields": lambda: "diff --git a/x b/x\n" + "index 1111..2222\n" * N,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_diff_is_read_in_bounded_time(kind: str) -> None:
    text = HOSTILE[kind]()
    diff = read_diff(text)
    assert diff.unknown or kind in {"one line", "hunks of one line", "messages"} or diff.patches


def test_lines_beyond_the_bound_are_not_read_and_said() -> None:
    diff = read_diff(modified("one.py") + added("two.py", "x\n" * bound.MOST_LINES))
    assert [patch.path for patch in diff.patches] == ["one.py", "two.py"]
    assert diff.unknown[-1].reason == f"only its first {bound.MOST_LINES:,} lines were read"


def test_exactly_as_many_lines_are_whole() -> None:
    text = "\n" * bound.MOST_LINES
    assert bound.readable(text) == (text, ())
    assert bound.readable("ab\n" * bound.MOST_LINES + "c")[0] == "ab\n" * bound.MOST_LINES + "c"
    cut, unknown = bound.readable("ab\n" * (bound.MOST_LINES + 1))
    assert (len(cut), len(unknown)) == (3 * bound.MOST_LINES, 1)


def test_plain_files_beyond_the_bound_are_not_read_and_said() -> None:
    diff = read_diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n" * (bound.MOST_FILES + 5))
    assert bound.BY_FILES in diff.unknown


def test_every_file_of_a_large_change_is_in_the_report_and_none_of_them_unknown() -> None:
    made = report(*(added(f"docs/{n}.md") for n in range(5_000)))
    assert (len(made.files), made.totals.files, made.totals.additions) == (5_000, 5_000, 5_000)
    assert (made.level, made.unknown, made.is_intact) == (Level.LOW, (), True)
