"""How much runs differently after this change, and what the added lines deal with."""

from collections.abc import Sequence
from math import log2

from app.review.content.topic import look_at_topics
from app.review.diff.patch import Patch
from app.review.foreign import counted
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Seen, Sighting

_SIZED = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE, Kind.MANIFEST})
_MOST_DOUBLINGS = 10


def look_at_size(patches: Sequence[Patch]) -> Seen:
    """Return what the amount and the topics of the added code are worth."""
    sized = [patch for patch in patches if kind_of(patch.path) in _SIZED]
    lines = sum(patch.change.additions for patch in sized)
    findings = []
    if lines:
        message = f"Adds {counted(lines, 'line')} of code: {listed(p.path for p in by_size(sized))}."
        findings.append(Sighting("size.code", message, times=min(_MOST_DOUBLINGS, log2(1 + lines))))
    if patches and not any(kind_of(patch.path).runs for patch in patches):
        message = "Nothing in it runs in production: only tests, documents, translations, assets or CI."
        findings.append(Sighting("size.nothing-runs", message))
    return Seen((*findings, *look_at_topics([patch for patch in sized if kind_of(patch.path) is Kind.CODE])))


def by_size(patches: Sequence[Patch]) -> list[Patch]:
    """Return the patches, the one with most changed lines first."""
    return sorted(patches, key=lambda patch: -(patch.change.additions + patch.change.deletions))
