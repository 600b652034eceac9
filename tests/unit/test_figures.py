"""The figures of the last 90 days: what counts, what does not, and how few and none are told."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from matplotlib import image

from app.adapters.figureplot import DOTS, LOOKS, SIZE, draw
from app.domain.deploy import Approval, Decision, Deploy, Override, State
from app.domain.figures import PERIOD, PROMOTED, WEEK, WEEKS, Ended, Figures, Kept, Picture, ended, figures
from app.domain.filter import Outcome, outcome, people
from app.domain.report import Level
from blocks.figures import (
    ALT_MAX,
    DRAWING,
    HIDDEN,
    NO_DATA,
    OUTCOMES,
    TITLE,
    alternative,
    figure_blocks,
    sentences,
    spoken,
    tiles,
)
from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems
from tests.unit.example import BO, CY, IN_STATE, NOON, PENDING, SUMMARY

ASKED = NOON - timedelta(hours=1)
YES = "approver as @release-owners"


def decided(state: State, **more: Any) -> Deploy:
    """Return a deploy that people decided an hour after they were asked, and that ended at noon."""
    decision = Decision(BO.id, NOON, SUMMARY.digest, YES)
    held = {"changed_at": NOON, "asked_at": ASKED, "decision": decision, "override": None, **more}
    return replace(IN_STATE[state], **held)


def counted(*deploys: Deploy, until: datetime = NOON) -> Figures:
    return figures([one for deploy in deploys if (one := ended(deploy))], until)


def many(outcome: Outcome, count: int, **more: Any) -> list[Ended]:
    is_promoted = outcome in PROMOTED
    one = Ended(outcome, NOON, is_promoted, is_promoted or None, None, ())
    return [replace(one, **more)] * count


@pytest.mark.parametrize(
    ("state", "approved", "failed"),
    [
        (State.LIVE, (1, 1), (0, 1)),
        (State.ROLLED_BACK, (1, 1), (0, 1)),
        (State.FAILED, (1, 1), (1, 1)),
        (State.REJECTED, (0, 1), (0, 0)),
        (State.SUPERSEDED, (0, 0), (0, 0)),
        (State.CANCELLED, (0, 0), (0, 0)),
        (State.EXPIRED, (0, 0), (0, 0)),
        (State.PENDING, (0, 0), (0, 0)),
    ],
)
def test_approved_is_a_share_of_what_was_decided_and_failed_of_what_was_promoted(
    state: State, approved: tuple[int, int], failed: tuple[int, int]
) -> None:
    found = counted(decided(state))
    assert (found.approved.count, found.approved.of) == approved
    assert (found.failed.count, found.failed.of) == failed


def test_what_failed_before_anybody_could_decide_was_not_promoted() -> None:
    found = counted(replace(IN_STATE[State.FAILED], decision=None, approvals=(), changed_at=NOON))
    assert (found.approved.of, found.failed.of, found.count(Outcome.FAILED)) == (0, 0, 1)


def test_an_override_is_nobodys_approval_but_its_promotion_counts() -> None:
    found = counted(decided(State.FAILED, override=Override(BO.id, NOON, "the shop is down")))
    assert found.approved.of == 0
    assert (found.failed.count, found.failed.of) == (1, 1)
    assert found.waits == 0


def test_only_what_ended_within_the_period_counts_and_each_in_its_week() -> None:
    at = [timedelta(0), WEEK - timedelta(seconds=1), WEEK, PERIOD - timedelta(seconds=1), PERIOD]
    found = counted(*(replace(decided(State.LIVE), changed_at=NOON - age) for age in at))
    assert [week.total for week in found.weeks] == [1, *[0] * (WEEKS - 3), 1, 2]
    assert found.weeks[0].start == NOON - PERIOD
    assert found.weeks[-1].start == NOON - WEEK


def test_the_time_to_a_decision_is_the_median_of_those_that_were_measured() -> None:
    waits = [timedelta(minutes=minutes) for minutes in (1, 3, 600)]
    deploys = [replace(decided(State.LIVE), asked_at=NOON - wait) for wait in waits]
    unknown = replace(decided(State.REJECTED), asked_at=None)
    moved = replace(decided(State.LIVE), asked_at=NOON + timedelta(minutes=1))
    found = counted(*deploys, unknown, moved)
    assert (found.wait, found.waits) == (timedelta(minutes=3), 3)
    assert "Median time to decision: 3 min (of 3 decisions, 2 not measured)" in sentences(found)


@pytest.mark.parametrize(
    ("level", "seconds", "hasty", "unmeasured"),
    [
        (Level.HIGH, [9.9, 10, 3600], (1, 3), 0),
        (Level.HIGH, [-5], (1, 1), 0),
        (Level.HIGH, [None], (0, 0), 1),
        (Level.MEDIUM, [1], (0, 0), 0),
    ],
)
def test_an_approval_on_high_is_hasty_before_the_report_can_have_been_read(
    level: Level, seconds: Sequence[float | None], hasty: tuple[int, int], unmeasured: int
) -> None:
    deploys = [
        decided(
            State.LIVE,
            summary=replace(SUMMARY, level=level),
            report_at=None if after is None else NOON,
            approvals=(Approval(BO.id, NOON + timedelta(seconds=after or 0), SUMMARY.digest, YES),),
        )
        for after in seconds
    ]
    found = counted(*deploys)
    assert (found.hasty.count, found.hasty.of, found.unmeasured) == (*hasty, unmeasured)


def test_nothing_is_told_as_no_data_and_never_as_fine() -> None:
    nothing = counted()
    assert [much for _, much, _ in tiles(nothing)] == [NO_DATA] * 4
    assert "No deploy ended" in alternative(nothing)
    assert "Approved in under 10 s on High: no data (3 not measured)" in sentences(
        replace(nothing, unmeasured=3)
    )


def test_few_are_told_as_they_are_and_enough_as_a_share() -> None:
    few = figures(many(Outcome.LIVE, 3) + many(Outcome.REJECTED, 1, is_approved=False), NOON)
    assert "Approved: 3 of 4 (decided; too few for a share)" in sentences(few)
    enough = figures(many(Outcome.LIVE, 4) + many(Outcome.REJECTED, 1, is_approved=False), NOON)
    assert "Approved: 80 % (4 of 5 decided)" in sentences(enough)


def busy(each: int) -> Figures:
    found = [
        replace(one, at=NOON - WEEK * week)
        for week in range(WEEKS)
        for kind in Outcome
        for one in many(kind, each)
    ]
    return figures(found, NOON)


@pytest.mark.parametrize("each", [1, 30])
def test_the_alternative_tells_every_number_within_slacks_limit(each: int) -> None:
    words = alternative(busy(each))
    assert len(words) <= ALT_MAX
    assert f"{each * WEEKS} rolled back" in words
    assert words.count("Sep") + words.count("Oct") + words.count("Nov") + words.count("Aug") == WEEKS


def test_a_search_that_broke_off_is_told_as_such() -> None:
    assert "At least 7 deploys ended" in alternative(figures(many(Outcome.LIVE, 7), NOON, is_whole=False))


@pytest.mark.parametrize("found", [busy(3), counted()], ids=["busy", "nothing"])
def test_the_picture_is_a_png_of_the_size_that_is_looked_at(found: Figures) -> None:
    png = draw(found, TITLE, tiles(found), OUTCOMES)
    height, width, _ = image.imread(io.BytesIO(png), format="png").shape
    assert (width, height) == (round(SIZE[0] * DOTS), round(SIZE[1] * DOTS))
    assert len(png) < 200_000


def test_every_outcome_has_a_name_and_a_look_of_its_own() -> None:
    assert set(OUTCOMES) == set(LOOKS) == set(Outcome)
    assert len({hatch or colour for colour, hatch in LOOKS.values()}) == len(Outcome)
    plain_ones = [colour for colour, hatch in LOOKS.values() if not hatch]
    assert plain_ones == ["#0072b2", "#c9c9c9"], "dark and light, told apart without colour"


def test_home_shows_the_picture_with_its_alternative_or_says_that_it_is_being_drawn() -> None:
    found, older = busy(1), counted()
    assert "being counted" in str(figure_blocks(None))
    assert DRAWING in str(figure_blocks(Kept(found)))
    assert "no picture: Slack &lt;is&gt; away" in str(figure_blocks(Kept(found, problem="Slack <is> away")))
    kept = Kept(found, Picture("F0FIGURES01", older))
    blocks = figure_blocks(kept)
    assert problems(blocks, Surface.HOME) == []
    assert blocks[-1]["slack_file"] == {"id": "F0FIGURES01"}
    assert blocks[-1]["alt_text"] == alternative(older), "what the picture shows, not what was counted since"
    hidden = figure_blocks(kept, with_picture=False)
    assert HIDDEN in str(hidden)
    assert "slack_file" not in str(hidden)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3720, "1 h 2 min"),
        (90_061, "1 d 1 h"),
        (86_405, "1 d"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == words


def test_every_end_has_an_outcome_and_nothing_else_has() -> None:
    ends = {deploy.state for deploy in IN_STATE.values() if outcome(deploy)}
    assert {end.value for end in ends} == {one.value for one in Outcome}


def test_people_are_who_queued_approved_decided_and_signed() -> None:
    deploy = replace(
        PENDING,
        approvals=(Approval(BO.id, NOON, SUMMARY.digest, YES),),
        decision=Decision("U0DEE00001", NOON, SUMMARY.digest, YES),
        override=Override("U0DEE00001", NOON, "why", signed_by=CY.id),
    )
    assert people(deploy) == {"ci", BO.id, CY.id, "U0DEE00001"}
