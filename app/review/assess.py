"""The review: every rule family looks once, and the report is sealed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.domain.evidence import Evidence, Expectation
from app.domain.report import Finding, Level, Report, Rollback, Totals, Unknown
from app.review.check import look_at_checks
from app.review.coverage import look_at_coverage
from app.review.dependency import look_at_dependencies
from app.review.diff import read_diff
from app.review.foreign import foreign
from app.review.history import is_routine, look_at_history
from app.review.junit import read_junit
from app.review.migration import look_at_migrations
from app.review.patch import Diff, Patch
from app.review.path import look_at_paths
from app.review.recommend import recommend
from app.review.score import level_of, score_of
from app.review.size import look_at_size
from app.review.source import differences

# What the record keeps of one report: about 200 kB at the very most, however large the change.
MOST_FILES, MOST_FINDINGS, MOST_UNKNOWN, MOST_DEPENDENCIES = 1_000, 100, 100, 200
_MOST_CHARACTERS = 40_000  # of paths and words, in each list

T = TypeVar("T")
_SEVERITY = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}


def review(evidence: Evidence, expectation: Expectation) -> Report:
    """Return the sealed report. The same input gives the same report, on any machine."""
    diff = _changes(evidence)
    patches = diff.patches
    run = read_junit(evidence.junit)
    covered = look_at_coverage(evidence, patches)
    migrations = look_at_migrations(patches)
    dependencies = look_at_dependencies(patches, is_routine=is_routine(evidence.commits, patches))
    seen = (
        look_at_size(patches),
        look_at_history(evidence.commits, patches),
        look_at_paths(patches, expectation.hot_paths),
        look_at_checks(evidence, expectation, run.suites),
    )
    found = [
        *(finding for each in seen for finding in each.findings),
        *migrations.findings,
        *dependencies.findings,
        *run.findings(),
        *covered.findings,
    ]
    unknown = [
        *evidence.unknown,
        *diff.unknown,
        *run.unknown,
        *covered.unknown,
        *(entry for each in seen for entry in each.unknown),
    ]
    score = score_of(found, is_all_known=not unknown)
    totals = _totals(patches)
    findings = _ordered(found)
    return Report(
        repository=evidence.repository,
        base=evidence.base,
        head=evidence.head,
        level=level_of(score),
        score=score,
        recommendation=recommend(findings, unknown, patches, totals),
        findings=_first_findings(findings),
        unknown=_first_unknown(unknown),
        files=_first(
            [patch.change for patch in patches], MOST_FILES, lambda f: len(f.path + (f.old_path or ""))
        ),
        totals=totals,
        tests=run.tests,
        coverage=covered.coverage,
        dependencies=_first(dependencies.changed, MOST_DEPENDENCIES, lambda d: len(d.name + d.path)),
        rollback=_rollback(migrations.rollback, diff),
    ).sealed()


def _changes(evidence: Evidence) -> Diff:
    """Return the diff that was given, checked against the source's own list of files."""
    if evidence.diff is None:
        listed = tuple(Patch(change) for change in evidence.files or ())
        return Diff(listed, (Unknown("diff", "no diff was given"),))
    if not evidence.diff.strip() and evidence.files == ():
        return Diff()  # the source itself says that nothing changed
    diff = read_diff(evidence.diff)
    if evidence.files is None:
        return diff
    missing, unknown = differences(diff.patches, evidence.files)
    return Diff((*diff.patches, *missing), (*diff.unknown, *unknown))


def _totals(patches: Sequence[Patch]) -> Totals:
    changes = [patch.change for patch in patches]
    return Totals(
        len(changes), sum(change.additions for change in changes), sum(change.deletions for change in changes)
    )


def _rollback(told: Rollback, diff: Diff) -> Rollback:
    return Rollback.UNKNOWN if told is Rollback.SAFE and diff.unknown else told


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Return what matters most first."""
    return sorted(
        findings, key=lambda f: (_SEVERITY[f.severity], -f.points, f.rule, f.path or "", f.line or 0)
    )


def _first_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    kept = _first(findings, MOST_FINDINGS, lambda f: len(f.message + (f.path or "")))
    # points and floors must still add up to the score: what bears points is never among what is left out
    left = [finding for finding in findings if finding not in kept and finding.points]
    return (*kept, *left)


def _first_unknown(unknown: Sequence[Unknown]) -> tuple[Unknown, ...]:
    bounded = [Unknown(foreign(entry.subject, 300), foreign(entry.reason, 300)) for entry in unknown]
    kept = _first(bounded, MOST_UNKNOWN, lambda entry: len(entry.subject + entry.reason))
    more = len(bounded) - len(kept)
    return (*kept, Unknown(f"{more:,} more", "not listed here")) if more else kept


def _first(items: Sequence[T], most: int, size: Callable[[T], int]) -> tuple[T, ...]:
    kept, left = [], _MOST_CHARACTERS
    for item in items[:most]:
        left -= size(item)
        if left < 0:
            break
        kept.append(item)
    return tuple(kept)
