"""What becomes of a deploy that waited on GitHub, and of which commit a run is."""

from dataclasses import replace

import pytest

from app.domain.arrival import LONGEST_REPORT, Review, Run, fate, is_bypass, refusal, unclear
from tests.unit.example import PENDING, SHA

RUN = Run("harbour/shop", 17, 1, SHA, "push", "in_progress", None, "ana", None)
WAITS = frozenset({"production"})
OVER = replace(RUN, status="completed", conclusion="failure")
BY_BO = Review("approved", "bo", WAITS)


@pytest.mark.parametrize(
    ("run", "waiting", "reviews", "words"),
    [
        (RUN, WAITS, (), None),
        (RUN, {"Production"}, (BY_BO,), None),  # somebody else's rule was answered; ours is not
        (replace(RUN, status="waiting"), {"staging"}, (), None),
        (RUN, (), (), "was let through on GitHub, without Airlock's approval"),
        (RUN, (), (BY_BO,), "was let through on GitHub by bo, without Airlock's approval"),
        (RUN, {"staging"}, (BY_BO,), "was let through on GitHub by bo, without Airlock's approval"),
        (OVER, (), (BY_BO,), "was let through on GitHub by bo, without Airlock's approval"),
        (OVER, (), (replace(BY_BO, environments=frozenset({"staging"})),), "ended on GitHub as failure"),
        (OVER, (), (replace(BY_BO, state="rejected"),), "was rejected on GitHub by bo"),
        (replace(OVER, conclusion="cancelled"), (), (), "was cancelled on GitHub"),
        (replace(OVER, conclusion="cancelled"), (), (BY_BO,), "was cancelled on GitHub"),
        (
            replace(OVER, conclusion="success"),
            (),
            (),
            "was let through on GitHub, without Airlock's approval",
        ),
        (replace(RUN, attempt=2), WAITS, (), "was run again on GitHub, as attempt 2"),
    ],
)
def test_what_became_of_it(
    run: Run, waiting: frozenset[str], reviews: tuple[Review, ...], words: str
) -> None:
    reason = fate(PENDING, run, waiting, reviews)
    assert reason == words
    assert is_bypass(reason or "") == ("without" in (words or ""))


@pytest.mark.parametrize(
    ("event", "sha", "words"),
    [
        ("push", "", None),
        ("push", SHA, None),
        ("deployment", SHA, None),
        ("push", "c" * 40, "its deployment is of cccccccccccc and the run of aaaaaaaaaaaa"),
        ("pull_request", SHA, "a run on pull_request works on a merge commit that nobody can review"),
        ("pull_request_target", "", "a run on pull_request_target works on a merge commit"),
    ],
)
def test_it_has_to_be_clear_which_commit_would_be_deployed(event: str, sha: str, words: str | None) -> None:
    found = unclear(replace(RUN, event=event), sha)
    assert (found or "").startswith(words or "")
    assert (found is None) == (words is None)


def test_every_job_of_an_environment_is_one_deploy_and_an_attempt_another() -> None:
    assert RUN.request("production") == RUN.request("production")
    assert RUN.request("production").key != replace(RUN, attempt=2).request("production").key


def test_a_refusal_fits_into_a_status_report() -> None:
    assert len(refusal("staging", "x" * 5000)) == LONGEST_REPORT
