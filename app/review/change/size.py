"""How much runs differently after this change, and of what make-up it is."""

import re
from collections.abc import Callable, Iterator, Sequence
from math import log2

from app.review.diff.patch import Patch
from app.review.foreign import counted
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Seen, Sighting

SIZED = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE, Kind.MANIFEST})
_MOST_DOUBLINGS = 10
_MOST_TESTS = 3.0  # lines of tests for each line of code
_FEW = 5  # lines; tests beside fewer say little
_PAGES = re.compile(
    r"\.(jsx?|tsx?|mjs|vue|svelte|css|s[ac]ss|less|html?|erb|haml|slim|hbs|jinja2?|j2|ejs|mustache)$"
)


def look_at_size(patches: Sequence[Patch]) -> Seen:
    """Return what the amount and the make-up of the change are worth."""
    sized = [patch for patch in patches if kind_of(patch.path) in SIZED]
    return Seen((*_amount(sized), *_spread(patches), *_make_up(sized), *_beside(patches, sized)))


def _amount(sized: Sequence[Patch]) -> Iterator[Sighting]:
    lines, hunks = _added(sized), sum(len(patch.hunks) for patch in sized)
    if lines:
        message = f"Adds {counted(lines, 'line')} of code: {listed(patch.path for patch in by_size(sized))}."
        yield Sighting("size.code", message, times=min(_MOST_DOUBLINGS, log2(1 + lines)))
    if hunks:
        message = f"Touches code in {counted(hunks, 'separate place')}."
        yield Sighting("size.hunks", message, times=log2(1 + hunks))
    if sized:
        message = f"Touches {counted(len(sized), 'code file')}."
        yield Sighting("size.files", message, times=log2(1 + len(sized)))


def _spread(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Tell how evenly the changed lines lie over the files: Shannon's entropy, in bits (Hassan 2009)."""
    sizes = [lines for patch in patches if (lines := patch.change.additions + patch.change.deletions)]
    total = sum(sizes)
    bits = -sum(size / total * log2(size / total) for size in sizes)
    if bits > 0:
        message = f"Its lines are spread over {counted(len(sizes), 'file')}."
        yield Sighting("size.spread", message, times=round(bits, 6))


def _make_up(sized: Sequence[Patch]) -> Iterator[Sighting]:
    added, deleted = _added(sized), sum(patch.change.deletions for patch in sized)
    new = sum(patch.change.additions for patch in sized if patch.is_new)
    pages = [patch for patch in sized if _PAGES.search(patch.path)]
    if new:
        share = new / added
        yield Sighting("size.new-files", f"{share:.0%} of the added code is in new files.", times=share)
    if added and not deleted:
        yield Sighting("size.only-adds", "Only adds code, and takes none away.")
    if pages:
        share = sum(patch.change.additions + patch.change.deletions for patch in pages) / max(
            1, added + deleted
        )
        yield Sighting("size.pages", f"{share:.0%} of it is pages, scripts of pages and styles.", times=share)
    gone = [patch.path for patch in sized if patch.is_gone]
    if gone:
        yield Sighting("size.deleted-file", f"Deletes code: {listed(gone)}.", path=gone[0])


def _beside(patches: Sequence[Patch], sized: Sequence[Patch]) -> Iterator[Sighting]:
    tests = _added([patch for patch in patches if kind_of(patch.path) is Kind.TEST])
    if tests and sized:
        ratio = min(_MOST_TESTS, tests / max(_FEW, _added(sized)))
        yield Sighting("size.tests", f"Comes with {counted(tests, 'line')} of tests.", times=ratio)
    if _any(patches, lambda kind: kind is Kind.TRANSLATION):
        yield Sighting("size.translated", "Changes translated texts.")
    if patches and not _any(patches, lambda kind: kind.runs):
        message = "Nothing in it runs in production: only tests, documents, translations, assets or CI."
        yield Sighting("size.nothing-runs", message)


def by_size(patches: Sequence[Patch]) -> list[Patch]:
    """Return the patches, the one with most changed lines first."""
    return sorted(patches, key=lambda patch: -(patch.change.additions + patch.change.deletions))


def _added(patches: Sequence[Patch]) -> int:
    return sum(patch.change.additions for patch in patches)


def _any(patches: Sequence[Patch], test: Callable[[Kind], bool]) -> bool:
    return any(test(kind_of(patch.path)) for patch in patches)
