"""A name in quotes makes the careful reader read what is otherwise read at once: both say the same."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.report import Status
from app.review.diff.ordinary import read_ordinary
from app.review.diff.patch import Diff
from app.review.diff.read import read_diff

HEADS = {
    "changed": "diff --git {a} {b}\nindex 1111111..2222222 100755\n--- {a}\n+++ {b}\n",
    "new": "diff --git {a} {b}\nnew file mode 100644\nindex 0000000..2222222\n--- /dev/null\n+++ {b}\n",
}
NOTE = "\\ No newline at end of file"
LINES = st.lists(
    st.sampled_from(["+a", "-b", " c", "+", NOTE, "", "\r", "+++ x", "--- y", "@@ -1 +1 @@", "-- ", "+d\r"]),
    max_size=8,
)
COUNTS = st.sampled_from([0, 0, 0, 0, 1, -1])
HUNKS = st.lists(st.tuples(st.integers(1, 40), LINES, COUNTS, COUNTS), min_size=1, max_size=3)


def body(start: int, lines: list[str], more_old: int = 0, more_new: int = 0) -> str:
    signs = [line[:1] for line in lines]
    kept = signs.count(" ") + signs.count("") + signs.count("\r")
    old, new = kept + signs.count("-") + more_old, kept + signs.count("+") + more_new
    return "".join(f"{line}\n" for line in (f"@@ -{start},{max(old, 0)} +{start},{max(new, 0)} @@", *lines))


def both(head: str, text: str) -> tuple[Diff, Diff]:
    plain = HEADS[head].format(a="a/src/cart.py", b="b/src/cart.py")
    quoted = HEADS[head].format(a='"a/src/cart.py"', b='"b/src/cart.py"')
    return read_diff(plain + text), read_diff(quoted + text)


@given(st.sampled_from(sorted(HEADS)), HUNKS)
@example("changed", [(1, ["+a", NOTE, NOTE], 0, 0)])
@example("changed", [(1, ["-b", NOTE, "+a", NOTE], 0, 0)])
@example("changed", [(5, [" c"], 0, 0), (3, [" c"], 0, 0)])
@example("new", [(0, ["+a", "-b"], 0, 0)])
@example("changed", [(1, [], 0, 0)])
def test_what_is_read_at_once_is_what_the_careful_reader_reads(
    head: str, hunks: list[tuple[int, list[str], int, int]]
) -> None:
    at_once, carefully = both(head, "".join(body(*hunk) for hunk in hunks))
    named = tuple(replace(each, subject=each.subject.replace('"', "")) for each in carefully.unknown)
    assert at_once == replace(carefully, unknown=named)


@pytest.mark.parametrize(("head", "status"), [("changed", Status.MODIFIED), ("new", Status.ADDED)])
def test_an_ordinary_file_is_read_at_once(head: str, status: Status) -> None:
    lines = ["+a", NOTE] if head == "new" else [" c", "-b", "+a", NOTE]
    text = HEADS[head].format(a="a/x.py", b="b/x.py") + body(1, lines).removesuffix("\n")
    patch = read_ordinary(text)
    assert patch is not None
    assert (patch.path, patch.change.status, patch.change.additions) == ("x.py", status, 1)
    assert patch.hunks[0].lines == tuple(lines)
    assert read_ordinary(text + "\n+a line too many") is None
