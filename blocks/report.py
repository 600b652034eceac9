"""A report in one look: the risk and what to read, what was measured, the findings that matter."""

from app.domain.message import Block
from app.domain.report import Finding, Level, Report
from blocks import evidence
from blocks.text import fields, gap, line, rich, say, told

FINDINGS_SHOWN = 5
UNKNOWN_SHOWN = 3
WORTH_A_LINE = 1  # point
RECOMMENDATION_MAX = 400  # characters


def in_one_look(report: Report) -> list[Block]:
    blocks = [_risk(report), _measured(report)]
    if matter := [f for f in report.by_weight if _matters(f, report)]:
        blocks.append(rich(evidence.finding_list(matter[:FINDINGS_SHOWN]), *_left_out(len(matter))))
    if report.unknown:
        title = line(say("Could not be told, and counts against the deploy:"))
        blocks.append(rich(title, evidence.unknown_list(report, UNKNOWN_SHOWN)))
    return blocks


def _risk(report: Report) -> Block:
    words = f"{evidence.WORDS[report.level]} risk, {report.score} of 100."
    return rich(line(say(words, bold=True), gap(), *told(report.recommendation, RECOMMENDATION_MAX)))


def _matters(finding: Finding, report: Report) -> bool:
    """Whether it is worth a line here: it weighs something, and the recommendation has not said it."""
    weighs = finding.points >= WORTH_A_LINE or finding.severity is not Level.LOW
    return weighs and finding.message not in report.recommendation


def _measured(report: Report) -> Block:
    pairs = [
        ("Changes", evidence.changes(report)),
        ("Tests", evidence.tests(report.tests)),
        ("Coverage", evidence.coverage(report.coverage)),
        ("Coverage of what changed", evidence.changed_lines(report.coverage)),
        ("Dependencies", evidence.dependencies(report)),
        ("Rollback", evidence.ROLLBACK[report.rollback]),
    ]
    return fields(pairs)


def _left_out(found: int) -> list[Block]:
    more = found - FINDINGS_SHOWN
    return [line(gap(f"and {more} of less weight in the full report"))] if more > 0 else []
