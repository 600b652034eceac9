"""A report as the Markdown of a check run, within what GitHub takes."""

from collections.abc import Iterator

from app.adapters.github.markdown import clean, code, escaped, told
from app.adapters.github.promotion.comment import needed, risk
from app.adapters.github.promotion.special import special
from app.domain.deploy import Deploy
from app.domain.quorum import quorum
from app.domain.report import Finding, Level, Report

# docs.github.com/en/rest/checks/runs; characters there, counted as bytes here to be safe
SUMMARY_MAX = 65_535
ANNOTATIONS_MAX = 50
LEVELS = {Level.HIGH: "failure", Level.MEDIUM: "warning", Level.LOW: "notice"}
UNKNOWN_MAX, DEPENDENCIES_MAX = 100, 50
NOT_MEASURED = "not measured"


def summary(deploy: Deploy, report: Report, standing: str) -> str:
    """Return the report in words, what matters most first; the last findings give way when it is too long."""
    head = "\n".join(_head(deploy, report, standing))
    tail = "\n".join(_tail(deploy, report))
    room = SUMMARY_MAX - _length(head) - _length(tail) - 200  # for the heading and what was left out
    lines = [_finding(finding) for finding in report.by_weight]
    kept = _fitting(lines, room)
    if lines:
        head += "\n\n### Findings\n" + "\n".join(kept)
    if left_out := len(lines) - len(kept):
        head += f"\n- and {left_out:,} more; `airlock show {deploy.id}` lists all"
    return head + tail


def annotations(report: Report) -> list[dict[str, object]]:
    """Return the findings that have a place, as marks on the lines; plain text, so nothing in it is read."""
    placed = [finding for finding in report.by_weight if finding.path and finding.line]
    return [
        {
            "path": finding.path,
            "start_line": finding.line,
            "end_line": finding.line,
            "annotation_level": LEVELS[finding.severity],
            "title": clean(finding.rule, 200),
            "message": clean(finding.message, 1000) or finding.rule,
        }
        for finding in placed[:ANNOTATIONS_MAX]
    ]


def _head(deploy: Deploy, report: Report, standing: str) -> Iterator[str]:
    yield f"**{standing}**\n"
    yield f"Risk {risk(report)}. {told(report.recommendation)}\n"
    if deploy.rules and deploy.summary:
        count = quorum(deploy, deploy.approvals)
        yield f"- Approvals: {count.have} of {count.need}"
        yield from (f"- {needed(gate, names)}" for gate, names in count.missing)
    yield from (f"- {words}" for words in special(deploy))
    yield f"- Environment: {code(deploy.key.environment)}, commit {code(deploy.key.sha)}"
    if deploy.summary and deploy.summary.takes_back is not None:
        yield f"- This is a rollback: it takes {deploy.summary.takes_back:,} commits back"
    yield f"- Tests: {_tests(report)}"
    yield f"- Coverage: {_coverage(report)}"
    yield f"- Rollback: {report.rollback}"
    yield f"- Report: {code(report.digest, 80)}"


def _tail(deploy: Deploy, report: Report) -> Iterator[str]:
    if report.unknown:
        yield f"\n\n### Could not be told ({len(report.unknown):,})"
        yield from (
            f"- {code(each.subject, 120)}: {escaped(each.reason, 160)}"
            for each in report.unknown[:UNKNOWN_MAX]
        )
    if report.dependencies:
        yield f"\n\n### Dependencies ({len(report.dependencies):,})"
        for each in report.dependencies[:DEPENDENCIES_MAX]:
            change = f"{code(each.old or 'none', 40)} → {code(each.new or 'none', 40)}"
            yield f"- {code(each.name, 80)} {change} in {code(each.path, 100)}"
    yield f"\n\nAirlock deploy {code(deploy.id)}. Decisions are made in Slack, on the card."


def _finding(finding: Finding) -> str:
    place = (
        f" {code(f'{finding.path}:{finding.line}' if finding.line else finding.path)}" if finding.path else ""
    )
    points = f", {finding.points:+.1f} points" if finding.points else ""
    gate = f", gate {finding.gate}" if finding.gate else ""
    words = told(finding.message, 500)
    return f"- **{finding.severity.capitalize()}** {code(finding.rule, 80)}{place}{points}{gate}: {words}"


def _tests(report: Report) -> str:
    tests = report.tests
    if not tests.measured:
        return NOT_MEASURED
    failures = f" ({', '.join(code(name, 100) for name in tests.failures)})" if tests.failures else ""
    flaky = f", {tests.flaky} flaky" if tests.flaky else ""
    return f"{tests.failed} failed{failures}, {tests.passed} passed, {tests.skipped} skipped{flaky}"


def _coverage(report: Report) -> str:
    held = report.coverage
    if held.total is None:
        return NOT_MEASURED
    base = f"{held.delta:+g} against the base" if held.delta is not None else "base not measured"
    changed = f"{held.changed:g} %" if held.changed is not None else NOT_MEASURED
    return f"{held.total:g} % ({base}), changed lines {changed}"


def _fitting(lines: list[str], room: int) -> list[str]:
    kept = []
    for line in lines:
        room -= _length(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _length(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
