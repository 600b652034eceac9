"""A report as text for a terminal, and as JSON."""

import json
from collections.abc import Iterator
from itertools import islice

from app.domain.report import Coverage, Dependency, Finding, Level, Report, Tests, plain
from app.review.foreign import foreign

_NOT_MEASURED = "not measured"
_FILES_SHOWN = 10


def report_json(report: Report) -> str:
    """Return the report as the contract has it; the digest is over the same keys, sorted, without itself."""
    content = plain(report)
    return json.dumps({"schema": content.pop("schema"), **content}, ensure_ascii=True, indent=2)


def report_text(report: Report) -> str:
    """Return the report in lines; nothing in it that a terminal would obey."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    base = f"{report.base[:7]}.." if report.base else ""
    yield f"{report.level.capitalize()} risk, {report.score} of 100: {_name(report)}{base}{report.head[:7]}"
    yield foreign(report.recommendation, 400)
    yield ""
    only_counted = [finding for finding in report.findings if _only_counts(finding)]
    yield from _section("Findings", (_finding(f) for f in report.findings if not _only_counts(f)))
    yield from _section("What else the score counts", map(_finding, only_counted))
    yield from _section("Not known", (f"  {_plain(u.subject)}: {_plain(u.reason)}" for u in report.unknown))
    yield from _section("Dependencies", _dependencies(report))
    yield from _section("Files", _files(report))
    yield f"Tests: {_tests(report.tests)}"
    yield f"Coverage: {_coverage(report.coverage)}"
    yield f"Rollback: {report.rollback}"
    yield report.digest


def _name(report: Report) -> str:
    return f"{_plain(report.repository)} " if report.repository else ""


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    entries = list(lines)
    if entries:
        yield title
        yield from entries
        yield ""


def _finding(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    is_told = not line and f"`{finding.path}`" in finding.message
    place = f" [{_plain(finding.path)}{line}]" if finding.path and not is_told else ""
    points = f"{finding.points:+.1f}" if finding.points else ""
    return f"  {finding.severity:<6} {points:>5}  {finding.rule:<26} {_plain(finding.message)}{place}"


def _only_counts(finding: Finding) -> bool:
    """Whether it makes the score and is nothing to look at by itself."""
    return finding.severity is Level.LOW and finding.points != 0


def _dependencies(report: Report) -> Iterator[str]:
    """Yield what came, went or moved, one line for each name and pair of versions."""
    paths: dict[str, list[str]] = {}
    for each in report.dependencies:
        paths.setdefault(f"{_plain(each.name)} {_plain(_versions(each))}", []).append(each.path)
    for line, named in islice(paths.items(), _FILES_SHOWN):
        yield f"  {line}  ({', '.join(_plain(path) for path in dict.fromkeys(named[:2]))})"
    if len(paths) > _FILES_SHOWN:
        yield f"  and {len(paths) - _FILES_SHOWN:,} more"


def _versions(moved: Dependency) -> str:
    if moved.old and moved.new:
        return f"{moved.old} → {moved.new}"
    return f"{moved.old}, gone" if moved.old else f"{moved.new or ''}, new".removeprefix(", ")


def _files(report: Report) -> Iterator[str]:
    for change in report.files[:_FILES_SHOWN]:
        moved = f" (was {_plain(change.old_path)})" if change.old_path else ""
        counts = "binary" if change.binary else f"+{change.additions} -{change.deletions}"
        yield f"  {change.status:<8} {_plain(change.path)}{moved}  {counts}"
    totals = report.totals
    if totals.files > _FILES_SHOWN:
        yield f"  and {totals.files - min(_FILES_SHOWN, len(report.files)):,} more"
    if totals.files:
        yield f"  {totals.files:,} in all, +{totals.additions:,} -{totals.deletions:,}"


def _tests(tests: Tests) -> str:
    if not tests.measured:
        return _NOT_MEASURED
    return f"{tests.passed:,} passed, {tests.failed:,} failed, {tests.skipped:,} skipped"


def _coverage(coverage: Coverage) -> str:
    if coverage.total is None:
        return _NOT_MEASURED
    delta = "base not measured" if coverage.delta is None else f"{coverage.delta:+g} against the base"
    changed = _NOT_MEASURED if coverage.changed is None else f"{coverage.changed:g} %"
    return f"{coverage.total:g} % ({delta}), changed lines {changed}"


def _plain(text: str) -> str:
    return foreign(text, 400)
