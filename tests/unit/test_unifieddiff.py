"""Diffs that Airlock makes itself are read by its own reader as git's own are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.unifieddiff import Side, hunks_of, is_binary, shown, unreadable
from app.domain.report import FileChange, Status
from app.review.diff.read import read_diff

A, B = "a" * 40, "b" * 40
OLD, NEW = Side("app/cart.py", "100644", A), Side("app/cart.py", "100644", B)
content = st.lists(st.sampled_from(["", "x", "y", "z", "\r", "-x", "+++ b/y", "@@ -1 +1 @@", "\\ No"])).map(
    lambda lines: "\n".join(lines).encode()
)


def applied(old: bytes, new: bytes) -> bytes:
    """Put the hunks, as our own reader reads them, on the old content."""
    made = hunks_of(old, new)
    (patch,) = read_diff(shown(OLD, NEW, made.text)).patches
    assert (patch.change.additions, patch.change.deletions) == (made.additions, made.deletions)
    lines, at = old.decode().split("\n"), 0
    result: list[str] = []
    is_open = not old.endswith(b"\n")
    for hunk in patch.hunks:
        start = max(hunk.old_start - 1, 0) if any(line[:1] in " -" for line in hunk.lines) else hunk.old_start
        result += lines[at:start]
        at = start
        for line in hunk.lines:
            if line[:1] in {" ", "-"}:
                assert lines[at] == line[1:]
                at += 1
            if line[:1] in {" ", "+"}:
                result.append(line[1:])
    ended = [line for hunk in patch.hunks[-1:] for line in hunk.lines]
    rest = lines[at:] if not is_open or at < len(lines) else []
    if ended and not [each for each in rest if each]:
        marks = [n for n, line in enumerate(ended) if line[:1] == "\\"]
        is_open = any(ended[n - 1][:1] in {"+", " "} for n in marks)
        return "\n".join(result).encode() + (b"" if is_open or not result else b"\n")
    return "\n".join([*result, *rest]).encode()


@given(content, content)
def test_the_hunks_turn_one_side_into_the_other(old: bytes, new: bytes) -> None:
    if old != new:
        assert applied(old, new) == new


def test_long_sides_that_share_nothing_are_all_changed() -> None:
    old, new = (b"".join(b"%s %d\n" % (side, n) for n in range(1_500)) for side in (b"a", b"b"))
    made = hunks_of(b"same\n" + old + b"end\n", b"same\n" + new + b"end\n")
    assert (made.additions, made.deletions) == (1_500, 1_500)
    assert made.text.startswith("@@ -1,1502 +1,1502 @@\n same\n-a 0\n")


@pytest.mark.parametrize(
    ("old", "new", "hunks", "change"),
    [
        (None, NEW, "@@ -0,0 +1,1 @@\n+x\n", FileChange("app/cart.py", None, Status.ADDED, 1, 0)),
        (OLD, None, "@@ -1,1 +0,0 @@\n-x\n", FileChange("app/cart.py", None, Status.DELETED, 0, 1)),
        (OLD, Side("b c", "100644", A), "", FileChange("b c", "app/cart.py", Status.RENAMED, 0, 0)),
        (
            OLD,
            Side('q"\n\\', "100644", B),
            "@@ -1,1 +1,1 @@\n-x\n+y\n",
            FileChange('q"\n\\', "app/cart.py", Status.RENAMED, 1, 1),
        ),
        (OLD, Side("app/cart.py", "100755", A), "", FileChange("app/cart.py", None, Status.MODIFIED, 0, 0)),
        (
            None,
            Side("é", None, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
            "",
            FileChange("é", None, Status.ADDED, 0, 0),
        ),
    ],
)
def test_every_kind_of_change_is_read_again(
    old: Side | None, new: Side | None, hunks: str, change: FileChange
) -> None:
    read = read_diff(shown(old, new, hunks))
    assert [patch.change for patch in read.patches] == [change]
    assert read.unknown == ()


def test_a_mode_is_told() -> None:
    (patch,) = read_diff(shown(OLD, Side("app/cart.py", "100755", A), "")).patches
    assert (patch.old_mode, patch.new_mode) == ("100644", "100755")


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (None, NEW), (OLD, None)])
def test_a_binary_file_is_said_to_be_one(old: Side | None, new: Side | None) -> None:
    read = read_diff(unreadable(old, new))
    assert [patch.change.binary for patch in read.patches] == [True]
    assert read.unknown == ()


def test_what_holds_a_zero_is_binary() -> None:
    assert is_binary(b"a\0b")
    assert not is_binary(b"x" * 8_000 + b"\0")
