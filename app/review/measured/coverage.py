"""Coverage of the whole, against the base, and of the lines that this change adds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from posixpath import basename, dirname

from app.domain.evidence import Document, Evidence
from app.domain.report import Coverage, Unknown
from app.review.diff.patch import Malformed, Patch
from app.review.foreign import foreign
from app.review.measured.form import read_coverage
from app.review.measured.freshness import Head, head_of
from app.review.measured.lines import Measured
from app.review.measured.match import Home, matched
from app.review.measured.untested import is_source, untested
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_DROP = 1.0  # percentage points that are worth a word
_THIN = 50.0  # percent of the changed lines
_MODULE = re.compile(r'^module[ \t]{1,9}"?([^\s"]{1,300})', re.MULTILINE)  # go.dev/ref/mod#go-mod-file-module
_MODULE_WITHIN = 20_000  # characters of a go.mod that are read


@dataclass(frozen=True, slots=True)
class Covered:
    coverage: Coverage
    findings: tuple[Sighting, ...]
    unknown: tuple[Unknown, ...]


def look_at_coverage(evidence: Evidence, patches: Sequence[Patch]) -> Covered:
    """Return what was measured; nothing given is "not measured", unreadable or of before is unknown."""
    unknown: list[Unknown] = []
    base = _base(evidence.base_coverage, unknown)
    head = _read(evidence.coverage, head_of(evidence), unknown)
    sized = [patch for patch in patches if patch.change.additions and is_source(patch.path)]
    known = matched(head, (patch.path for patch in sized), _home(evidence)) if head else {}
    changed = {patch.path: _changed(patch, known[patch.path]) for patch in sized if patch.path in known}
    coverage = Coverage(head.total if head else None, base, _percent(chain(*changed.values())))
    unmatched = [patch.path for patch in sized if patch.path not in known] if head else []
    open_to_doubt = [patch for patch in sized if patch.path not in known or _never_ran(changed[patch.path])]
    findings = (*_findings(coverage, unmatched), *_untested(untested(open_to_doubt, patches)))
    return Covered(coverage, findings, tuple(unknown))


def _base(document: Document | None, unknown: list[Unknown]) -> float | None:
    """Return the total alone: of two large files, the lines of one need not be kept."""
    measured = _read(document, Head(), unknown)
    return measured.total if measured else None


def _read(document: Document | None, head: Head, unknown: list[Unknown]) -> Measured | None:
    if document is None:
        return None
    try:
        measured = read_coverage(document)
        reason = head.why_not(measured.oldest)
    except Malformed as problem:
        measured, reason = Measured(), str(problem)
    if reason:
        unknown.append(Unknown(foreign(document.name), reason))
    return None if reason else measured


def _home(evidence: Evidence) -> Home:
    modules = {
        named[1]: dirname(file.path)
        for file in evidence.whole
        if basename(file.path) == "go.mod" and (named := _MODULE.search((file.new or "")[:_MODULE_WITHIN]))
    }
    return Home(evidence.repository.rpartition("/")[2], modules)


def _changed(patch: Patch, lines: Mapping[int, bool]) -> list[bool]:
    """Return whether each added line ran, of those that can."""
    return [lines[number] for number, _ in patch.added() if number in lines]


def _never_ran(changed: Sequence[bool]) -> bool:
    return bool(changed) and not any(changed)


def _percent(ran: Iterable[bool]) -> float | None:
    known = list(ran)
    return round(100 * sum(known) / len(known), 2) if known else None


def _untested(paths: Sequence[str]) -> Iterator[Sighting]:
    if paths:
        message = f"Changed without a test that is known to run it: {listed(paths)}."
        yield Sighting("coverage.untested", message, path=paths[0])


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
