"""A report in words: each measured thing, and "not measured" where nobody measured."""

from collections import Counter

from app.domain.message import Block
from app.domain.report import Coverage, Finding, Level, Report, Rollback, Tests
from blocks.text import bullets, escape, gap, line, say, told

WORDS = {Level.LOW: "Low", Level.MEDIUM: "Medium", Level.HIGH: "High"}
ROLLBACK = {
    Rollback.SAFE: "safe",
    Rollback.UNSAFE: "unsafe: roll forward only",
    Rollback.UNKNOWN: "unknown",
}
NOT_MEASURED = "not measured"
NOT_KNOWN = "not known"  # no file is known to have changed, and something could not be read


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
    if delta is None:
        return f"{measured.total:g} % (base not measured)"
    change = f"{delta:+g}".replace("-", "−") + " against" if delta else "same as"  # noqa: RUF001 - a minus sign
    return f"{measured.total:g} % ({change} the base)"


def changed_lines(measured: Coverage) -> str:
    return f"{measured.changed:g} %" if measured.changed is not None else NOT_MEASURED


def changes(report: Report) -> str:
    total = report.totals
    if _is_blind(report):
        return NOT_KNOWN
    lines = f"+{total.additions:,} −{total.deletions:,}"  # noqa: RUF001 - a minus sign
    return f"{_count(total.files, 'file')}, {lines}"


def dependencies(report: Report) -> str:
    if not report.dependencies:
        return NOT_KNOWN if _is_blind(report) else "no change found"
    names = [escape(d.name, 60) for d in report.dependencies[:3]]
    more = len(report.dependencies) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def finding_list(findings: list[Finding], *, with_points: bool = False) -> Block:
    return bullets(_finding(finding, with_points=with_points) for finding in findings)


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
    parts = [f"{counts[level]} {level}" for level in reversed(Level) if counts[level]]
    return ", ".join([*parts, *([f"{len(report.unknown)} unknown"] if report.unknown else [])]) or "none"


def _is_blind(report: Report) -> bool:
    return bool(report.unknown) and not report.totals.files


def _finding(finding: Finding, *, with_points: bool) -> Block:
    points = f" {finding.points:+.1f}" if with_points and finding.points else ""
    parts = [say(WORDS[finding.severity], bold=True), gap(f"{points}  "), *told(finding.message)]
    if finding.path and finding.path not in finding.message:
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        parts += [gap("  "), say(where, 120, code=True)]
    return line(*parts)


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
