"""The figures of a backtest, against counting by hand and by brute force."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.review.backtest.figures import Band, Scored, auc, caught, deciles, percentile, split

# Few scores make many ties; binary fractions as weights make every sum exact.
SCORED = st.builds(Scored, st.integers(0, 6), st.booleans(), st.sampled_from([0.5, 1.0, 2.25, 7.0]))
CHANGES = st.lists(SCORED, max_size=25)
SHARE = st.integers(0, 16).map(lambda part: part / 16)


def scored(good: Sequence[float] = (), bad: Sequence[float] = ()) -> list[Scored]:
    outcomes = [(score, False) for score in good] + [(score, True) for score in bad]
    return [Scored(score, is_reverted) for score, is_reverted in outcomes]


@pytest.mark.parametrize(
    ("good", "bad", "area"),
    [
        ([1, 2], [3], 1.0),
        ([2, 3], [1], 0.0),
        ([1, 3], [2], 0.5),
        ([2, 2], [2], 0.5),
        ([1, 2, 2, 3], [2], 0.5),
        ([1, 2], [2, 3], 0.875),
        ([1], [], None),
        ([], [1], None),
        ([], [], None),
    ],
)
def test_auc_is_how_often_the_reverted_change_scores_higher(
    good: list[float], bad: list[float], area: float | None
) -> None:
    assert auc(scored(good, bad)) == area


@given(CHANGES)
def test_auc_counts_every_pair_by_weight_and_a_tie_by_half(changes: list[Scored]) -> None:
    pairs = [(bad, good) for bad in changes if bad.is_reverted for good in changes if not good.is_reverted]
    total = sum(bad.weight * good.weight for bad, good in pairs)
    won = sum(
        bad.weight * good.weight * (1 if bad.score > good.score else 0.5 if bad.score == good.score else 0)
        for bad, good in pairs
    )
    assert auc(changes) == (pytest.approx(won / total) if pairs else None)


@given(CHANGES)
def test_the_score_turned_round_has_the_rest_of_the_area(changes: list[Scored]) -> None:
    turned = [Scored(-change.score, change.is_reverted, change.weight) for change in changes]
    area = auc(changes)
    assert auc(turned) == (None if area is None else pytest.approx(1 - area))


@given(CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_the_changes_does_not_matter(changes: list[Scored], random: Random) -> None:
    mixed = list(changes)
    random.shuffle(mixed)
    assert (auc(mixed), caught(mixed, 0.1)) == (auc(changes), caught(changes, 0.1))


@pytest.mark.parametrize(
    ("good", "bad", "share", "found"),
    [
        ([1] * 9, [2], 0.1, 1.0),
        ([1] * 9, [0], 0.1, 0.0),
        ([1] * 8, [1, 1], 0.1, 0.1),  # all the same: chance
        ([1] * 8, [2, 1], 0.1, 0.5),
        ([1] * 18, [2, 2], 0.05, 0.5),
        ([2, 1], [1, 1], 0.5, 1 / 3),
        ([1, 2], [3], 1.0, 1.0),
        ([1, 2], [3], 0.0, 0.0),
        ([1, 2], [], 0.5, None),
        ([], [], 0.5, None),
    ],
)
def test_caught_is_the_share_of_the_reverted_among_the_riskiest(
    good: list[float], bad: list[float], share: float, found: float | None
) -> None:
    assert caught(scored(good, bad), share) == (None if found is None else pytest.approx(found))


@given(CHANGES, SHARE)
def test_caught_takes_one_unit_after_the_other_from_the_top(changes: list[Scored], share: float) -> None:
    """Every change as its quarters, a tie's quarters each cut at the same height."""
    quarters = [change for change in changes for _ in range(int(change.weight * 4))]
    left, found = Fraction(share) * len(quarters), Fraction(0)
    for score in sorted({change.score for change in quarters}, reverse=True):
        tied = [change for change in quarters if change.score == score]
        taken = min(left, Fraction(len(tied)))
        found += taken / len(tied) * sum(change.is_reverted for change in tied)
        left -= taken
    reverted = sum(change.is_reverted for change in quarters)
    assert caught(changes, share) == (pytest.approx(float(found / reverted)) if reverted else None)


@given(CHANGES, SHARE, SHARE)
def test_more_of_the_changes_never_catch_less(changes: list[Scored], one: float, other: float) -> None:
    few, many = (caught(changes, share) for share in sorted((one, other)))
    assume(few is not None and many is not None)
    assert few is not None
    assert many is not None
    assert -1e-9 <= few <= many + 1e-9 <= 1 + 2e-9


def test_a_threshold_belongs_to_the_level_that_it_opens() -> None:
    changes = scored(good=[0, 25, 26, 49, 100], bad=[26, 50])
    low, medium, high = split(changes, 26, 50)
    assert (low, medium, high) == (Band(2, 0), Band(3, 1), Band(2, 1))
    assert [band.rate for band in (low, medium, high)] == [0, pytest.approx(1 / 3), 0.5]


@given(CHANGES, st.integers(0, 6), st.integers(0, 6))
def test_each_change_has_one_level(changes: list[Scored], one: int, other: int) -> None:
    bands = split(changes, *sorted((one, other)))
    assert sum(band.changes for band in bands) == sum(change.weight for change in changes)
    reverted = sum(change.weight for change in changes if change.is_reverted)
    assert sum(band.reverted for band in bands) == reverted


def test_no_change_has_no_rate() -> None:
    assert Band(0, 0).rate == 0
    assert split([], 1, 2) == (Band(0, 0),) * 3


def test_the_percentile_of_scores_that_all_differ() -> None:
    changes = scored(range(1, 101))
    assert (percentile(changes, 0.5), percentile(changes, 0.75)) == (51, 76)


def test_nothing_reaches_the_percentile_of_nothing() -> None:
    assert percentile([], 0.9) == float("inf")


def test_deciles_are_equally_many_the_least_risky_first() -> None:
    tenths = deciles(scored(good=range(90), bad=range(90, 100)))
    assert [score for score, _ in tenths] == [10 * tenth + 4.5 for tenth in range(10)]
    assert [band for _, band in tenths] == [Band(10, 0)] * 9 + [Band(10, 10)]


@given(CHANGES)
def test_deciles_leave_nothing_out(changes: list[Scored]) -> None:
    tenths = deciles(changes)
    scores = [score for score, _ in tenths]
    assert len(tenths) == min(10, len(changes))
    assert scores == sorted(scores)
    assert sum(band.changes for _, band in tenths) == sum(change.weight for change in changes)
