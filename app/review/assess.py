"""The review: every rule family looks once, and the report is sealed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from app.domain.evidence import Evidence, Expectation
from app.domain.report import Dependency, FileChange, Finding, Level, Report, Rollback, Totals, Unknown
from app.review.change.reviewed import look_at_reviews
from app.review.change.size import look_at_size
from app.review.change.title import is_routine, look_at_messages
from app.review.content.added import added_of
from app.review.content.secret import Secrets, look_at_secrets
from app.review.content.secret_mask import Mask
from app.review.content.sensitive import look_at_lines
from app.review.content.topic import look_at_topics
from app.review.content.trick import look_at_tricks
from app.review.dependencies.look import look_at_dependencies
from app.review.dependencies.vulnerable import look_at_vulnerable
from app.review.diff.patch import Diff, Patch
from app.review.diff.read import read_diff
from app.review.diff.source import differences
from app.review.measured.check import look_at_checks
from app.review.measured.coverage import look_at_coverage
from app.review.measured.freshness import head_of
from app.review.measured.junit import read_junit
from app.review.migrations.look import look_at_migrations
from app.review.past.back import look_at_return
from app.review.past.look import look_at_past
from app.review.place.look import look_at_paths
from app.review.verdict.limit import first_dependencies, first_files, first_findings, first_unknown
from app.review.verdict.recommend import recommend
from app.review.verdict.score import Scale, finding_of, is_worth_a_word, level_of, scale_for, score_of
from app.review.verdict.sighting import Seen
from app.review.verdict.usual import with_absent

_SEVERITY = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}


def review(evidence: Evidence, expectation: Expectation) -> Report:
    """Return the sealed report. The same input gives the same report, on any machine."""
    diff = _changes(evidence)
    patches = diff.patches
    tests = read_junit(evidence.junit, head_of(evidence))
    coverage = look_at_coverage(evidence, patches)
    migrations = look_at_migrations(patches, evidence.whole)
    dependencies = look_at_dependencies(
        patches, evidence.whole, is_routine=is_routine(evidence.commits, patches)
    )
    texts = added_of(patches)
    secrets = look_at_secrets(texts, _words(evidence, tests.tests.failures))
    seen = (
        Seen(unknown=(*evidence.unknown, *diff.unknown)),
        look_at_size(patches),
        look_at_messages(evidence.commits, patches),
        look_at_reviews(evidence),
        look_at_past(evidence.past),
        look_at_return(evidence),
        look_at_topics(texts),
        look_at_paths(patches, expectation.hot_paths, evidence.codeowners),
        look_at_lines(patches),
        look_at_checks(evidence, expectation, tests.suites),
        Seen(migrations.findings, migrations.unknown),
        Seen(dependencies.findings, dependencies.unknown),
        look_at_vulnerable(evidence.vulnerable),
        Seen(tuple(tests.findings()), tuple(tests.unknown)),
        Seen(coverage.findings, coverage.unknown),
        secrets.seen,
        look_at_tricks(texts),
    )
    measured = Report(
        repository=evidence.repository,
        base=evidence.base,
        head=evidence.head,
        level=Level.LOW,
        score=0,
        recommendation="",
        totals=_totals(patches),
        tests=tests.tests,
        coverage=coverage.coverage,
        dependencies=first_dependencies(dependencies.changed),
        rollback=_rollback(migrations.rollback, diff),
    )
    return _without_secrets(_judged(measured, seen, patches, scale_for(evidence.past)), secrets).sealed()


def _judged(measured: Report, seen: Sequence[Seen], patches: Sequence[Patch], scale: Scale) -> Report:
    """Return the report with what was seen, bounded, and what it is worth: all of it, listed or not."""
    sightings = chain.from_iterable(each.findings for each in seen)
    # Of a change that nobody could read, nothing is less than usual.
    told = (
        finding_of(each, scale) for each in (with_absent(sightings, scale.points) if patches else sightings)
    )
    findings = _ordered(filter(is_worth_a_word, told))
    kept, files = first_findings(findings), first_files([patch.change for patch in patches])
    left_out = {"files": len(patches) - len(files), "findings": len(findings) - len(kept)}
    unknown = first_unknown([entry for each in seen for entry in each.unknown], left_out)
    score = score_of(findings, scale)
    return replace(
        measured,
        level=level_of(score, findings, is_all_known=not unknown),
        score=score,
        recommendation=recommend(findings, unknown, patches, measured.totals),
        findings=kept,
        unknown=unknown,
        files=files,
    )


def _words(evidence: Evidence, failures: Sequence[str]) -> list[str]:
    """Return what the report may repeat of what stands in no file."""
    return [
        *(commit.subject for commit in evidence.commits),
        *(name for name, _ in evidence.checks),
        *failures,
    ]


def _without_secrets(report: Report, secrets: Secrets) -> Report:
    """Return the report with nothing in it that repeats a secret; a path is cut only where it holds one."""
    mask, names = secrets.mask, secrets.names
    if not names and not mask.has_work(_repeated(report)):
        return report
    listed = {change.path for change in report.files} - set(names)
    return replace(
        report,
        recommendation=mask(report.recommendation),
        findings=tuple(
            replace(each, message=mask(each.message), path=names.get(each.path or "", each.path))
            for each in report.findings
        ),
        unknown=tuple(
            Unknown(each.subject if each.subject in listed else mask(each.subject), mask(each.reason))
            for each in report.unknown
        ),
        files=_named(report.files, names),
        tests=replace(report.tests, failures=tuple(map(mask, report.tests.failures))),
        dependencies=tuple(_masked(each, mask) for each in report.dependencies),
    )


def _repeated(report: Report) -> Iterator[str]:
    """Yield every text of the report that may repeat what stands in the change."""
    yield report.recommendation
    yield from (each.message for each in report.findings)
    yield from report.tests.failures
    for unknown in report.unknown:
        yield from (unknown.subject, unknown.reason)
    for each in report.dependencies:
        yield from (each.name, each.old or "", each.new or "")


def _named(files: tuple[FileChange, ...], names: Mapping[str, str]) -> tuple[FileChange, ...]:
    if not names:
        return files
    return tuple(
        replace(
            each, path=names.get(each.path, each.path), old_path=names.get(each.old_path or "", each.old_path)
        )
        for each in files
    )


def _masked(dependency: Dependency, mask: Mask) -> Dependency:
    old, new = (version and mask(version) for version in (dependency.old, dependency.new))
    return replace(dependency, name=mask(dependency.name), old=old, new=new)


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
    patches, unknown = differences(diff.patches, evidence.files)
    return Diff(patches, (*diff.unknown, *unknown))


def _totals(patches: Sequence[Patch]) -> Totals:
    changes = [patch.change for patch in patches]
    return Totals(
        len(changes), sum(change.additions for change in changes), sum(change.deletions for change in changes)
    )


def _rollback(told: Rollback, diff: Diff) -> Rollback:
    """Return what the migrations say; nothing is safe while a part of the diff is not read."""
    return Rollback.UNKNOWN if told is Rollback.SAFE and diff.unknown else told


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return what matters most first."""
    return sorted(
        findings, key=lambda f: (_SEVERITY[f.severity], -f.points, f.rule, f.path or "", f.line or 0)
    )
