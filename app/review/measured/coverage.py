"""Coverage of the whole, against the base, and of the lines that this change adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.evidence import Document, Evidence
from app.domain.report import Coverage, Unknown
from app.review.diff.patch import Malformed, Patch
from app.review.foreign import foreign
from app.review.measured.form import Measured, read_coverage
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_DROP = 1.0  # percentage points that are worth a word
_THIN = 50.0  # percent of the changed lines


@dataclass(frozen=True, slots=True)
class Covered:
    coverage: Coverage
    findings: tuple[Sighting, ...]
    unknown: tuple[Unknown, ...]


def look_at_coverage(evidence: Evidence, patches: Sequence[Patch]) -> Covered:
    """Return what was measured; nothing given is "not measured", unreadable is unknown."""
    unknown: list[Unknown] = []
    head = _read(evidence.coverage, unknown)
    base = _read(evidence.base_coverage, unknown)
    sized = [patch for patch in patches if kind_of(patch.path) is Kind.CODE and patch.change.additions]
    index = _Index(head) if head else None
    matched = {
        patch.path: lines for patch in sized if index and (lines := index.lines_of(patch.path)) is not None
    }
    coverage = Coverage(
        head.total if head else None, base.total if base else None, _changed(sized, matched) if head else None
    )
    unmatched = [patch.path for patch in sized if patch.path not in matched] if head else []
    return Covered(coverage, tuple(_findings(coverage, unmatched)), tuple(unknown))


def _read(document: Document | None, unknown: list[Unknown]) -> Measured | None:
    if document is None:
        return None
    try:
        return read_coverage(document)
    except Malformed as reason:
        unknown.append(Unknown(foreign(document.name), str(reason)))
        return None


class _Index:
    """Finds the measured file for a changed path: the longest common ending, and only when it is one file."""

    def __init__(self, measured: Measured) -> None:
        self._measured = measured
        self._by_name: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for path in measured.lines:
            for parts in self._spellings(path):
                self._by_name.setdefault(parts[-1], []).append((parts, path))

    def _spellings(self, path: str) -> Iterator[tuple[str, ...]]:
        yield _parts(path)
        if not path.startswith("/"):
            yield from (_parts(f"{root}/{path}") for root in self._measured.roots[:20])

    def lines_of(self, path: str) -> dict[int, bool] | None:
        wanted = _parts(path)
        best, found = 0, set[str]()
        for parts, measured in self._by_name.get(wanted[-1], ()):
            length = _common_ending(wanted, parts)
            if length < min(len(wanted), len(parts)) or (length == 1 < len(wanted)):
                continue  # neither path ends with the whole other one, or only the bare name is the same
            if length > best:
                best, found = length, set()
            if length == best:
                found.add(measured)
        return self._measured.lines[found.pop()] if len(found) == 1 else None


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.replace("\\", "/").split("/") if part not in {"", "."}) or ("",)


def _common_ending(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    length = 0
    for left, right in zip(reversed(one), reversed(two), strict=False):
        if left != right:
            break
        length += 1
    return length


def _changed(patches: Sequence[Patch], matched: dict[str, dict[int, bool]]) -> float | None:
    known = [
        lines[number]
        for patch in patches
        if (lines := matched.get(patch.path))
        for number, _ in patch.added()
        if number in lines
    ]
    return round(100 * sum(known) / len(known), 2) if known else None


def _findings(coverage: Coverage, unmatched: Sequence[str]) -> Iterator[Sighting]:
    if coverage.delta is not None and coverage.delta <= -_DROP:
        message = f"Coverage falls from {coverage.base:g} % to {coverage.total:g} %."
        yield Sighting("coverage.drop", message)
    if coverage.changed is not None and coverage.changed < _THIN:
        yield Sighting(
            "coverage.changed-lines", f"Tests run only {coverage.changed:g} % of the changed lines."
        )
    if unmatched:
        message = f"Changed code that the coverage file does not know: {listed(unmatched)}."
        yield Sighting("coverage.not-measured", message, path=unmatched[0])
