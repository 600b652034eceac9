"""One line for the person on duty: what to look at first, why, and what to do about it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from app.domain.report import Finding, Level, Totals, Unknown
from app.review.change.size import by_size
from app.review.diff.patch import Patch
from app.review.foreign import brief, counted, foreign
from app.review.place.kind import Kind, kind_of
from app.review.verdict.advice import ASKS, FACTS, HAZARDS, PLACES, Advice

LINE_MAX = 300  # characters
_WORTH = 2.0  # points; what the past says and is worth less explains nothing by itself
_URGENT = 5.0  # points; half of what a change earns that is the same as one reverted lately
_READABLE = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE})
_TOPICS = {"content.concurrency": "concurrency", "content.cache": "caching"}


def recommend(
    findings: Sequence[Finding], unknown: Sequence[Unknown], patches: Sequence[Patch], totals: Totals
) -> str:
    """Return one line: a hazard, or what went wrong before, or a place with what the past says of it."""
    worth = [finding for finding in findings if finding.points >= _WORTH]
    hazard, asked, place = _first(findings, HAZARDS), _first(worth, ASKS), _first(findings, PLACES)
    if hazard and hazard.severity is Level.HIGH:
        return _line(_advised(hazard, HAZARDS))
    if unknown:
        return _line(_to_find_out(unknown))
    if hazard and not (asked and asked.points >= _URGENT):
        return _line(_advised(hazard, HAZARDS))
    where = _advised(place, PLACES) if place else _largest(patches, totals, findings)
    if asked and hazard:
        return _line(_advised(asked, ASKS), _advised(hazard, HAZARDS), f"Then look at {_place(hazard)}.")
    if asked:
        return _line(_advised(asked, ASKS), where)
    is_at_rest = patches and not any(_matters(patch) for patch in patches)
    return _line(where, *(() if is_at_rest else _facts(findings)))


def _first(findings: Sequence[Finding], advice: Advice) -> Finding | None:
    ranks = {rule: rank for rank, rule in enumerate(advice)}
    advised = [finding for finding in findings if finding.rule in ranks]
    return min(advised, key=lambda finding: ranks[finding.rule], default=None)


def _advised(finding: Finding, advice: Advice) -> str:
    return advice[finding.rule].format(place=_place(finding), why=finding.message)


def _line(first: str, *more: str) -> str:
    """Return `first`, with the first of `more` that fits.

    What is too long by itself loses its middle: its end says what to do.
    """
    line = first
    if len(line) > LINE_MAX:
        told, stop, do = line.rpartition(". ")
        room = LINE_MAX - len(do) - 1
        line = f"{foreign(told, room)} {do}" if stop and room > LINE_MAX // 2 else line
    fitting = (sentence for sentence in more if len(line) + 1 + len(sentence) <= LINE_MAX)
    return foreign(" ".join([line, *islice(fitting, 1)]), LINE_MAX)


def _to_find_out(unknown: Sequence[Unknown]) -> str:
    line = f"Find out about {foreign(unknown[0].subject, 100)} first: {foreign(unknown[0].reason, 140)}"
    return line + (f", and {len(unknown) - 1:,} more." if len(unknown) > 1 else ".")


def _facts(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what the past says of it that is worth most, when it is worth a word."""
    known = [f for f in findings if f.rule in FACTS and f.points >= _WORTH and _is_of_what_runs(f)]
    best = max(known, key=lambda finding: finding.points, default=None)
    if best:
        yield _advised(best, FACTS)


def _is_of_what_runs(finding: Finding) -> bool:
    """Whether it tells of no file, or of one that runs and that people write."""
    return finding.path is None or (
        kind_of(finding.path).runs and kind_of(finding.path) is not Kind.GENERATED
    )


def _matters(patch: Patch) -> bool:
    return kind_of(patch.path).runs or kind_of(patch.path) is Kind.CI


def _place(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    return f"`{brief(finding.path or '', 100)}{line}`"


def _largest(patches: Sequence[Patch], totals: Totals, findings: Sequence[Finding]) -> str:
    if not patches:
        return "Nothing changes between base and head."
    running = [patch for patch in patches if kind_of(patch.path).runs]
    if not running:
        return _at_rest(patches)
    there = [patch for patch in running if not patch.is_gone] or running
    readable = [patch for patch in there if kind_of(patch.path) in _READABLE]
    asked = [patch for patch in there if kind_of(patch.path) is Kind.MANIFEST]
    change = by_size(readable or asked or there)[0].change
    path, lines = f"`{brief(change.path, 100)}`", change.additions + change.deletions
    of = sum(patch.change.additions + patch.change.deletions for patch in running)
    topics = [_TOPICS[f.rule] for f in findings if f.path == change.path and f.rule in _TOPICS]
    why = f"; it deals with {' and '.join(topics)}" if topics else ""
    if len(running) == 1:
        what = "the whole change" if totals.files == 1 else "all of it that runs in production"
        return f"Read {path}: it is {what} ({counted(lines, 'line')}){why}."
    return f"Read {path} first: {lines:,} of the {counted(of, 'line')} that run in production{why}."


def _at_rest(patches: Sequence[Patch]) -> str:
    pipelines = [patch for patch in patches if kind_of(patch.path) is Kind.CI]
    path = f"`{brief(by_size(pipelines or patches)[0].path, 100)}`"
    if pipelines:
        return f"Look at {path}: it builds and ships what runs in production."
    return f"Nothing in it runs in production; a glance at {path} is enough."
