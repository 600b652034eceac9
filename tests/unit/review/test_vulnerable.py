"""Dependencies with a known vulnerability: as severe as the advisory, named, and somebody's to approve."""

import pytest

from app.domain.evidence import Vulnerable
from app.domain.report import GateName, Level
from app.review.dependencies.vulnerable import look_at_vulnerable
from tests.unit.review.example import modified, report

LODASH = Vulnerable(
    "lodash", "4.17.20", "package-lock.json", "high", "GHSA-35jh-r3h4-6jhm", "Command injection"
)


@pytest.mark.parametrize(
    ("severity", "rule", "level"),
    [
        ("critical", "dependency.vulnerable", Level.HIGH),
        ("high", "dependency.vulnerable", Level.HIGH),
        ("moderate", "dependency.vulnerable-moderate", Level.MEDIUM),
        ("low", "dependency.vulnerable-low", Level.LOW),
        ("apocalyptic", "dependency.vulnerable", Level.HIGH),
    ],
)
def test_the_report_is_at_least_as_severe_as_the_advisory(severity: str, rule: str, level: Level) -> None:
    told = Vulnerable("lodash", "1", "package-lock.json", severity, "GHSA-1")
    made = report(modified("README.md"), vulnerable=(told,))
    finding = next(f for f in made.findings if f.rule.startswith("dependency.vulnerable"))
    assert (finding.rule, finding.severity, finding.gate) == (rule, level, GateName.DEPENDENCY)
    assert list(Level).index(made.level) >= list(Level).index(level)


def test_the_advisory_is_named_and_what_to_do() -> None:
    (finding,) = look_at_vulnerable([LODASH]).findings
    assert finding.path == "package-lock.json"
    assert finding.message == (
        "Brings in what is known to be vulnerable: `lodash` 4.17.20 "
        "(GHSA-35jh-r3h4-6jhm, Command injection). Take a version where that is mended."
    )


def test_many_are_told_in_one_sentence_that_still_says_what_to_do() -> None:
    long = Vulnerable("\u202e" * 500, "9" * 500, "p", "high", "G" * 500, "s" * 5000)
    (finding,) = look_at_vulnerable([long] * 9).findings
    assert "and 7 more. Take a version" in finding.message
    assert len(finding.message) < 400
    assert "\u202e" not in finding.message
