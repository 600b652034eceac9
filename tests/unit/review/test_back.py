"""A rollback is a finding of its own, whoever read the change."""

import pytest

from app.domain.evidence import Commit, Evidence, Expectation
from app.domain.report import Level
from app.review import review

HEAD, BASE = "a" * 40, "b" * 40
NEWEST = Commit(BASE, "Ana <!here>", "ana@example.com", "Add \u202etaxes")


@pytest.mark.parametrize(
    ("takes_back", "newest", "words"),
    [
        (1, (), "A rollback: takes away 1 commit that came since."),
        (3, (), "A rollback: takes away 3 commits that came since."),
        (
            2,
            (NEWEST,),
            r"A rollback: takes away 2 commits that came since, the newest “Add \u202etaxes” by Ana <!here>.",
        ),
    ],
)
def test_a_rollback_says_what_it_takes_away(takes_back: int, newest: tuple[Commit, ...], words: str) -> None:
    evidence = Evidence("o/r", HEAD, BASE, "", files=(), takes_back=takes_back, taken_back=newest)
    report = review(evidence, Expectation())
    (finding,) = report.findings
    assert (finding.rule, finding.points, report.level) == ("history.rollback", 0.0, Level.MEDIUM)
    assert "\u202e" not in finding.message
    assert finding.message == words


def test_going_forward_is_none() -> None:
    report = review(Evidence("o/r", HEAD, BASE, "", files=()), Expectation())
    assert (report.findings, report.level) == ((), Level.LOW)
