"""Tests that check less than before: more assertions taken away than put in."""

import re
from collections.abc import Iterator, Sequence

from app.domain.report import Status
from app.review.diff.patch import Patch
from app.review.foreign import counted, foreign
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Sighting

_STARTS = re.compile(
    r"\s*(?:assert\b|self\.assert|expect[(\s]|assert_|refute|should\b|t\.(?:Error|Fatal)|require\.|assert\.)"
)
_INSIDE = re.compile(r"\.should\b|\bto (?:eq|be|have|raise)|\bis_expected\b|\bAssert\.|\bassert\w{0,20}\(")
_WORDS = ("assert", "expect", "should", "refute", "t.error", "t.fatal", "require.")
_AFTER = ("to eq", "to be", "to have", "to raise")  # ends what one of the words began, maybe a line above
_FEW = 3  # as many may go without a word
_CASE = re.compile(r"^\s*(?:def test|it[ (]|test[ (]|func Test|describe[ (]|context |scenario |@Test)")


def look_at_assertions(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Yield one finding for the tests that stay and assert less; one that is deleted whole is not meant."""
    tests = [patch for patch in patches if patch.change.deletions and kind_of(patch.path) is Kind.TEST]
    balances = [(patch, _balance(patch)) for patch in tests]
    weaker = [(patch, -balance) for patch, balance in balances if balance < -_FEW and _keeps_cases(patch)]
    if not weaker or sum(balance for _, balance in balances) >= 0:
        return
    patch, lost = max(weaker, key=lambda pair: pair[1])
    more = f", and {counted(len(weaker) - 1, 'more file')} like it" if len(weaker) > 1 else ""
    message = (
        f"`{foreign(patch.path, 80)}` loses {counted(lost, 'assertion')} and keeps its tests{more}: they "
        "pass now where they failed before. Ask what checks it instead."
    )
    yield Sighting("content.assertions-removed", message, path=patch.path)


def _keeps_cases(patch: Patch) -> bool:
    if patch.change.status is not Status.MODIFIED:
        return False
    return not any(_CASE.match(line[:200]) for line in patch.removed())


def _balance(patch: Patch) -> int:
    """Return assertions added less those removed."""
    lines = [line[:200] for hunk in patch.hunks for line in hunk.lines if line[:1] in {"+", "-"}]
    text = "\n".join(lines).lower()
    if not any(word in text for word in _WORDS):
        return 0
    lowered = text.split("\n")
    words = [word for word in (*_WORDS, *_AFTER) if word in text]
    # Far cheaper than the patterns.
    spoken = {at for word in words for at, line in enumerate(lowered) if word in line}
    told = [lines[at][0] for at in spoken if _asserts(lines[at][1:])]
    return told.count("+") - told.count("-")


def _asserts(line: str) -> bool:
    return _STARTS.match(line) is not None or _INSIDE.search(line) is not None
