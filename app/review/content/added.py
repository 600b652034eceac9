"""The added lines of one file as one text, and where each place in it stands in the file."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from app.review.diff.patch import Patch


class Added:
    """`text` is joined by newlines; the lines' numbers are worked out only when something was found."""

    def __init__(self, patch: Patch) -> None:
        self.patch = patch
        self.text = _text(patch)

    def line(self, place: int) -> int:
        """Return the 1-based line in the head's file of a place in the text."""
        number, _ = self._numbered[bisect_right(self._starts, place) - 1]
        return number

    def line_text(self, place: int) -> str:
        return self._numbered[bisect_right(self._starts, place) - 1][1]

    @cached_property
    def _numbered(self) -> list[tuple[int, str]]:
        return list(self.patch.added())

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for _, line in self._numbered[:-1]), initial=0))


def added_of(patches: Iterable[Patch]) -> list[Added]:
    """Return what each file adds; made once, as every family of rules reads it."""
    return [Added(patch) for patch in patches]


def _text(patch: Patch) -> str:
    if len(patch.hunks) == 1 and len(patch.hunks[0].lines) == patch.change.additions:
        return "\n".join(patch.hunks[0].lines)[1:].replace("\n+", "\n")  # the file is new: half the time
    return "\n".join([line[1:] for hunk in patch.hunks for line in hunk.lines if line[:1] == "+"])
