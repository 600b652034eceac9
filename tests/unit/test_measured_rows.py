"""What GitHub tells in odd ways: counted for what it proves, and no more."""

import pytest

from app.adapters.github.evidence.artifacts import Artifact, runs_to_ask
from app.adapters.github.evidence.rows import Doubts
from app.adapters.github.evidence.runs import Run, runs_of
from app.adapters.github.evidence.unzip import Room
from app.adapters.github.refusal import GitHubRefusal
from tests.unit.example import BASE, SHA
from tests.unit.githubtold import CHECK, REPO, RUN, WELL, Told, look


def test_one_odd_row_is_counted_and_the_others_are_read() -> None:
    answers = {**WELL, f"{REPO}/commits/{SHA}/check-runs": {"check_runs": [CHECK, {"id": "x"}, None]}}
    found = look(answers)
    assert [(u.subject, u.reason) for u in found.unknown] == [
        ("checks", "2 of GitHub's 3 entries cannot be read")
    ]
    assert ("test", "success") in found.checks


def test_an_app_may_be_told_by_the_picture_of_its_status() -> None:
    rules = [
        {
            "type": "required_status_checks",
            "parameters": {"required_status_checks": [{"context": "ci", "integration_id": 18001}]},
        }
    ]
    for picture, name in (
        ("https://avatars.githubusercontent.com/in/18001?v=4", "ci"),
        ("https://avatars.githubusercontent.com/in/18002?v=4", "ci (of another app than is required)"),
        ("https://avatars.githubusercontent.com/u/18001?v=4", "ci (of another app than is required)"),
        ("https://evil.example/in/18001", "ci (of another app than is required)"),
        (None, "ci (of another app than is required)"),
    ):
        status = {"context": "ci", "state": "success", "avatar_url": picture}
        answers = {
            **WELL,
            f"{REPO}/rules/branches/main": rules,
            f"{REPO}/commits/{SHA}/status": {"statuses": [status]},
        }
        found = look(answers)
        assert (name, "success") in found.checks


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN"])
def test_who_does_not_belong_to_the_project_does_not_approve(association: str) -> None:
    review = {**WELL[f"{REPO}/pulls/3/reviews"][0], "author_association": association}
    found = look({**WELL, f"{REPO}/pulls/3/reviews": [review]})
    assert [(pull.approved_by, pull.approved_before) for pull in found.pulls or ()] == [((), ())]


def test_a_forks_runs_and_runs_that_did_not_end_are_not_asked_for_artifacts() -> None:
    runs = [
        RUN,
        {**RUN, "id": 18, "head_repository": {"id": 2}},
        {**RUN, "id": 19, "head_repository": None},
        {**RUN, "id": 20, "conclusion": None},
        {**RUN, "id": 21, "head_sha": BASE},
        {**RUN, "id": 22, "conclusion": "failure"},
        {**RUN, "id": 23, "conclusion": "cancelled"},
    ]
    told = [Run.model_validate(run) for run in runs]
    assert [run.id for run in runs_to_ask(told, None)] == [17, 21, 22]
    assert [run.id for run in runs_to_ask(told, told[3])] == [20, 17, 21, 22]


def test_a_job_of_the_waiting_run_that_only_waits_for_a_runner_is_told() -> None:
    jobs = [
        {**CHECK, "id": 1, "name": "waits", "status": "waiting", "conclusion": None},
        {**CHECK, "id": 2, "name": "deploys", "status": "in_progress", "conclusion": None, "deployment": {}},
        {**CHECK, "id": 3, "name": "queued", "status": "queued", "conclusion": None},
        {
            **CHECK,
            "id": 4,
            "name": "elsewhere",
            "status": "waiting",
            "conclusion": None,
            "check_suite": {"id": 6},
        },
    ]
    answers = {**WELL, f"{REPO}/commits/{SHA}/check-runs": {"check_runs": jobs}}
    found = look(answers)
    assert found.checks == (("ci", "success"), ("elsewhere", "waiting"), ("queued", "queued"))


def test_a_result_that_names_another_commit_does_not_count() -> None:
    answers = {**WELL, f"{REPO}/commits/{SHA}/check-runs": {"check_runs": [{**CHECK, "head_sha": BASE}]}}
    found = look(answers)
    assert [(u.subject, u.reason) for u in found.unknown] == [
        ("test", "its result is of the commit bbbbbbbbbbbb, not of this one")
    ]
    assert found.checks == (("ci", "success"),)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Upgrade to GitHub Pro or make this repository public", []),
        ("Resource not accessible", ["required checks"]),
    ],
)
def test_a_plan_without_rulesets_requires_nothing_by_them(words: str, told: list[str]) -> None:
    found = look({**WELL, f"{REPO}/rules/branches/main": GitHubRefusal(words, 403)})
    assert [unknown.subject for unknown in found.unknown] == told
    assert found.required_checks == ("a",)


def test_two_apps_without_a_suite_are_still_two() -> None:
    bare = {**CHECK, "check_suite": None}
    both = [{**bare, "conclusion": "failure"}, {**bare, "id": 2, "app": {"id": 10}}]
    found = look({**WELL, f"{REPO}/commits/{SHA}/check-runs": {"check_runs": both}})
    assert found.checks == (("ci", "success"), ("test", "failure"), ("test", "success"))
    assert found.flaky_checks == ()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, None),
        ({"workflow_run": {"head_sha": BASE}}, "is of the commit bbbbbbbbbbbb"),
        ({"workflow_run": None}, "is of no named commit"),
        ({"expired": True, "expires_at": "2026-11-01T00:00:00Z"}, "expired (on 2026-11-01)"),
        ({"size_in_bytes": 64 * 1024 * 1024 + 1}, "larger than 64 MiB"),
    ],
)
def test_an_artifact_must_be_of_the_commit_and_still_there(
    told: dict[str, object], reason: str | None
) -> None:
    row = {"id": 1, "name": "junit", "expired": False, "workflow_run": {"head_sha": SHA}, **told}
    why = Artifact.model_validate(row).why_not(SHA, Room())
    assert why is None if reason is None else reason in (why or "")


def test_a_run_of_another_commit_is_none_of_this_one() -> None:
    other = {**RUN, "id": 99, "head_sha": BASE}
    runs = runs_of(
        Told({f"{REPO}/actions/runs": {"workflow_runs": [other, RUN]}}), "harbour/shop", SHA, Doubts()
    )
    assert [run.id for run in runs] == [17]


def test_a_pull_request_that_was_closed_brought_nothing() -> None:
    """GitHub keeps the id of a trial merge on it."""
    closed = {**WELL[f"{REPO}/commits/{SHA}/pulls"][0], "head": {"sha": BASE}, "merge_commit_sha": SHA}
    found = look({**WELL, f"{REPO}/commits/{SHA}/pulls": [closed]})
    assert (found.pulls, found.direct) == ((), (SHA,))
    merged = {**closed, "merged_at": "2026-11-20T12:00:00Z"}
    assert look({**WELL, f"{REPO}/commits/{SHA}/pulls": [merged]}).direct == ()


def test_an_address_that_github_made_up_is_kept_and_identifies_nobody() -> None:
    email = "7+ana@users.noreply.github.com"
    row = {"author": {"login": "ana"}, "commit": {"author": {"email": email}}}
    found = look({**WELL, f"{REPO}/commits": [row]})
    assert found.starters == {email}
    assert [unknown.subject for unknown in found.unknown] == ["people"]


def test_an_address_on_somebody_elses_commit_is_not_theirs() -> None:
    row = {"author": {"login": "bo"}, "commit": {"author": {"email": "bo@harbour.example"}}}
    assert look({**WELL, f"{REPO}/commits": [row]}).starters == frozenset()
