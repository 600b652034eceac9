"""Diffs that somebody has been at: never a fault, and what was lost is always said."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.report import FileChange
from app.review.diff.patch import Diff
from app.review.diff.read import read_diff
from tests.unit.review.example import added, deleted, modified

MODE = "diff --git a/r.sh b/r.sh\nold mode 100644\nnew mode 100755\n"
RENAME = (
    "diff --git a/x b/y b/x b/z\nsimilarity index 90%\nrename from x b/y\nrename to x b/z\n"
    "index 1111111..2222222 100644\n--- a/x b/y\n+++ b/x b/z\n@@ -1,2 +1,2 @@ f\n-a\n+b\n c\n"
)
WHOLE = [
    modified("one.py", "a\nb\n", "c\n"),
    added("sub/two.diff", modified("inner.py")),
    RENAME,
    MODE,
    deleted("gone.sql", "-- x\n++ y\n"),
    added("dos.txt", "a\r\nb\r\n") + "\\ No newline at end of file\n",
    (
        'diff --git "a/\\303\\251" "b/\\303\\251"\nindex 1111111..2222222 100644\n'
        '--- "a/\\303\\251"\n+++ "b/\\303\\251"\n@@ -1 +1 @@\n-a\n+b\n'
    ),
]
TEXT = "".join(WHOLE)
LINES = TEXT.split("\n")[:-1]
STRAY = st.sampled_from(
    [
        *LINES,
        "",
        "+",
        "-",
        " x",
        "\\ No newline at end of file",
        "\x0c",
        "<html>",
        "@@ -1 +1 @@",
        "diff --git ",
    ]
)


def totals(diff: Diff) -> tuple[int, int]:
    changes: list[FileChange] = [patch.change for patch in diff.patches]
    return sum(change.additions for change in changes), sum(change.deletions for change in changes)


def seen(diff: Diff) -> dict[str, tuple[int, int]]:
    return {patch.path: (patch.change.additions, patch.change.deletions) for patch in diff.patches}


EXPECTED = seen(read_diff(TEXT))


def test_the_whole_is_read_as_it_is() -> None:
    assert not read_diff(TEXT).unknown
    assert len(EXPECTED) == len(WHOLE)


@given(st.integers(0, len(LINES) - 1))
def test_a_line_that_was_taken_out_is_missed_or_was_nothing(at: int) -> None:
    diff = read_diff("\n".join([*LINES[:at], *LINES[at + 1 :]]) + "\n")
    assert diff.unknown or totals(diff) == totals(read_diff(TEXT))


@given(st.integers(0, len(LINES)), STRAY)
def test_a_line_that_was_put_in_is_seen_or_changes_nothing(at: int, line: str) -> None:
    diff = read_diff("\n".join([*LINES[:at], line, *LINES[at:]]) + "\n")
    assert diff.unknown or totals(diff) == totals(read_diff(TEXT))


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_two_lines_that_were_swapped_lose_no_count(one: int, two: int) -> None:
    lines = list(LINES)
    lines[one], lines[two] = lines[two], lines[one]
    diff = read_diff("\n".join(lines) + "\n")
    assert diff.unknown or totals(diff) == totals(read_diff(TEXT))


@given(st.integers(1, len(TEXT) - 1))
def test_a_cut_anywhere_but_between_files_is_said(cut: int) -> None:
    ends = {len("".join(WHOLE[:n])) for n in range(len(WHOLE) + 1)}
    diff = read_diff(TEXT[:cut])
    begun = TEXT[: cut + 1].count("\ndiff --git ")
    assert diff.unknown or cut in ends or cut + 1 in ends or len(diff.patches) >= begun


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_any_mutation_is_answered(chance: random.Random, times: int) -> None:
    lines = list(LINES)
    for _ in range(times):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[at : at + chance.randrange(4)]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case _:
                lines[at:at] = lines[other : other + 5]
        lines = lines or [""]
    diff = read_diff("\n".join(lines))
    assert diff.patches or diff.unknown


@pytest.mark.parametrize("order", [lambda files: files[::-1], lambda files: [*files[3:], *files[:3]]])
def test_files_in_another_order_are_the_same_files(order: object) -> None:
    assert callable(order)
    diff = read_diff("".join(order(WHOLE)))
    assert seen(diff) == EXPECTED
    assert not diff.unknown
