"""A report in words: each measured thing, and "not measured" where nobody measured."""

from collections import Counter

from app.domain.message import Block
from app.domain.report import Coverage, Finding, Level, Report, Rollback, Tests
from blocks.text import bullets, escape, gap, line, say

WORDS = {Level.LOW: "Low", Level.MEDIUM: "Medium", Level.HIGH: "High"}
ROLLBACK = {
    Rollback.SAFE: "works",
    Rollback.UNSAFE: "does not work: roll forward only",
    Rollback.UNKNOWN: "unknown",
}
ORDER = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}
NOT_MEASURED = "not measured"


def risk(level: Level, score: int) -> str:
    return f"{WORDS[level]}, {score} of 100"


def tests(measured: Tests) -> str:
    if not measured.measured:
        return NOT_MEASURED
    parts = [f"*{measured.failed} failed*"] if measured.failed else []
    parts.append(f"{measured.passed} passed")
    if measured.skipped:
        parts.append(f"{measured.skipped} skipped")
    return ", ".join(parts)


def coverage(measured: Coverage) -> str:
    if measured.total is None:
        return NOT_MEASURED
    delta = measured.delta
    total = f"{measured.total:g} %"
    total += f" ({delta:+g} against the base)" if delta is not None else " (base not measured)"
    changed = f"{measured.changed:g} %" if measured.changed is not None else NOT_MEASURED
    return f"{total}\nchanged lines: {changed}"


def changes(report: Report) -> str:
    added, removed = sum(f.additions for f in report.files), sum(f.deletions for f in report.files)
    return f"{_count(len(report.files), 'file')}, +{added:,} −{removed:,}"  # noqa: RUF001 - a minus sign


def dependencies(report: Report) -> str:
    if not report.dependencies:
        return "none changed that could be read"
    names = [escape(d.name, 60) for d in report.dependencies[:3]]
    more = len(report.dependencies) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def by_weight(report: Report) -> list[Finding]:
    """Return the findings, what matters most first."""
    return sorted(report.findings, key=lambda f: (ORDER[f.severity], -f.points, f.rule, f.path or ""))


def finding_list(findings: list[Finding]) -> Block:
    return bullets(_finding(finding) for finding in findings)


def unknown_list(report: Report, limit: int) -> Block:
    entries = report.unknown[:limit]
    return bullets(
        line(say(entry.subject, 120, code=True), gap(": "), say(entry.reason)) for entry in entries
    )


def file_list(report: Report, limit: int) -> Block:
    return bullets(
        line(say(f.path, 160, code=True), gap(f"  {f.status}, +{f.additions} −{f.deletions}"))  # noqa: RUF001
        for f in report.files[:limit]
    )


def tally(report: Report) -> str:
    """Return "2 high, 1 medium finding(s), 1 unknown"."""
    counts = Counter(finding.severity for finding in report.findings)
    parts = [f"{counts[level]} {level}" for level in ORDER if counts[level]]
    return ", ".join([*parts, *([f"{len(report.unknown)} unknown"] if report.unknown else [])]) or "none"


def _finding(finding: Finding) -> Block:
    parts = [say(WORDS[finding.severity], bold=True), gap("  "), say(finding.message)]
    if finding.path:
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        parts += [gap("  "), say(where, 120, code=True)]
    return line(*parts)


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
