"""Tests that check less than before: more assertions taken away than put in."""

import re
from collections.abc import Iterator, Sequence

from app.domain.report import Status
from app.review.diff.patch import Patch
from app.review.foreign import counted, foreign
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Sighting

_ASSERTION = re.compile(
    r"^\s*(?:assert\b|self\.assert|expect[(\s]|assert_|refute|should\b|t\.(?:Error|Fatal)|require\.|assert\.)"
    r"|\.should\b|\bto (?:eq|be|have|raise)|\bis_expected\b|\bAssert\.|\bassert\w{0,20}\("
)
_WORDS = ("assert", "expect", "should", "refute", "t.error", "t.fatal", "require.")
_FEW = 3  # as many may go without a word
_CASE = re.compile(r"^\s*(?:def test|it[ (]|test[ (]|func Test|describe[ (]|context |scenario |@Test)")


def look_at_assertions(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Yield one finding for the tests that stay and assert less; one that is deleted whole is not meant."""
    weaker = [(patch, lost) for patch in patches if (lost := _lost(patch)) > _FEW]
    if not weaker or sum(_balance(patch) for patch in patches if kind_of(patch.path) is Kind.TEST) >= 0:
        return
    patch, lost = max(weaker, key=lambda pair: pair[1])
    more = f", and {counted(len(weaker) - 1, 'more file')} like it" if len(weaker) > 1 else ""
    message = (
        f"`{foreign(patch.path, 80)}` loses {counted(lost, 'assertion')} and keeps its tests{more}: they "
        "pass now where they failed before. Ask what checks it instead."
    )
    yield Sighting("content.assertions-removed", message, path=patch.path)


def _lost(patch: Patch) -> int:
    if kind_of(patch.path) is not Kind.TEST or patch.change.status is not Status.MODIFIED:
        return 0
    lost = -_balance(patch)
    cases = sum(1 for line in patch.removed() if _CASE.match(line[:200]))
    return 0 if cases else lost


def _balance(patch: Patch) -> int:
    """Return assertions added less those removed."""
    if not patch.change.deletions or not patch.hunks:
        return 0
    lines = [line[:200] for hunk in patch.hunks for line in hunk.lines if line[:1] in {"+", "-"}]
    if not any(word in line.lower() for line in lines for word in _WORDS):
        return 0
    told = [line[0] for line in lines if _ASSERTION.search(line[1:])]
    return told.count("+") - told.count("-")
