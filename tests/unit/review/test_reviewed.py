"""What came in without a second look is told, and weighs nothing by itself."""

import pytest

from app.domain.evidence import Pull
from app.domain.report import Level
from app.review.change.reviewed import look_at_reviews
from tests.unit.review.example import evidence, modified, report

SMALL = modified("README.md")
SEEN = Pull(1, "A", "", "ana", approved_by=("bo",))
ALONE = Pull(2, "B", "", "ana")
EARLY = Pull(3, "C", "", "ana", approved_before=("bo",))


@pytest.mark.parametrize(
    ("pulls", "direct", "told"),
    [
        (None, (), None),
        ((), (), None),
        ((SEEN,), (), None),
        ((SEEN, ALONE), (), "nobody but its author approved #2"),
        ((ALONE, Pull(5, "", "", "cy")), (), "nobody but their authors approved #2, #5"),
        ((ALONE, EARLY), (), "nobody but its author approved #2; #3 changed after the last approval"),
        ((EARLY,), (), "#3 changed after the last approval"),
        (
            (ALONE,),
            ("a" * 40,),
            "1 commit came without a pull request (`aaaaaaa`); nobody but its author approved #2",
        ),
        (
            (),
            tuple(c * 40 for c in "abcde"),
            "5 commits came without a pull request (`aaaaaaa`, `bbbbbbb`, `ccccccc` and 2 more)",
        ),
    ],
)
def test_it_is_said_who_did_not_look(
    pulls: tuple[Pull, ...] | None, direct: tuple[str, ...], told: str | None
) -> None:
    seen = look_at_reviews(evidence(SMALL, pulls=pulls, direct=direct))
    assert [f.message for f in seen.findings] == ([f"Without a second look: {told}."] if told else [])


def test_it_is_shown_and_does_not_change_the_level() -> None:
    alone, reviewed = (report(SMALL, pulls=(pull,)) for pull in (ALONE, SEEN))
    (finding,) = [f for f in alone.findings if f.rule == "history.unreviewed"]
    assert finding.severity is Level.MEDIUM
    assert (alone.level, alone.score) == (reviewed.level, reviewed.score)
